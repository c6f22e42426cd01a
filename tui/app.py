"""The screen of the program: wires modes, keys and signals. Every use-case is a method of the desk."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import monotonic
from types import FrameType
from typing import ClassVar, Literal

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.screen import Screen

from triage import renewal
from triage.content import message
from triage.desk.desk import Desk
from triage.desk.own_settings import OwnSettings
from triage.desk.views import Access
from triage.errors import TriageError
from triage.model import Rung
from triage.records.draft import Draft
from tui.hardened import HardenedApp
from tui.keeping import Keeping
from tui.messages import (
    BookAsked,
    CallAsked,
    CheckAsked,
    DecisionAsked,
    ModeAsked,
    PersonChangeAsked,
    PracticeAsked,
    ProofAsked,
    RecordAsked,
    SettingsAsked,
    SettingsChanged,
    SetupAsked,
    SignedIn,
    Submitted,
    WalkthroughAsked,
)
from tui.places import Unsigneds, begun_in, draft_in, place_of, screen_of, unsigned_in
from tui.reading import read_carefully
from tui.screens.base import TriageScreen
from tui.screens.call import CallScreen
from tui.screens.help import HelpScreen
from tui.screens.home import HomeScreen
from tui.screens.leave import LeaveScreen
from tui.screens.lock import LockScreen
from tui.screens.policy import PolicyOnCallScreen, PolicyScreen
from tui.screens.sign_in import SignInScreen
from tui.theme import CALM_DARK, MONO, mono, themes
from tui.widgets.sign_in_box import PassphraseInput

IDLE_SECONDS = 300.0
"""Without a key for so long the screen locks itself; while the clock of a call runs, only later."""
FORGOTTEN_SECONDS = 3600.0
"""The same while the clock of a call runs: nobody listens for an hour and types nothing. It was left open."""
HIDDEN_MODES = ("lock", "guidance")
"""What can be on the screen while it is hidden: the lock, and guidance with nothing of any case on it."""
ENDING = ("SIGTERM", "SIGHUP")
"""Being told to stop, and a closed window."""

PRACTISE = -2
"""What the screen ends with, in place of an exit code, when the learner goes to practise."""

Start = Literal["home", "call"]


class TriageApp(HardenedApp):
    """Modes keep their place: home, call, records, inbox, policy; lock and guidance while hidden."""

    CSS_PATH = "app.tcss"
    TITLE = "triage"
    DEFAULT_MODE = "home"
    HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (80, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-short"), (32, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f8", "hide", "Hide", key_display="F8", priority=True, tooltip="Hides all and locks the records"
        ),
        Binding(
            "f7",
            "policy",
            "Policy",
            key_display="F7",
            priority=True,
            show=False,
            tooltip="The whole policy, over what you are doing; Esc brings you back",
        ),
        Binding("question_mark,f1,f12", "help", "Help", key_display="?", tooltip="What you can do here"),
        Binding("ctrl+q", "leave", "Leave", priority=True, show=False),
        Binding("ctrl+c", "leave", "Leave", priority=True, show=False),
        Binding("ctrl+t", "next_theme", "Colours", show=False, tooltip="The next set of colours"),
    ]

    def __init__(
        self, desk: Desk, *, start: Start = "home", rung: Rung | None = None, mono_only: bool = False,
        ticks: Callable[[], float] = monotonic, renews: bool = False, renewed: bool = False,
    ) -> None:  # fmt: skip
        """``rung`` is chosen at once when it starts in a call; ``ticks`` counts seconds for the idle lock.

        ``renews``: after a lock whoever runs this starts the process anew. ``renewed``: that has happened.
        """
        super().__init__(mono=mono_only)
        self.desk = desk
        self.keeping = Keeping(self, desk)
        self.hidden = renewed
        """Locked by F8 or by idling: only lock and guidance are shown."""
        self.notice = ""
        """What Home says first, in words: what was asked for and could not be."""
        self.told_to_stop: int | None = None
        """The exit code of a signal that came."""
        self._renews = renews
        self._renewed = renewed
        self._start = start
        self._start_rung = rung
        self._noted: Draft | None = None
        self._unsigned: Unsigneds = {}
        """Decisions begun and not signed; over a lock they stand in the vault."""
        self._ticks = ticks
        self._last_key = ticks()
        self._mode_before_hiding: str = start
        self._mono_only = mono_only
        self._own_keys: Mapping[str, str] = {}
        """Own key to the shipped key that it does the work of."""
        for theme in (mono(),) if mono_only else themes():
            self.register_theme(theme)
        self.theme = MONO if mono_only else CALM_DARK
        for mode, screen in self._first_screens().items():
            self.add_mode(mode, screen)

    def _first_screens(self) -> dict[str, Callable[[], Screen[None]]]:
        return {
            "home": lambda: HomeScreen(self.desk, self.keeping),
            "call": self._call_screen,
            "records": self._records_screen,
            "inbox": self._inbox_screen,
            "policy": lambda: PolicyScreen(self.desk, self.keeping),
            "lock": lambda: LockScreen(self.desk, self.keeping, renewed=self._renewed),
            "guidance": lambda: CallScreen(self.desk, self.keeping, hidden=True),
        }

    def wear(self, settings: OwnSettings) -> None:
        """Colours and keys of this device, from now on. Without colour there is nothing to choose."""
        from tui.own_keys import allowed

        self._own_keys = allowed(settings.keys) if settings.keys else {}
        if not self._mono_only and settings.colours in self.available_themes and settings.colours != MONO:
            self.theme = settings.colours

    def carry_on_from(self, earlier: "TriageApp") -> None:
        """What was begun there and not signed or kept is still in hand."""
        self._unsigned.update(earlier._unsigned)
        self.keeping.begun.update(earlier.keeping.begun)

    # Starting and leaving

    def on_mount(self) -> None:
        self._listen_to_signals()
        self.call_after_refresh(self.show_terminal_cursor)
        self.call_after_refresh(self._warm_up)
        self.set_interval(1.0, self._hide_when_idle)
        if self._start != "home" and not self.hidden:
            self.switch_mode(self._start)

    @work(thread=True, exit_on_error=False, group="warm-up", description="Opening the word search")
    def _warm_up(self) -> None:
        """Encoder, index and rules take their time: begun here, they stall neither first paint nor first
        key."""
        self.desk.warm_up()

    def before_crash(self) -> None:
        self.keeping.flush()

    def action_leave(self) -> None:
        """Saves and leaves; asks once when a call with a risk has not been submitted, or words would be lost
        (interruption 1)."""
        draft = self.keeping.draft
        at_risk = draft is not None and draft.rung is not None and draft.rung is not Rung.NO_RISK_HEARD
        kept = self._all_kept and not self.keeping.begun
        if isinstance(self.screen, LeaveScreen) or (kept and (self.hidden or not at_risk)):
            self._leave(0)
        else:
            asked = LeaveScreen("leave_not_submitted" if kept else "leave_not_kept")
            self.push_screen(asked, lambda go: self._leave(0) if go else None)

    @property
    def _all_kept(self) -> bool:
        """No call has notes that only this window holds."""
        screens = [self._call_screen_in(mode) for mode in ("call", "guidance")]
        return self.keeping.flush() and not any(screen and screen.not_kept for screen in screens)

    def _call_screen_in(self, mode: str) -> CallScreen | None:
        """None where that mode was not opened yet."""
        stack = self._screen_stacks.get(mode, [])
        return next((screen for screen in stack if isinstance(screen, CallScreen)), None)

    def _leave(self, code: int) -> None:
        self.keeping.flush()
        self.exit(code, return_code=code)

    def _listen_to_signals(self) -> None:
        """Without this, SIGTERM and a closed window run nothing of ours (Textual #5140).

        Not by asyncio: its own handlers are gone while the loop closes, and the terminal may be held then.
        """
        loop = asyncio.get_running_loop()

        def stop(number: int, _frame: FrameType | None) -> None:
            self.told_to_stop = 128 + number
            with suppress(RuntimeError):  # the loop is closed: ``run`` sees it
                loop.call_soon_threadsafe(self._leave, 128 + number)

        for name in ENDING if os.name == "posix" else ():
            signal.signal(getattr(signal, name), stop)

    # Hiding

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self._last_key = self._ticks()
        if isinstance(event, events.Key) and not getattr(self.screen, "waits_for_key", False):
            shipped = self._own_keys.get(event.key)
            event = event if shipped is None else events.Key(shipped, None)
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self.hidden and action == "help" and self.current_mode == "lock":
            return False
        if action == "policy":
            return not isinstance(self.screen.focused, PassphraseInput)
        return super().check_action(action, parameters)

    def action_hide(self) -> None:
        """Hides at once; then saves, closes the records, and forgets."""
        if not self.hidden:
            self._mode_before_hiding = self.current_mode
            self.hidden = True
        self.switch_mode("lock")
        self.call_after_refresh(self._close_records)

    async def _close_records(self) -> None:
        """Words that only this window holds are worth more than an empty memory: then it only hides."""
        if self._renews and self._all_kept and self._place_kept():
            self.desk.close()
            self.exit(renewal.RENEW, return_code=renewal.RENEW)
            return
        self.keeping.flush()
        self.desk.lock()
        if isinstance(self.screen, LockScreen):
            await self.screen.begin_again()

    def _place_kept(self) -> bool:
        """Where the person is stands in the vault now. With records closed there is nobody to come back."""
        me = self.desk.me
        if me is None:
            return True
        mode = self._mode_before_hiding
        stack = self._screen_stacks.get(mode, [])
        place = place_of(mode, stack, self.keeping, self._unsigned, me.id)
        try:
            self.desk.keep_place(place)
        except TriageError:
            return False
        return True

    async def _go_to_place(self) -> None:
        """Back where this person was before the process forgot; Home where nothing is known."""
        me, place = self.desk.me, None
        if me is not None:
            with suppress(TriageError):
                place = self.desk.take_place()
        if me is None or place is None:
            await self.switch_mode("home")
            return
        self._unsigned.update(unsigned_in(place, me.id))
        self.keeping.begun.update(begun_in(place, me.id))
        if (draft := draft_in(place, self.desk)) is not None:
            self.keeping.take(draft, self.desk.now())
        await self.switch_mode("home" if place.mode == "call" and draft is None else place.mode)
        if place.their_words and isinstance(self.screen, CallScreen):
            self.screen.action_their_words()
        for opened in place.opened:
            if (screen := screen_of(opened, self.desk, self.keeping, self._unsigned)) is not None:
                await self.push_screen(screen)

    @property
    def hands_terminal_on(self) -> bool:
        """To a new image of the process, or to practice."""
        return self.told_to_stop is None and self.return_code in (renewal.RENEW, PRACTISE)

    @property
    def call_runs(self) -> bool:
        """The clock of a call runs: a long silence is somebody listening."""
        draft = self.keeping.draft
        return self.current_mode == "call" or (draft is not None and draft.ended_at is None)

    def _hide_when_idle(self) -> None:
        longest = FORGOTTEN_SECONDS if self.call_runs else IDLE_SECONDS
        if not self.hidden and self._ticks() - self._last_key >= longest:
            self.action_hide()

    @on(SignedIn)
    async def _show_again(self) -> None:
        """The exact screen from before for the same person; Home for another. What was noted while records
        were closed is kept now."""
        self._check_records()
        held, me = self.keeping.draft, self.desk.me
        same_person = held is None or me is None or held.author.id == me.id
        if isinstance(self.screen, SignInScreen):
            self.pop_screen()
        if not self.keeping.flush() and not same_person:
            # Another's words, and the disk does not take them: they stay in hand, hidden.
            self.action_hide()
            if isinstance(self.screen, LockScreen):
                await self.screen.begin_again()
            return
        was_hidden, self.hidden = self.hidden, False
        if not same_person:
            self.keeping.put_down()
        if (screen := self._call_screen_in("call")) is not None:
            screen.keep_now()
        guided = self._call_screen_in("guidance")
        noted = guided.not_kept if guided else None
        if noted is None:
            if was_hidden and self._renewed:
                self._renewed = False
                await self._go_to_place()
            elif was_hidden:
                await self.switch_mode(self._mode_before_hiding if same_person else "home")
            await self._forget("records", "inbox", "guidance", *(() if same_person else ("call",)))
        elif self.keeping.flush() and (screen is None or screen.not_kept is None):
            await self._call_with(noted)
            await self._forget("records", "inbox", "guidance")
        else:
            await self._back_to_the_unsaved()

    @work(thread=True, exit_on_error=False, group="check", description="Checking the records")
    def _check_records(self) -> None:
        """Once a week, behind the work; what it finds stands on Home."""
        self.desk.check_weekly()

    # Going from place to place

    @on(ModeAsked)
    async def _open_mode(self, asked: ModeAsked) -> None:
        if self.hidden and asked.mode not in HIDDEN_MODES:
            return
        if asked.mode in ("records", "inbox") and self.desk.access is not Access.OPEN:
            self.push_screen(SignInScreen(self.desk, self.keeping))
        else:
            await self.switch_mode(asked.mode)
            if asked.find and isinstance(self.screen, PolicyScreen):
                self.screen.action_find()

    @on(PersonChangeAsked)
    async def _open_sign_in(self) -> None:
        if self.keeping.flush():
            self.push_screen(SignInScreen(self.desk, self.keeping))
        else:
            await self.switch_mode("call")

    @on(SetupAsked)
    def _open_setup(self) -> None:
        from tui.screens.setup import SetupScreen

        self.push_screen(SetupScreen(self.desk, self.keeping))

    @on(CallAsked)
    async def _open_call(self, asked: CallAsked) -> None:
        """The call in hand keeps its place; any other parks it first, and both are drafts."""
        held, screen = self.keeping.draft, self._call_screen_in("call")
        noted = screen.not_kept if screen else None
        if not self.keeping.flush() or (noted is not None and noted.ended_at is None):
            # What cannot be saved is not put out of hand: back to it, where row 1 says so.
            await self.switch_mode("call")
            if screen is not None and noted is not None:
                screen.hint(message("not_kept_stays"))
            return
        if asked.draft is None or held is None or asked.draft.ref != held.ref:
            if asked.draft is None:
                self._start_rung = asked.rung
                self.keeping.put_down()
            else:
                self.keeping.take(asked.draft)
            await self._forget("call")
        await self.switch_mode("call")

    async def _back_to_the_unsaved(self) -> None:
        """Two calls and a disk that takes neither: the earlier is shown, what was noted stays in guidance."""
        await self._forget("records", "inbox")
        await self.switch_mode("call")
        if isinstance(self.screen, CallScreen):
            self.screen.hint(message("noted_waits"))

    async def _call_with(self, noted: Draft) -> None:
        """A call that began while records were closed: what was noted comes along. Nothing unsaved is in
        hand."""
        self.keeping.put_down()
        await self.switch_mode("home")
        await self._forget("call")
        self._noted = noted
        await self.switch_mode("call")

    @on(CheckAsked)
    def _open_check(self) -> None:
        from tui.screens.check import CheckScreen

        self.push_screen(CheckScreen(self.desk, self.keeping))

    @on(BookAsked)
    def _open_book(self, asked: BookAsked) -> None:
        from tui.screens.books import BooksScreen, book_of

        if self.desk.access is not Access.OPEN:
            say = self.desk.enquiries.flow.question[0].say if asked.name == "enquiry" else None
            first = message("enquiry_say", words=say) if say else ""
            self.push_screen(SignInScreen(self.desk, self.keeping, first=first))
        elif (book := book_of(asked.name)) is not None:
            self.push_screen(book.open(self.desk, self.keeping))
        else:
            self.push_screen(BooksScreen(self.desk, self.keeping))

    @on(PracticeAsked)
    async def _leave_for_practice(self) -> None:
        """Practice is another app on another desk. What is not kept is not put out of hand."""
        if self._all_kept:
            self.exit(PRACTISE, return_code=PRACTISE)
        else:
            await self.switch_mode("call")

    @on(SettingsAsked)
    def _open_settings(self) -> None:
        from tui.screens.settings import SettingsScreen

        self.push_screen(
            SettingsScreen(
                self.desk, self.keeping,
                in_colour=not self._mono_only, can_choose_colours=not os.environ.get("NO_COLOR"),
            )
        )  # fmt: skip

    @on(SettingsChanged)
    def _wear_them(self, changed: SettingsChanged) -> None:
        self.wear(changed.settings)

    @on(ProofAsked)
    def _open_proof(self) -> None:
        from tui.screens.prove import ProveScreen

        self.push_screen(ProveScreen(self.desk, self.keeping))

    @on(WalkthroughAsked)
    def _open_walkthrough(self, asked: WalkthroughAsked) -> None:
        from tui.screens.walkthrough import WalkthroughScreen

        self.push_screen(WalkthroughScreen(self.desk, self.keeping, asked.question))

    @on(RecordAsked)
    def _open_record(self, asked: RecordAsked) -> None:
        from tui.screens.record import RecordScreen

        self.push_screen(RecordScreen(self.desk, self.keeping, asked.ref))

    @on(DecisionAsked)
    def _open_decision(self, asked: DecisionAsked) -> None:
        from tui.screens.decision import DecisionScreen

        self.push_screen(DecisionScreen(self.desk, self.keeping, asked.ref, self._unsigned))

    @on(Submitted)
    async def _leave_the_call(self, submitted: Submitted) -> None:
        """The draft has become a record: what comes next stands on Home."""
        from tui.screens.submitted import SubmittedScreen

        self.keeping.put_down()
        await self.switch_mode("home")
        self.push_screen(SubmittedScreen(self.desk, self.keeping, submitted.ref))
        await self._forget("call", "records", "inbox")

    def action_help(self) -> None:
        """The help page of the screen in front; a second press closes it."""
        if isinstance(self.screen, HelpScreen):
            self.pop_screen()
        elif isinstance(self.screen, TriageScreen):
            self.push_screen(HelpScreen(self.screen.HELP_PAGE))

    def action_policy(self) -> None:
        """The whole policy over any screen: it holds nothing of any case. Not over a passphrase."""
        if isinstance(self.screen, HelpScreen):
            self.pop_screen()
        if isinstance(self.screen, TriageScreen) and not isinstance(self.screen, PolicyScreen):
            kind = PolicyOnCallScreen if self.screen.ON_CALL else PolicyScreen
            self.push_screen(kind(self.desk, self.keeping))

    def action_next_theme(self) -> None:
        """The next of the calm and high-contrast themes; without colour there is only one."""
        if not self._mono_only:
            names = [theme.name for theme in themes()]
            self.theme = names[(names.index(self.theme) + 1) % len(names)]

    async def _forget(self, *modes: str) -> None:
        """Drops these modes with all that stands in them; each is built anew when it is next asked for."""
        for mode in modes:
            if mode != self.current_mode:
                for screen in self._screen_stacks.get(mode, []):
                    await _until_mounted(screen)
                await self.remove_mode(mode)
                self.add_mode(mode, self._first_screens()[mode])

    def _call_screen(self) -> Screen[None]:
        rung, self._start_rung = self._start_rung, None
        noted, self._noted = self._noted, None
        return CallScreen(self.desk, self.keeping, noted=noted, rung=rung)

    def _records_screen(self) -> Screen[None]:
        from tui.screens.records import RecordsScreen

        return RecordsScreen(self.desk, self.keeping)

    def _inbox_screen(self) -> Screen[None]:
        from tui.screens.inbox import InboxScreen

        return InboxScreen(self.desk, self.keeping)


async def _until_mounted(screen: Screen[object]) -> None:
    """A screen taken away before its parts are there fails while it looks for them; it takes a moment."""
    for _ in range(200):
        if screen.is_mounted:
            return
        await asyncio.sleep(0.01)


class LockedTriageApp(TriageApp):
    """Starts on the lock, in a process that has just forgotten."""

    DEFAULT_MODE = "lock"


def run(desk: Desk, *, start: Start = "home", rung: Rung | None = None, renews: bool = False) -> int:
    """Shows the screen until it is left; gives the exit code of the process. The caller closes the desk
    after.

    ``renews``: the caller starts the process again when this gives ``renewal.RENEW``.
    """
    _ready_to_start_processes()
    read_carefully()
    renewed = renews and renewal.was_renewed()
    kind = LockedTriageApp if renewed else TriageApp
    own = desk.settings_file.read()
    mono_only = without_colour(own)
    app = kind(desk, start=start, rung=rung, mono_only=mono_only, renews=renews, renewed=renewed)
    app.wear(own)
    before = {name: signal.getsignal(getattr(signal, name)) for name in ENDING} if os.name == "posix" else {}
    app.run()
    while app.return_code == PRACTISE and not app.told_to_stop:
        app = _after_practice(desk, app, mono_only=mono_only, renews=renews)
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)
    return app.told_to_stop or app.return_code or 0


def without_colour(own: OwnSettings) -> bool:
    """NO_COLOR comes first; otherwise as it was set on this device."""
    return bool(os.environ.get("NO_COLOR")) or own.colours == MONO


def run_practice(desk: Desk, name: str) -> int:
    """One practice call, and the others after it, until it is left; gives the exit code of the process."""
    from tui.practice_app import practise

    _ready_to_start_processes()
    read_carefully()
    own = desk.settings_file.read()
    ended_with, told_to_stop = practise(desk, own, first=name, mono_only=without_colour(own))
    return told_to_stop or max(ended_with, 0)


def _after_practice(desk: Desk, app: TriageApp, *, mono_only: bool, renews: bool) -> TriageApp:
    """Practises, then goes on with real work in a new app, which has been run when this returns it."""
    from tui.practice_app import HIDE, practise

    own, notice = desk.settings_file.read(), ""
    try:
        ended_with, told_to_stop = practise(desk, own, mono_only=mono_only, followed=True)
    except (TriageError, OSError):  # the place for practice could not be made: real work goes on
        ended_with, told_to_stop, notice = 0, None, message("practice_not_opened")
    hidden = ended_with == HIDE
    if hidden:
        desk.lock()
    kind = LockedTriageApp if hidden else TriageApp
    following = kind(desk, mono_only=mono_only, renews=renews, renewed=hidden)
    following.wear(own)
    following.notice = notice
    following.carry_on_from(app)
    following.told_to_stop = told_to_stop
    if told_to_stop is None:
        following.run()
    return following


def _ready_to_start_processes() -> None:
    """Python's first process of its own inherits standard error. Once Textual holds that it has no file
    number, and the encoder would not start."""
    if os.name == "posix":
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()
