"""Signing in within plain mode. A forgotten passphrase never stops help: guidance alone is a choice too."""

from triage.cli.asking import ask_secret, choose
from triage.cli.plain_lines import fault, line, read
from triage.content import message
from triage.desk.desk import Desk
from triage.desk.views import Access
from triage.errors import Locked, TriageError
from triage.labels import label
from triage.records.people import Person


def sign_in(desk: Desk) -> bool:
    """Asks who sits here until somebody is let in, or guidance alone is enough. Whether records are open."""
    if not desk.pack.intact:
        line("policy_changed")
    people = desk.people()
    if not people:
        line("plain_no_vault")
        return False
    names = [*(person.name for person in people), message("plain_guidance_only")]
    while True:
        at = choose("ask_person", names, read)
        if at == len(people):
            return desk.access is Access.OPEN
        try:
            person = _let_in(desk, people[at])
        except Locked as refused:
            fault(refused)
            continue
        except TriageError as broken:
            fault(broken)
            line("plain_fault")
            return False
        line("plain_signed_in", name=person.name, role=label("role", person.role))
        for caution in desk.cautions():
            line(caution.code, **caution.facts)
        return True


def _let_in(desk: Desk, person: Person) -> Person:
    if desk.is_demo:
        return desk.change_person(person.id)
    return desk.sign_in(person.id, ask_secret("ask_passphrase"))
