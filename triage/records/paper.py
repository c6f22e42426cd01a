"""Paper and places: numbered print-outs, and what is taken off-site (policy 4). The laptop counts."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import AwareDatetime, Field

from triage.errors import RecordIncomplete
from triage.records.book import BookEntry
from triage.records.document import Section

PAGE_LINES = 50
"""Lines of a record on one printed page, the head of the page not counted."""
_WIDTH = 90


class PrintOut(BookEntry):
    """One numbered print of a record. ``ref`` names the record."""

    BOOK: ClassVar[str] = "print_out"
    number: str
    """Random: PRN-2026-7K4M; it stands on every page."""
    kept_where: str = Field(repr=False)
    """The locked cabinet it goes to (policy 4: locked, staff only)."""
    duty_confirmed: bool
    """Who printed it has confirmed that it stays with staff (policy 4: all staff are responsible)."""
    of: str = "record"
    """What was printed: an ``About`` of the papers."""
    form: str = ""
    """How the file is written: «pdf». Empty: plain text for a printer."""
    redacted: bool = False
    """Names that were asked for were left out."""
    sealed: bool = False
    """The file opens with a passphrase only."""


class PrintDestroyed(BookEntry):
    """A print that is no more."""

    BOOK: ClassVar[str] = "print_destroyed"
    number: str


class TakenOut(BookEntry):
    """Something with records on it leaves the building (policy 4: after risk assessment)."""

    BOOK: ClassVar[str] = "taken_out"
    number: str
    """Random: OUT-2026-7K4M."""
    item: str = Field(repr=False)
    """A print by its number, this laptop, another device."""
    taken_by: str
    assessed_by: str
    assessed_at: AwareDatetime
    out_at: AwareDatetime
    due_back: AwareDatetime | None = None
    """None: not noted."""


class BroughtBack(BookEntry):
    """It is in its place again."""

    BOOK: ClassVar[str] = "brought_back"
    number: str


def check_print(print_out: PrintOut) -> None:
    """Raises RecordIncomplete: nobody confirmed the duty, or no place is named."""
    if not print_out.duty_confirmed:
        raise RecordIncomplete("print_duty_missing", field="duty_confirmed")
    if not print_out.kept_where.strip():
        raise RecordIncomplete("print_place_missing", field="kept_where")


def check_taken_out(taken: TakenOut) -> None:
    """Raises RecordIncomplete: a part is missing, or the risk was assessed only after it left."""
    for field, words in (
        ("item", taken.item),
        ("taken_by", taken.taken_by),
        ("assessed_by", taken.assessed_by),
    ):
        if not words.strip():
            raise RecordIncomplete("out_part_missing", field=field)
    if taken.assessed_at > taken.out_at:
        raise RecordIncomplete("out_before_assessment", field="assessed_at")


def pages(sections: tuple[Section, ...], number: str, ref: str, banner: str) -> str:
    """The text of a print: on each page the banner, the number of the print, the reference, and its place.

    No name stands in a head: it may lie on top of a pile.
    """
    lines = list(_lines(sections))
    parts = [lines[at : at + PAGE_LINES] for at in range(0, len(lines), PAGE_LINES)] or [[]]
    heads = (f"{banner}\n{number}   {ref}   {place}/{len(parts)}" for place in range(1, len(parts) + 1))
    return "\f".join("\n".join([head, "", *part, ""]) for head, part in zip(heads, parts, strict=True))


def _lines(sections: tuple[Section, ...]) -> Iterator[str]:
    from textwrap import wrap

    for section in sections:
        yield section.heading
        for line in section.lines:
            yield from wrap(f"{line.label}: {line.text}" if line.label else line.text, _WIDTH) or [""]
        yield ""
