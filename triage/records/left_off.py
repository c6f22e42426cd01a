"""A call that its author takes no further. It stays on file: what was considered is recorded (policy 7)."""

from typing import ClassVar

from pydantic import Field

from triage.errors import RecordIncomplete
from triage.model import Rung
from triage.records.book import BookEntry
from triage.records.draft import Answer, Draft
from triage.records.section7 import tags

SPOKEN_OR_TRIED = frozenset({"spoken", "tried"})


class LeftOff(BookEntry):
    """One line, as the answers to the flow ``left_off``. ``ref`` names the draft, which stays its author's.

    It holds none of the caller's words: it is open to every manager.
    """

    BOOK: ClassVar[str] = "left_off"
    rung: Rung | None
    """The last that was chosen."""
    considered: bool
    """A breach had to be considered: section 7 was touched by a rung, an answer or a signal."""
    answers: tuple[Answer, ...] = Field(repr=False)


class TakenUp(BookEntry):
    """The author goes on with it after all."""

    BOOK: ClassVar[str] = "taken_up"


def breach_considered(draft: Draft) -> bool:
    """Something of section 7 was on the table at any moment of the call, whatever was chosen later."""
    chosen = any(choice.rung is not Rung.NO_RISK_HEARD for choice in draft.rungs)
    answers = {answer.question: answer for answer in draft.answers}
    return chosen or bool(tags(answers, draft.account))


def check_left_off(entry: LeftOff, about_manager: bool) -> None:
    """Raises RecordIncomplete: section 7 was touched, and no manager was spoken to or tried (P7.10).

    Where the worry is about the line manager it must become a record: that goes to another manager.
    """
    if not entry.considered:
        return
    if about_manager:
        raise RecordIncomplete("left_off_about_manager", field="line_manager")
    consulted = next((each for each in entry.answers if each.question == "consulted"), None)
    if consulted is None or not SPOKEN_OR_TRIED.intersection(consulted.choices):
        raise RecordIncomplete("left_off_needs_manager", field="consulted")
