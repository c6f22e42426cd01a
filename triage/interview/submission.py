"""A draft becomes a record: the answers on the path, the account as said, the clauses as they read now."""

from collections.abc import Iterator
from datetime import datetime

from triage.errors import RecordIncomplete
from triage.interview.interview import Progress
from triage.policy.pack import Pack
from triage.records.draft import Answer, Draft
from triage.records.escalation import CitedClause, Escalation


def build(draft: Draft, progress: Progress, pack: Pack, at: datetime) -> Escalation:
    """The record that ``draft`` becomes. Raises RecordIncomplete with the first answer it must still have."""
    for gap in progress.gaps:
        raise RecordIncomplete(field=gap.question.id, what=gap.problem or "")
    if progress.rung is None:
        raise RecordIncomplete(field="rung", what="")
    return Escalation(
        ref=draft.ref,
        mode=draft.mode,
        policy_sha256=pack.sha256,
        author=draft.author,
        opened_at=draft.opened_at,
        submitted_at=at,
        rung=progress.rung,
        rungs=draft.rungs,
        account=draft.account,
        look_ups=len(draft.thread) - len(draft.account),
        answers=tuple(_answers(progress)),
        contacts=draft.contacts,
        ended_at=draft.ended_at,
        dropped=draft.dropped,
        cited=_cited(draft, progress, pack),
        about_person=progress.about.person_id if progress.about else None,
    )


def _answers(progress: Progress) -> Iterator[Answer]:
    """Those that count. Words taken from the account are in the account already."""
    for step in progress.steps:
        if step.answer and not (step.prefilled and step.question.kind == "words"):
            yield step.answer


def _cited(draft: Draft, progress: Progress, pack: Pack) -> tuple[CitedClause, ...]:
    """What the answers and the signals lead to, in the order of the policy."""
    quotations = {said.passage_id: said for said in map(pack.quote, set(_addresses(draft, progress)))}
    return tuple(
        CitedClause(id=said.clause_id, quote=quotations[said.id].text)
        for said in pack.policy.passages
        if said.id in quotations
    )


def _addresses(draft: Draft, progress: Progress) -> Iterator[str]:
    yield from progress.outcome.cites
    for step in progress.steps:
        for choice in step.answer.choices if step.answer else ():
            option = step.question.option(choice)
            yield from option.cites if option else ()
    for line in draft.account:
        for signal in line.reply.signals:
            yield from signal.clauses
