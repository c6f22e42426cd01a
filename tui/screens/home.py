"""Where it begins: start a call, carry on with a draft, see what waits, read the policy."""

from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static

from triage.content import message
from triage.desk.policy_life import is_agreed_text, review_due
from triage.desk.views import Access, RecordRow
from triage.errors import TriageError
from triage.labels import label
from triage.model import Rung
from triage.records.draft import Draft
from triage.records.people import Role
from tui.clock import day_and_time
from tui.keeping import Saved
from tui.messages import (
    BookAsked,
    CallAsked,
    ModeAsked,
    PersonChangeAsked,
    PracticeAsked,
    ProofAsked,
    RecordAsked,
    SettingsAsked,
    SetupAsked,
)
from tui.screens.base import TriageScreen
from tui.widgets.rows import Row, Rows
from tui.widgets.rule import TitledRule

MOST_ROWS = 8
"""Drafts and decisions listed on Home; all others are a key away in Records."""


ROWS_FOR_NEW = 24
"""In a lower window what a new person should know does not fit; help has it too."""


class HomeScreen(TriageScreen):
    """Asks the desk anew each time it comes to the front."""

    CSS_PATH = "home.tcss"
    HELP_PAGE = "home"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stay", show=False),
        Binding("c", "call", "Call", key_display="C", show=False, tooltip="Starts a new call"),
        *(
            Binding(
                str(rung.value), f"call_at({rung.value})", show=False, tooltip="Starts a call at this risk"
            )
            for rung in Rung
        ),
        Binding("d", "carry_on", "Draft", key_display="D", tooltip="Goes on with the newest draft"),
        Binding("x", "leave_off", "No further", key_display="X", tooltip="Takes a call no further"),
        Binding("r", "go('records')", "Records", key_display="R", show=False),
        Binding("m", "go('inbox')", "Inbox", show=False, tooltip="What waits for a manager"),
        Binding("p", "go('policy')", "Policy", key_display="P", show=False),
        Binding("e", "book('enquiry')", "Enquiry", show=False, tooltip="Somebody asks about a parent"),
        Binding("b", "book", "Books", key_display="B", show=False, tooltip="Enquiries and policy receipts"),
        Binding("slash", "find", "Find", key_display="/", tooltip="Find words in the policy"),
        Binding("s", "person", "Sign in", key_display="S", tooltip="Sign in, or change person"),
        Binding("u", "set_up", "Set up", key_display="U", tooltip="Set up records on this device"),
        Binding("t", "practise", "Practice", show=False, tooltip="Calls with invented people"),
        Binding("v", "prove", "Prove it", show=False, tooltip="Tries every way out of this device"),
        Binding("k", "settings", "Settings", key_display="K", tooltip="Colours, and keys of your own"),
        Binding("ctrl+q", "app.leave", "Leave", key_display="Ctrl+Q", priority=True),
    ]

    banner = query_one("#banner", Static)
    menu = query_one("#menu", Static)
    carry_on = query_one("#carry-on", Rows)
    beside = query_one("#beside", Static)

    _drafts_shown: tuple[Draft, ...] = ()

    def body(self) -> ComposeResult:
        yield Static(id="banner")
        with Horizontal(id="work"):
            with Vertical(id="left"):
                yield Static(id="menu")
                yield TitledRule(message("home_carry_on"))
                yield Rows(id="carry-on")
                yield Static(message("home_nothing_open"), id="nothing", markup=False)
            with VerticalScroll(id="right", can_focus=False):
                yield TitledRule(message("home_beside"))
                yield Static(id="beside")

    def on_mount(self) -> None:
        super().on_mount()
        self._draw()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Drafts and decisions may have changed; a draft still in hand is saved first, to be listed as it
        is."""
        self.keeping.flush()
        if self.is_mounted:
            self._draw()

    def draft_kept(self, saved: Saved) -> None:
        """The list follows."""
        super().draft_kept(saved)
        if self.is_current:
            self._draw()

    def status(self) -> tuple[str, ...]:
        me = self.desk.me
        who = (
            message("signed_in_as", name=me.name, role=label("role", me.role)) if me else self._access_words()
        )
        seal = message("policy_checked") if self.desk.pack.intact else message("policy_not_checked")
        return message("home_place"), who, seal

    def action_call(self) -> None:
        """A new call; the one in hand is parked as a draft."""
        self.post_message(CallAsked(None))

    def action_call_at(self, rung: int) -> None:
        """A new call with its risk chosen: one key from here to SAY, DO NEXT and the clause."""
        self.post_message(CallAsked(None, Rung(rung)))

    def action_carry_on(self) -> None:
        """The newest draft."""
        drafts = self._drafts()
        if drafts:
            self.post_message(CallAsked(drafts[0]))

    def action_leave_off(self) -> None:
        """The call under the cursor goes no further; it stays on file."""
        from tui.screens.left_off import leave_off

        draft = next((draft for draft in self._drafts_shown if draft.ref == self.carry_on.key), None)
        if draft:
            self.app.push_screen(leave_off(self.desk, self.keeping, draft))

    def action_go(self, mode: str) -> None:
        self.post_message(ModeAsked(mode))

    def action_book(self, name: str = "") -> None:
        """What is written beside records: the list of it, or one."""
        self.post_message(BookAsked(name))

    def action_find(self) -> None:
        """The policy, ready to find words in."""
        self.post_message(ModeAsked("policy", find=True))

    def action_person(self) -> None:
        if self.desk.access is not Access.NONE:
            self.post_message(PersonChangeAsked())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there are no records yet they are set up, and nobody signs in."""
        if action == "book":
            return self.desk.access is not Access.NONE
        if action == "leave_off":
            return bool(self._drafts_shown)
        if action in ("set_up", "person"):
            return (action == "set_up") is (self.desk.access is Access.NONE)
        return super().check_action(action, parameters)

    def action_set_up(self) -> None:
        """The service, its people, their passphrases."""
        self.post_message(SetupAsked())

    def action_prove(self) -> None:
        """What is claimed of this device, tried while one looks on; nobody has to be signed in."""
        self.post_message(ProofAsked())

    def action_settings(self) -> None:
        """Colours, and keys of one's own."""
        self.post_message(SettingsAsked())

    def action_practise(self) -> None:
        """Calls with invented people, in a place of their own."""
        self.post_message(PracticeAsked())

    def action_stay(self) -> None:
        """There is nothing behind Home."""

    @on(OptionList.OptionSelected)
    def _row_chosen(self, chosen: OptionList.OptionSelected) -> None:
        ref = chosen.option_id or ""
        draft = next((draft for draft in self._drafts() if draft.ref == ref), None)
        self.post_message(CallAsked(draft) if draft else RecordAsked(ref))

    def _draw(self) -> None:
        now, drafts, records = self.desk.now(), self._drafts(), self._records()
        self._drafts_shown = drafts
        self.refresh_bindings()
        rows = [Row(draft.ref, self._draft_words(draft, now)) for draft in drafts[:MOST_ROWS]]
        rows += [
            Row(row.ref, self._back_words(row, now))
            for row in self._decided(records)[: MOST_ROWS - len(rows)]
        ]
        banner = self._banner(records)
        self.banner.update(banner)
        self.banner.display = bool(banner.plain)
        self.menu.update(self._menu(drafts, records))
        self.carry_on.show(tuple(rows))
        self.carry_on.display = bool(rows)
        nothing = self.query_one("#nothing", Static)
        nothing.display = not rows
        has_room = self.app.size.height >= ROWS_FOR_NEW
        is_new = has_room and self.desk.access is Access.OPEN and not self._mine(records)
        nothing.update(message("home_first" if is_new else "home_nothing_open"))
        if rows:
            self.carry_on.focus()
        self.beside.update(self._beside_words())
        self.draw_status()

    def _drafts(self) -> tuple[Draft, ...]:
        if self.desk.access is not Access.OPEN:
            return ()
        try:
            return self.desk.drafts()
        except TriageError:
            return ()

    def _records(self) -> tuple[RecordRow, ...]:
        if self.desk.access is not Access.OPEN:
            return ()
        try:
            return self.desk.records()
        except TriageError:
            return ()

    def _mine(self, records: tuple[RecordRow, ...]) -> list[RecordRow]:
        me = self.desk.me
        return [
            row
            for row in records
            if me is not None and row.record is not None and row.record.author.id == me.id
        ]

    def _decided(self, records: tuple[RecordRow, ...]) -> list[RecordRow]:
        """Decisions that came back and that their author, who is signed in, has not read yet."""
        return [row for row in self._mine(records) if row.decision is not None and row.outcome_unread]

    def _banner(self, records: tuple[RecordRow, ...]) -> Content:
        """What must not be overlooked, worst first; each begins with ``!`` and is words, not colour alone."""
        pack, said = self.desk.pack, []
        if notice := getattr(self.app, "notice", ""):
            said.append(notice)
        if not pack.intact:
            said.append(message("policy_changed"))
        if self.desk.access is Access.FAULT:
            fault = self.desk.fault
            why = message(fault.code, **fault.facts) if fault else ""
            said.append(f"{message('home_fault')} {why}")
        elif self.desk.access is Access.LOCKED:
            said.append(message("home_locked"))
        elif self.desk.access is Access.NONE:
            said.append(message("home_no_vault"))
        said += [message(caution.code, **caution.facts) for caution in self.desk.cautions()]
        untold = [row for row in self._mine(records) if row.manager_told_at is None]
        if untold:
            said.append(message("home_not_spoken", count=len(untold)))
        if not is_agreed_text(pack, self.desk.service):
            said.append(message("policy_not_agreed_text"))
        due = review_due(pack, self.desk.service)
        if due is not None and due < self.desk.now().date():
            said.append(message("policy_review_overdue", due=f"{due:%d %B %Y}"))
        words = [Content.styled(f"! {words}", "$danger bold") for words in said]
        if self.desk.is_demo:
            words.append(Content.styled(message("home_demo"), "$quiet"))
        elif (mine := self.desk.policy_life.due()) is not None:
            words.append(Content.styled(message(mine), "$quiet"))
        return Content("\n").join(words)

    def _menu(self, drafts: tuple[Draft, ...], records: tuple[RecordRow, ...]) -> Content:
        waiting = sum(row.decision is None for row in records)
        is_open = self.desk.access is Access.OPEN
        me = self.desk.me
        manager = me is not None and me.role is Role.MANAGER
        open_words = message("menu_records_about", drafts=len(drafts), waiting=waiting)
        lines = (
            ("C", message("menu_call"), message("menu_call_about")),
            ("R", message("menu_records"), open_words if is_open else message("menu_closed")),
            ("M", message("menu_inbox"), self._inbox_words() if manager else message("menu_no_manager")),
            ("P", message("menu_policy"), message("menu_policy_about")),
            ("E", message("menu_enquiry"), self._enquiry_words(manager=manager)),
            ("B", message("menu_books"), message("menu_books_about")),
            ("T", message("menu_practice"), message("menu_practice_about")),
        )  # fmt: skip
        return Content("\n").join(
            Content.assemble((f"  {key}  ", "$accent bold"), (f"{name:<18}", "bold"), (about, "$quiet"))
            for key, name, about in lines
        )

    def _inbox_words(self) -> str:
        try:
            return message("menu_inbox_about", count=self.desk.count_inbox())
        except TriageError:
            return message("menu_closed")

    def _enquiry_words(self, *, manager: bool) -> str:
        """How many wait, for a manager to whom any does."""
        try:
            waiting = self.desk.enquiries.count_waiting() if manager else 0
        except TriageError:
            waiting = 0
        return message("enquiry_waiting", count=waiting) if waiting else message("menu_enquiry_about")

    def _draft_words(self, draft: Draft, now: datetime) -> str:
        when = day_and_time(draft.opened_at, now)
        rung = label("rung_word", draft.rung) if draft.rung else message("no_rung_yet")
        try:
            left = len(self.desk.interview(draft).gaps)
        except TriageError:
            left = 0
        answers = message("answers_left", count=left) if left else message("answers_done")
        return message("draft_row", when=when, rung=rung, answers=answers)

    def _back_words(self, row: RecordRow, now: datetime) -> str:
        assert row.decision is not None
        assert row.record is not None
        return message(
            "decided_row", ref=row.ref, rung=label("rung_word", row.record.rung), name=row.decision.by.name,
            when=day_and_time(row.decision.written_at, now),
        )  # fmt: skip

    def _beside_words(self) -> Content:
        pack, service = self.desk.pack, self.desk.service
        day = review_due(pack, service)
        due = message("policy_review_on", due=f"{day:%d %B %Y}") if day else message("policy_review_not_set")
        lines = [Content(pack.title), Content(due), Content("")]
        lines.append(Content.styled(message("phone_list"), "bold"))
        chain = service.manager_chain if service else ()
        lines += [Content(f"{at} {each.name}  {each.phone}") for at, each in enumerate(chain, 1)]
        if len(chain) < 2:
            lines.append(Content(message("no_deputy")))
        return Content("\n").join(lines)

    def _access_words(self) -> str:
        return label("access", self.desk.access)
