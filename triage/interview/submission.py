"""A draft becomes a record: the answers on the path, the account as said, the clauses as they read now."""

from collections.abc import Iterator
from datetime import datetime

from triage.errors import RecordIncomplete
from triage.interview.interview import Progress, Step
from triage.policy.pack import Pack
from triage.records.draft import Answer, AnswerState, Draft
from triage.records.escalation import CitedClause, Escalation
from triage.records.section7 import OTHER, tags


def build(draft: Draft, progress: Progress, pack: Pack, at: datetime) -> Escalation:
    """The record that ``draft`` becomes. Raises RecordIncomplete with the first answer it must still have."""
    for gap in progress.gaps:
        raise RecordIncomplete(field=gap.question.id, what=gap.problem or "")
    return as_it_stands(draft, progress, pack, at)


def as_it_stands(draft: Draft, progress: Progress, pack: Pack, at: datetime) -> Escalation:
    """What ``draft`` would be as a record now, with whatever is still missing. It may not be submitted.

    Raises RecordIncomplete before a rung was chosen.
    """
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
        set_aside=tuple(_set_aside(draft, progress)),
        left_in_box="" if draft.typing.lstrip().startswith("?") else draft.typing.strip(),
        about_person=progress.about.person_id if progress.about else None,
    )


def _answers(progress: Progress) -> Iterator[Answer]:
    """Those that count. Words taken from the account are in the account already."""
    for step in progress.steps:
        if step.answer and not (step.prefilled and step.question.kind == "words"):
            yield step.answer


def _set_aside(draft: Draft, progress: Progress) -> Iterator[Answer]:
    """Words that nothing else on the record holds. Those that were only written on are no change."""
    held = {step.question.id: _shown_words(step) for step in progress.steps}
    found: list[Answer] = []
    for answer in reversed(draft.answers):
        if answer.words.strip() and answer.words not in held.get(answer.question, ""):
            found.append(answer)
            held[answer.question] = f"{held.get(answer.question, '')}\n{answer.words}"
    yield from reversed(found)


def _shown_words(step: Step) -> str:
    """The words that stand with the answer on the record; none where nobody asked for words."""
    answer, question = step.answer, step.question
    if answer is None or answer.state is not AnswerState.GIVEN:
        return ""
    options = (question.option(choice) for choice in answer.choices)
    takes_words = question.kind == "words" or any(option and option.words for option in options)
    return answer.words if takes_words else ""


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
    answers = {step.question.id: step.answer for step in progress.steps if step.answer}
    found = tags(answers, draft.account)
    yield from (tag.clause for tag in found)
    if any(not tag.is_exception for tag in found):
        yield OTHER
    for step in progress.steps:
        for choice in step.answer.choices if step.answer else ():
            option = step.question.option(choice)
            yield from option.cites if option else ()
    for line in draft.account:
        for signal in line.reply.signals:
            yield from signal.clauses
