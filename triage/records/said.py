"""What was said: the caller's exact words, apart from what staff noted, and their answer about sharing it."""

from collections.abc import Iterator, Mapping

from triage.content import message
from triage.labels import label
from triage.records.answered import always, answered, lines_of
from triage.records.document import Kind, TextLine
from triage.records.draft import LineKind
from triage.records.escalation import Escalation
from triage.records.express_consent import PARTS, missing_parts
from triage.records.times import clock_time

_REPLIED = frozenset({"agreed", "said_no", "unsure"})


def their_words(record: Escalation) -> Iterator[TextLine]:
    """Each line as it was said and what was asked before it, with its number, its time and its speaker."""
    yield from _account(record, {LineKind.CALLER_WORDS: Kind.THEIR_WORDS, LineKind.QUESTION: Kind.NOTE})
    yield from lines_of(record, "questions_asked", kind=Kind.NOTE)
    answer = record.answer_to("their_words")
    if answer is None:
        return
    added = _beyond_the_call(record, answer.words)
    if added:
        head = message("summary_written_later", clock=clock_time(answer.at))
        yield TextLine(head, added, Kind.THEIR_WORDS)


def notes(record: Escalation) -> Iterator[TextLine]:
    """What the caseworker noted in the call, numbered along with the caller's words."""
    yield from _account(record, {LineKind.NOTE: Kind.NOTE})
    if record.left_in_box:
        yield TextLine(label("field", "left_in_box"), record.left_in_box, Kind.NOTE)


def changed(record: Escalation) -> Iterator[TextLine]:
    """Words of an answer that was given again, or that is no longer asked: nothing written is dropped."""
    for answer in record.set_aside:
        title = label("asked", answer.question)
        head = message("summary_changed_head", title=title, clock=clock_time(answer.at))
        yield TextLine(head, answer.words, Kind.NOTE, about=answer.question, typed=answer.words)


def consent(record: Escalation) -> Iterator[TextLine]:
    """Whether they were asked, what they answered, and their exact reply."""
    answer = record.answer_to("consent")
    if answer and answer.choices:
        bare = answer.model_copy(update={"words": ""})
        yield TextLine(label("asked", "consent"), answered(bare), Kind.FACT)
        if answer.words:
            yield TextLine(label("field", "exact_reply"), answer.words, Kind.THEIR_WORDS)
        elif _REPLIED.intersection(answer.choices):
            yield TextLine(label("field", "exact_reply"), message("summary_reply_not_written"), Kind.MISSING)
    else:
        yield from always(record, "consent")
    yield from lines_of(record, *PARTS)
    yield from _incomplete(record)
    yield from lines_of(record, "limits_told", "record_told")


def _incomplete(record: Escalation) -> Iterator[TextLine]:
    """An agreement is no express consent until all of it is written (P3.3)."""
    missing = missing_parts(record.by_question)
    if missing:
        what = "; ".join(label("consent_part", part) for part in missing)
        yield TextLine(
            label("field", "not_express"), message("summary_not_express", parts=what), Kind.MISSING
        )


def _beyond_the_call(record: Escalation, words: str) -> str:
    """``words`` without the lines of the account they begin with; all of them where they differ at all."""
    for line in record.account:
        if line.kind is LineKind.CALLER_WORDS and f"{words}\n".startswith(f"{line.text}\n"):
            words = words[len(line.text) + 1 :]
    return words.strip("\n")


def _account(record: Escalation, kinds: Mapping[LineKind, Kind]) -> Iterator[TextLine]:
    for number, line in enumerate(record.account, 1):
        if line.kind in kinds:
            speaker = label("speaker", line.kind)
            head = message("summary_line_head", number=number, clock=clock_time(line.at), who=speaker)
            yield TextLine(head, line.text, kinds[line.kind], number=number, at=line.at)
