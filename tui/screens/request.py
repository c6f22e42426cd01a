"""One request: what the record holds, line by line, and a manager's decision on it (policies 4 and 6).

To give out a copy, each line that may name somebody else is kept or left out first. What was said of a line
is held with the forms that are begun: going away, or a lock, loses none of it.
"""

from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import ScreenResume

from triage.content import message
from triage.desk.data_requests import RequestFile
from triage.desk.desk import Desk
from triage.errors import NotFound
from triage.labels import label
from triage.records.data_request import Passage, Wanted
from triage.records.draft import Answer, AnswerState
from triage.records.filled_in import FilledIn
from triage.text import one_line
from tui.keeping import Keeping
from tui.screens.listing import ListScreen
from tui.screens.signed_form import SignedForm

KEEP, LEAVE_OUT = "keep", "leave_out"
_BESIDE_THE_TEXT = 20
"""Columns of a row that number and mark take."""


class RequestScreen(ListScreen[Passage]):
    """A manager's. The record is read once: each reading is noted in the list of events."""

    HELP_PAGE = "request"
    CSS_PATH = "request.tcss"
    EMPTY_CODE = "request_nothing_left"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "say('keep')", "Keep", key_display="K", tooltip="This line stands in the copy"),
        Binding("l", "say('leave_out')", "Leave out", key_display="L", tooltip="To protect somebody else"),
        Binding(
            "n", "next_marked", "Next !", key_display="N", tooltip="The next that may name somebody else"
        ),
        Binding("g", "release", "Give copy", key_display="G", tooltip="Asks for your reasons first"),
        Binding("x", "remove", "Remove", key_display="X", tooltip="For good. Asks you once more"),
        Binding("f", "refuse", "Refuse", key_display="F", tooltip="Asks for your reasons first"),
    ]

    def __init__(self, desk: Desk, keeping: Keeping, request: str) -> None:
        super().__init__(desk, keeping)
        self._request = request
        me = desk.me
        self._person = me.id if me else ""
        self._file: RequestFile | None = None
        """As it stood when the page was last drawn."""
        self._passages: tuple[Passage, ...] | None = None

    @property
    def _wanted(self) -> Wanted | None:
        return self._file.entry.wanted if self._file and self._file.entry else None

    @property
    def _key(self) -> tuple[str, str]:
        return self._person, f"request_lines:{self._request}"

    @property
    def _said(self) -> dict[int, str]:
        """Of each line, the last that was said."""
        return {int(each.question): each.choices[0] for each in self.keeping.begun.get(self._key, ())}

    @property
    def _undecided(self) -> int:
        said = self._said
        return sum(each.may_name_others and each.number not in said for each in self._passages or ())

    def on_screen_resume(self, event: ScreenResume) -> None:
        """For the person who opened it, and while there is something to decide on."""
        me, was_there = self.desk.me, self._file is not None
        if me is None or me.id != self._person:
            self.dismiss()
            return
        super().on_screen_resume(event)
        if was_there and self._wanted is None:
            self.dismiss()

    def status(self) -> tuple[str, ...]:
        title = message("request_title", request=self._request)
        return (title, label("wanted", self._wanted)) if self._wanted else (title,)

    def read(self) -> tuple[Passage, ...]:
        files = self.desk.data_requests.listed()
        self._file = next((each for each in files if each.request == self._request), None)
        self.refresh_bindings()
        if self._wanted is None:
            raise NotFound("no_such_request")
        if self._passages is None:
            self._passages = self.desk.data_requests.passages(self._request)
        return self._passages

    def above(self) -> str:
        file = self._file
        decided = [message("request_decided")] if file is not None and not file.waits else []
        if self._wanted is Wanted.REMOVAL:
            why = self.desk.data_requests.why_not_removed(self._request)
            stands = f"! {message(why.code, **why.facts)}" if why else message("request_may_go")
            return "\n".join([*decided, stands])
        left = self._undecided
        stands = message("request_lines_open", count=left) if left else message("request_lines_done")
        return "\n".join([*decided, message("passages_tension"), stands])

    def key_of(self, entry: Passage) -> str:
        return str(entry.number)

    def row_of(self, entry: Passage) -> str:
        room = max(20, self.app.size.width - _BESIDE_THE_TEXT)
        text = shorten(one_line(entry.text), room, placeholder="...")
        return f"{entry.number:>3} {self._mark(entry):<11}{text}"

    def heart_of(self, entry: Passage) -> Iterator[tuple[str, str]]:
        yield message("request_line", number=entry.number), entry.text
        if entry.may_name_others:
            yield message("request_others"), message("request_may_name")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What fits what was asked for."""
        if action in ("say", "next_marked", "release"):
            return self._wanted is Wanted.ACCESS and bool(self._passages)
        if action == "remove":
            return self._wanted is Wanted.REMOVAL
        if action == "refuse":
            return self._wanted is not None
        return super().check_action(action, parameters)

    def action_say(self, what: str) -> None:
        """Keeps or leaves out the line in hand, and goes to the next."""
        line = self.in_hand
        if line is None:
            return
        given = Answer(
            question=str(line.number), state=AnswerState.GIVEN, choices=(what,), at=self.desk.now()
        )
        before = self.keeping.begun.get(self._key, ())
        others = tuple(each for each in before if each.question != given.question)
        self.keeping.begun[self._key] = (*others, given)
        self.draw_list()
        self.rows.action_cursor_down()

    def action_next_marked(self) -> None:
        """The next line that may name somebody else and is not decided, from the top again after the last."""
        lines, said, here = self._passages or (), self._said, self.rows.highlighted or 0
        places = [at for at, each in enumerate(lines) if each.may_name_others and each.number not in said]
        if places:
            self.rows.highlighted = next((at for at in places if at > here), places[0])

    def action_release(self) -> None:
        """The questions before a copy is given out; not before each marked line was looked at."""
        if self._undecided:
            self.tell(f"! {message('request_lines_open', count=self._undecided)}")
            return

        def finish(answers: tuple[Answer, ...]) -> str:
            given, said = FilledIn(answers), self._said
            folder = Path.home() if given.chosen("folder") == "home" else Path(given.words("folder"))
            keep, leave_out = (
                frozenset(number for number, each in said.items() if each == what)
                for what in (KEEP, LEAVE_OUT)
            )
            file = self.desk.data_requests.release_to(
                self._request, folder.expanduser(), keep, leave_out, given.words("reasons")
            )
            self.keeping.begun.pop(self._key, None)
            return message("request_copy_made", file=str(file))

        flow = self.desk.data_requests.decision_flow("release")
        self.app.push_screen(SignedForm(self.desk, self.keeping, flow, finish, about=self._request))

    def action_refuse(self) -> None:
        """The question before it is refused."""

        def finish(answers: tuple[Answer, ...]) -> str:
            self.desk.data_requests.refuse(self._request, FilledIn(answers).words("reasons"))
            self.keeping.begun.pop(self._key, None)
            return message("request_refused", request=self._request)

        flow = self.desk.data_requests.decision_flow("refusal")
        self.app.push_screen(SignedForm(self.desk, self.keeping, flow, finish, about=self._request))

    def action_remove(self) -> None:
        """The question before it; where it may not be, why."""
        why = self.desk.data_requests.why_not_removed(self._request)
        if why is not None:
            self.tell(f"! {message(why.code, **why.facts)}")
            return

        def finish(_answers: tuple[Answer, ...]) -> str:
            copies = self.desk.data_requests.remove(self._request)
            left = [message("request_copies", names=", ".join(copies))] if copies else []
            return "\n".join([message("request_removed"), *left])

        flow = self.desk.data_requests.decision_flow("removal")
        self.app.push_screen(SignedForm(self.desk, self.keeping, flow, finish, about=self._request))

    def _mark(self, line: Passage) -> str:
        said = self._said.get(line.number)
        if said:
            return message(f"request_mark_{said}")
        return "!" if line.may_name_others and self._wanted is Wanted.ACCESS else ""
