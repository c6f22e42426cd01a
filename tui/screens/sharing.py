"""Consent, and what was told outside: the list, with each ground relied on, and the forms behind its keys."""

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.sharing import Line
from triage.labels import label
from triage.records.disclosing import Consent, Disclosure, OnBehalf
from triage.records.draft import Answer
from triage.records.marks import mark_of
from triage.records.times import full_time
from triage.text import one_line
from tui.clock import day_and_time
from tui.keeping import Keeping
from tui.screens.form import FormScreen
from tui.screens.listing import ListScreen
from tui.screens.which_record import WhichRecordScreen

Form = Callable[[Desk, Keeping, str], FormScreen]


def sharing(desk: Desk, keeping: Keeping) -> "SharingScreen":
    """The screen, as the list of books opens it."""
    return SharingScreen(desk, keeping)


def told_outside(desk: Desk, keeping: Keeping, ref: str) -> FormScreen:
    """What was really told to somebody outside. The gate's words stand on the page when it refuses."""

    def finish(answers: tuple[Answer, ...]) -> str:
        desk.sharing_forms.keep_outside(ref, answers)
        return message("book_line_kept")

    return FormScreen(desk, keeping, desk.sharing_forms.outside(ref), finish, about=ref)


def consent_given(desk: Desk, keeping: Keeping, ref: str) -> FormScreen:
    """Express consent that was given after the call."""

    def finish(answers: tuple[Answer, ...]) -> str:
        desk.sharing_forms.keep_consent(ref, answers)
        return message("book_line_kept")

    return FormScreen(desk, keeping, desk.sharing_forms.consent, finish, about=ref)


def taken_back(desk: Desk, keeping: Keeping, consent: Consent) -> FormScreen:
    """When it was taken back, and nothing more."""

    def finish(answers: tuple[Answer, ...]) -> str:
        desk.sharing_forms.keep_taken_back(consent, answers)
        return message("consent_back_kept")

    return FormScreen(desk, keeping, desk.sharing_forms.taken_back, finish, about=mark_of(consent))


class SharingScreen(ListScreen[Line]):
    """Of all records for a manager, of their own for a caseworker; newest first."""

    HELP_PAGE = "sharing"
    TITLE_CODE = "book_sharing"
    EMPTY_CODE = "sharing_none"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "o", "outside", "Told outside", key_display="O", tooltip="What was really told. Sends nothing"
        ),
        Binding("c", "consent", "Consent", key_display="C", tooltip="Who agreed to what, in their words"),
        Binding("t", "take_back", "Taken back", key_display="T", tooltip="The consent in hand ends"),
    ]

    def read(self) -> tuple[Line, ...]:
        return self.desk.sharing.listed()

    def above(self) -> str:
        return message("sharing_about")

    def key_of(self, entry: Line) -> str:
        return f"{entry.entry.BOOK}_{mark_of(entry.entry)}"

    def row_of(self, entry: Line) -> str:
        line = entry.entry
        when = day_and_time(line.at, self.desk.now())
        return message(
            "sharing_row", ref=line.ref or "", when=when, what=_kind(entry), name=one_line(line.name)
        )

    def heart_of(self, entry: Line) -> Iterator[tuple[str, str]]:
        line = entry.entry
        yield message("sharing_whom"), f"{label('recipient', line.agency)}: {line.name}"
        yield message("sharing_what"), "; ".join(line.what)
        if isinstance(line, Consent):
            how = label("how_given", line.how)
            yield message("sharing_agreed"), f"{line.given_by}. {how}, {full_time(line.given_at)}"
            yield message("sharing_words"), f'"{line.words}"'
            stands = "sharing_stands" if entry.taken_back is None else "sharing_ended"
            at = full_time(entry.taken_back) if entry.taken_back else ""
            yield message("sharing_state"), message(stands, when=at)
            return
        yield message("sharing_ground"), _ground(entry)
        if isinstance(line, Disclosure):
            yield message("sharing_how"), f"{line.how}. {line.shared_by}, {full_time(line.shared_at)}"
        else:
            yield message("sharing_how"), f"{label('on_behalf', line.kind)}, {full_time(line.done_at)}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a consent that stands can be taken back."""
        if action == "take_back":
            held = self.in_hand if self.is_mounted else None
            return held is not None and isinstance(held.entry, Consent) and held.taken_back is None
        return super().check_action(action, parameters)

    @on(OptionList.OptionHighlighted)
    def _another_row(self) -> None:
        self.refresh_bindings()

    def action_outside(self) -> None:
        """Which record; then the questions."""
        self._about(told_outside)

    def action_consent(self) -> None:
        """The same, of a consent."""
        self._about(consent_given)

    def action_take_back(self) -> None:
        """The consent in hand."""
        if self.in_hand is not None and isinstance(self.in_hand.entry, Consent):
            self.app.push_screen(taken_back(self.desk, self.keeping, self.in_hand.entry))

    def _about(self, form: Form) -> None:
        self.app.push_screen(
            WhichRecordScreen(self.desk, self.keeping, lambda ref: form(self.desk, self.keeping, ref))
        )


def _kind(line: Line) -> str:
    entry = line.entry
    if isinstance(entry, Consent):
        return message("sharing_is_consent" if line.taken_back is None else "sharing_is_ended")
    return message("sharing_is_done" if isinstance(entry, OnBehalf) else "sharing_is_told")


def _ground(line: Line) -> str:
    """In words, with who agreed or decided, and when."""
    entry, by = line.entry, line.relied_on
    named = label("ground", entry.ground) if not isinstance(entry, Consent) and entry.ground else ""
    if isinstance(by, Consent):
        return f"{named}: {by.given_by}, {full_time(by.given_at)}"
    return f"{named}: {by.by.name}, {full_time(by.decided_at)}" if by else named
