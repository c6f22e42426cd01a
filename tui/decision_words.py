"""Why somebody cannot decide on a record now, in words for the screen."""

from triage.content import message
from triage.desk.desk import Desk
from triage.records.consultation import people_to_speak_to
from triage.records.decision import Choice
from triage.records.escalation import Escalation
from triage.records.times import clock_time
from triage.text import one_line


def why_not_decided(desk: Desk, ref: str, record: Escalation | None, *, sealed: bool) -> str:
    """Empty when the person signed in can decide. ``record`` None: it does not match its seal."""
    me = desk.me
    if me is None:
        return message("locked")
    if record is None or not sealed:
        return message("record_broken", ref=ref)
    row = desk.row(ref)
    decided = row.decision if row else None
    if decided and decided.choice is not Choice.MORE_INFORMATION:
        return message("decide_already", time=clock_time(decided.written_at), name=one_line(decided.by.name))
    if me.id == record.author.id:
        return message("decide_author") + _next_on_chain(desk, record)
    return ""


def _next_on_chain(desk: Desk, record: Escalation) -> str:
    chain = desk.service.manager_chain if desk.service else ()
    others = people_to_speak_to(record, chain)
    if not others:
        return message("decide_author_no_other")
    return message("decide_author_next", name=one_line(others[0].name), phone=one_line(others[0].phone))
