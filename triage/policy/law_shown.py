"""A note on the law as a person reads it: policy words, the law now, where, when, how sure, what is open.

The same lines stand in the browser and on the command line, and none of them is ever left out.
"""

from datetime import date

from triage.content import message
from triage.policy.currency import CurrencyNote


def law_lines(note: CurrencyNote, today: date) -> tuple[str, ...]:
    """What stands beneath the title of a note; a warning first where it is more than a year old."""
    said = note.policy_words
    return (
        *((f"! {message('currency_old')}",) if note.is_old(today) else ()),
        message("law_policy_words", words=said) if said else message("law_not_in_policy"),
        message("law_now", position=note.position.strip()),
        message("law_read_in", sources="; ".join(note.sources)),
        message("law_checked_on", checked=f"{note.checked_on:%d %B %Y}"),
        message(f"law_confidence_{note.confidence}"),
        *((message("law_open", question=note.open_question.strip()),) if note.open_question else ()),
        message("law_no_part"),
    )


def law_doubts(notes: tuple[CurrencyNote, ...], today: date) -> tuple[str, ...]:
    """What a line that rests on these notes says of them behind its source; nothing when all is well."""
    old = any(note.is_old(today) for note in notes)
    unverified = any(note.confidence == "unverified" for note in notes)
    return tuple(
        message(code)
        for code, holds in (("law_line_old", old), ("law_line_unverified", unverified))
        if holds
    )  # fmt: skip
