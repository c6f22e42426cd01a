"""Somebody asks about a parent: the form, the list, and a manager's answer. No look-up (P3.7)."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.enquiries import EnquiryFile
from triage.errors import TriageError
from triage.labels import label
from triage.records.draft import Answer
from triage.records.enquiry import Enquiry, Follows
from triage.records.people import Role
from triage.text import one_line
from tui.clock import day_and_time
from tui.keeping import Keeping
from tui.screens.base import TriageScreen
from tui.screens.form import FormScreen
from tui.widgets.labelled import Labelled, LabelledLines
from tui.widgets.rows import Row, Rows


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


class EnquiriesScreen(TriageScreen):
    """All for a manager, their own for a caseworker; the answers of the row in hand beneath."""

    HELP_PAGE = "enquiries"
    CSS_PATH = "enquiry.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "answer", "Answer", key_display="A", tooltip="What follows. Nothing goes out"),
    ]

    words = query_one("#words", Static)
    rows = query_one("#rows", Rows)
    heart = query_one("#heart", LabelledLines)

    def body(self) -> ComposeResult:
        yield Static(id="words")
        yield Rows(id="rows")
        with VerticalScroll(id="heart-scroll"):
            yield LabelledLines(id="heart", label_cells=19)

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Read anew each time it comes to the front."""
        if self.is_mounted:
            self._draw()

    def on_mount(self) -> None:
        super().on_mount()
        self._draw()

    def status(self) -> tuple[str, ...]:
        return (message("enquiries_title"),)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A manager answers."""
        if action == "answer":
            return self.desk.me is not None and self.desk.me.role is Role.MANAGER
        return super().check_action(action, parameters)

    def action_answer(self) -> None:
        """To the row in hand."""
        if (file := self._in_hand()) is not None:
            self.app.push_screen(answer_to(self.desk, self.keeping, file.enquiry.enquiry))

    def _draw(self) -> None:
        words = message("enquiries_none")
        try:
            self._files = self.desk.enquiries.listed()
        except TriageError as fault:
            self._files, words = (), f"! {message(fault.code, **fault.facts)}"
        self.words.update(Content("" if self._files else words))
        self.rows.show(tuple(Row(file.enquiry.enquiry, self._row(file)) for file in self._files))
        self.rows.focus()
        self._draw_heart()

    @on(OptionList.OptionHighlighted)
    def _draw_heart(self) -> None:
        file = self._in_hand()
        if file is None:
            self.heart.show(())
            return
        steps = self.desk.enquiries.steps(file.enquiry)
        lines = [
            Labelled(
                Content.styled(one_line(step.question.title), "bold $accent"),
                Content(one_line(step.summary)),
            )
            for step in steps
        ]
        for answer in file.answers:
            when = day_and_time(answer.at, self.desk.now())
            said = f"{answer.by.name}, {when}: {label('follows', answer.follows)}. {answer.words}"
            if answer.ref:
                said += f" ({answer.ref})"
            title = Content.styled(message("enquiry_manager"), "bold $accent")
            lines.append(Labelled(title, Content(one_line(said))))
        self.heart.show(lines)

    def _in_hand(self) -> EnquiryFile | None:
        at = self.rows.highlighted
        return self._files[at] if at is not None and at < len(self._files) else None

    def _row(self, file: EnquiryFile) -> str:
        return message(
            "enquiry_row",
            enquiry=file.enquiry.enquiry,
            when=day_and_time(file.enquiry.at, self.desk.now()),
            who=label("enquirer", file.enquiry.who),
            stands=message("enquiry_waits") if file.waits else label("follows", file.answers[-1].follows),
        )
