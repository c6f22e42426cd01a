"""Somebody asks about a parent: the form, the list, and a manager's answer. No look-up (P3.7)."""

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.enquiries import EnquiryFile
from triage.labels import label
from triage.records.draft import Answer
from triage.records.enquiry import Enquiry, Follows
from triage.records.people import Role
from tui.clock import day_and_time
from tui.keeping import Keeping
from tui.screens.form import FormScreen
from tui.screens.listing import ListScreen


def new_enquiry(desk: Desk, keeping: Keeping) -> FormScreen:
    """The questions, from where they were left."""

    def finish(answers: tuple[Answer, ...]) -> str:
        return kept_words(desk.enquiries.keep(answers))

    return FormScreen(desk, keeping, desk.enquiries.flow, finish)


def answer_to(desk: Desk, keeping: Keeping, enquiry: str) -> FormScreen:
    """A manager's answer to one of them."""

    def finish(answers: tuple[Answer, ...]) -> str:
        given = {answer.question: answer for answer in answers}
        ref = given["record"].words.strip().upper() if "record" in given else ""
        follows = Follows(given["follows"].choices[0])
        desk.enquiries.answer(enquiry, follows, given["words"].words, ref or None)
        return message("enquiry_answered", enquiry=enquiry)

    return FormScreen(desk, keeping, desk.enquiries.answer_flow, finish, about=enquiry)


def kept_words(enquiry: Enquiry) -> str:
    """That it is kept, and what comes now."""
    if enquiry.order_seen:
        code = "enquiry_kept_order"
    elif enquiry.who in ("council", "police", "court"):
        code = f"enquiry_kept_{enquiry.who}"
    else:
        code = "enquiry_kept_other"
    told = (
        [message("enquiry_kept_tells")] if "tells_us" in {each.question for each in enquiry.answers} else []
    )
    return "\n\n".join([message("enquiry_kept", enquiry=enquiry.enquiry), message(code), *told])


def enquiries(desk: Desk, keeping: Keeping) -> "EnquiriesScreen":
    """The list."""
    return EnquiriesScreen(desk, keeping)


class EnquiriesScreen(ListScreen[EnquiryFile]):
    """All for a manager, their own for a caseworker; the answers of the row in hand beneath."""

    HELP_PAGE = "enquiries"
    TITLE_CODE = "enquiries_title"
    EMPTY_CODE = "enquiries_none"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "answer", "Answer", key_display="A", tooltip="What follows. Nothing goes out"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A manager answers."""
        if action == "answer":
            return self.desk.me is not None and self.desk.me.role is Role.MANAGER
        return super().check_action(action, parameters)

    def action_answer(self) -> None:
        """To the row in hand."""
        if (file := self.in_hand) is not None:
            self.app.push_screen(answer_to(self.desk, self.keeping, file.enquiry.enquiry))

    def read(self) -> tuple[EnquiryFile, ...]:
        return self.desk.enquiries.listed()

    def key_of(self, entry: EnquiryFile) -> str:
        return entry.enquiry.enquiry

    def heart_of(self, entry: EnquiryFile) -> Iterator[tuple[str, str]]:
        for step in self.desk.enquiries.steps(entry.enquiry):
            yield step.question.title, step.summary
        for answer in entry.answers:
            when = day_and_time(answer.at, self.desk.now())
            said = f"{answer.by.name}, {when}: {label('follows', answer.follows)}. {answer.words}"
            yield message("enquiry_manager"), f"{said} ({answer.ref})" if answer.ref else said

    def row_of(self, entry: EnquiryFile) -> str:
        return message(
            "enquiry_row",
            enquiry=entry.enquiry.enquiry,
            when=day_and_time(entry.enquiry.at, self.desk.now()),
            who=label("enquirer", entry.enquiry.who),
            stands=message("enquiry_waits") if entry.waits else label("follows", entry.answers[-1].follows),
        )
