"""Setting up records on this device: one question a page, a look at it all, then the recovery key, once."""

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import TriageError, UsageError
from tui.keeping import Keeping
from tui.screens.base import TriageScreen
from tui.widgets.choices import Choice, Choices
from tui.widgets.find_box import FindBox
from tui.widgets.rule import TitledRule
from tui.widgets.sign_in_box import PassphraseInput

if TYPE_CHECKING:
    from triage.desk.setting_up import SetUp

NONE_OF_THESE = "none"
MAKE_IT, GO_BACK = "make", "back"


class SetupScreen(TriageScreen):
    """Nothing is made before the last page is agreed to. Esc goes back one answer; at the first it leaves."""

    HELP_PAGE = "setup"
    CSS_PATH = "setup.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="Esc", tooltip="One answer back"),
        Binding("pagedown", "page(1)", show=False, priority=True, tooltip="Reads on"),
        Binding("pageup", "page(-1)", show=False, priority=True, tooltip="Reads back"),
    ]

    class _Made(Message):
        def __init__(self, made: "SetUp | None", problem: str = "") -> None:
            super().__init__()
            self.made = made
            self.problem = problem

    rule = query_one("#step", TitledRule)
    words = query_one("#words", Static)
    problem = query_one("#problem", Static)
    line = query_one("#line", FindBox)
    secret = query_one(PassphraseInput)
    choices = query_one("#choices", Choices)
    so_far = query_one("#so-far", Static)

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        super().__init__(desk, keeping)
        # The vault's libraries take 0.1 s to import: paid here, not before the first paint.
        from triage.desk.setup_talk import SetupTalk

        self._talk: SetupTalk = SetupTalk()
        self._is_making = False
        self._recovery = ""
        """Shown, and not yet proven to be written down."""
        self._is_done = False

    def body(self) -> ComposeResult:
        with VerticalScroll(classes="page", can_focus=False):
            yield TitledRule(id="step")
            yield Static(id="words")
            yield FindBox(id="line", placeholder="")
            yield PassphraseInput()
            yield Choices(id="choices")
            yield Static(id="problem")
            yield Static(id="so-far")

    def on_mount(self) -> None:
        super().on_mount()
        self._draw()

    def status(self) -> tuple[str, ...]:
        return (message("setup_place"),)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no way back while the vault is made, nor while the recovery key stands here."""
        if action == "back":
            return not (self._is_making or self._recovery)
        return super().check_action(action, parameters)

    def action_page(self, pages: int) -> None:
        """What does not fit on the page."""
        page = self.query_one(VerticalScroll)
        page.scroll_relative(y=pages * (page.size.height - 2), animate=False)

    def action_back(self) -> None:
        """One answer back."""
        if self._is_done or self._talk.before is None:
            self.dismiss()
            return
        self._talk = self._talk.before
        self._draw()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        typed, event.input.value = event.value, ""
        if self._is_making:
            return
        if self._recovery:
            self._check_written_down(typed)
            return
        try:
            self._talk = self._talk.answered(typed)
        except UsageError as wrong:
            if wrong.code == "setup_not_the_same" and self._talk.before is not None:
                self._talk = self._talk.before
            self._draw(f"! {message(wrong.code, **wrong.facts)}")
        else:
            self._draw()

    @on(Choices.Chosen)
    def _chosen(self, event: Choices.Chosen) -> None:
        event.stop()
        if self._is_done:
            self.dismiss()
        elif self._talk.ask == "rules":
            self._talk = self._talk.adopted(each for each in event.ids if each != NONE_OF_THESE)
            self._draw()
        elif event.ids == (GO_BACK,):
            self.action_back()
        elif not self._is_making:
            self._is_making = True
            self._say(message("setup_making"))
            self.refresh_bindings()
            self._make()
        self.choices.hand_on()

    @work(thread=True, exclusive=True, exit_on_error=False, group="setup", description="Making the records")
    def _make(self) -> None:
        """Some 0.2 s a person."""
        try:
            made = self.desk.set_up(self._talk.plan)
        except TriageError as fault:
            self.post_message(self._Made(None, message(fault.code, **fault.facts)))
        else:
            self.post_message(self._Made(made))

    @on(_Made)
    def _is_made(self, event: _Made) -> None:
        event.stop()
        self._is_making = False
        if event.made is None:
            self._draw(f"! {event.problem}")
            return
        from triage.desk.setup_talk import SetupTalk

        self._talk = SetupTalk()  # the passphrases go
        self._recovery = event.made.recovery
        self._draw()

    def _check_written_down(self, typed: str) -> None:
        from triage.desk.setting_up import ends_with

        if not ends_with(self._recovery, typed):
            self._draw(f"! {message('recovery_not_that')}")
            return
        self._recovery = ""
        self._is_done = True
        self._draw()

    def _draw(self, problem: str = "") -> None:
        self._say(problem)
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.line.value = self.secret.value = ""
        self.line.display = self.secret.display = self.choices.display = False
        self.so_far.update(Content(""))
        if self._is_done:
            self._draw_done()
        elif self._recovery:
            self._draw_recovery()
        else:
            self._draw_question()
            if not problem and self._talk.ask == "caseworker" and len(self._talk.managers) == 1:
                self._say(f"! {message('setup_one_manager_here')}")
        self.refresh_bindings()

    def _draw_question(self) -> None:
        from triage.desk.setup_talk import HIDDEN

        talk = self._talk
        self.rule.title = message(f"setup_title_{talk.ask}")
        name = talk.coming.name if talk.coming else ""
        self.words.update(Content(message(self._words_for(), name=name)))
        if talk.ask == "rules":
            self._draw_rules()
        elif talk.ask == "check":
            self._show_choices(
                Choice(MAKE_IT, message("setup_make_it")), Choice(GO_BACK, message("setup_go_back"))
            )
            self.so_far.update(self._all_of_it())
        elif talk.ask in HIDDEN:
            self._show(self.secret)
        else:
            self._show(self.line)
            self.so_far.update(self._names())

    def _words_for(self) -> str:
        talk = self._talk
        if talk.ask == "manager" and talk.managers:
            return "setup_ask_deputy" if len(talk.managers) == 1 else "setup_ask_next_deputy"
        if talk.ask == "caseworker" and talk.caseworkers:
            return "setup_ask_next_caseworker"
        return f"setup_ask_{talk.ask}"

    def _draw_rules(self) -> None:
        rows = [Choice(rule.id, rule.text) for rule in self.desk.pack.service_rules.values()]
        self._show_choices(*rows, Choice(NONE_OF_THESE, message("setup_no_rule"), apart=True), many=True)

    def _draw_recovery(self) -> None:
        self.rule.title = message("setup_title_recovery")
        self.words.update(
            Content.assemble(
                message("recovery_shown_once"), "\n\n    ", (self._recovery, "bold"), "\n\n",
                message("recovery_what_to_do"), "\n\n", message("ask_recovery_last"), ":",
            )
        )  # fmt: skip
        self._show(self.line)

    def _draw_done(self) -> None:
        self.rule.title = message("setup_title_done")
        self.words.update(Content(message("setup_done_here")))
        self._show_choices(Choice(GO_BACK, message("setup_to_home")))
        self.choices.highlighted = 0

    def _names(self) -> Content:
        """Who is in already; managers numbered as they are rung."""
        talk = self._talk
        lines = [f"{at} {each.name}  {each.phone}".rstrip() for at, each in enumerate(talk.managers, 1)]
        lines += [f"  {each.name}" for each in talk.caseworkers]
        return Content("\n".join(lines))

    def _all_of_it(self) -> Content:
        talk, rules = self._talk, self.desk.pack.service_rules
        lines = [talk.service, "", message("setup_rung_in_order")]
        lines += [f"  {at} {each.name}  {each.phone}".rstrip() for at, each in enumerate(talk.managers, 1)]
        if len(talk.managers) == 1:
            lines.append(f"  ! {message('setup_one_manager_here')}")
        lines += ["", message("setup_caseworkers")]
        lines += [f"  {each.name}" for each in talk.caseworkers] or [f"  {message('setup_nobody')}"]
        lines += [
            "",
            message("setup_rules_agreed", name=talk.rules_by) if talk.rules else message("setup_no_rule"),
        ]
        lines += [f"  {rules[rule].text}" for rule in talk.rules]
        due = talk.review_due
        lines += ["", message("policy_review_on", due=f"{due:%d %B %Y}") if due else ""]
        return Content("\n".join(lines))

    def _say(self, problem: str) -> None:
        self.problem.update(Content(problem))
        self.problem.display = bool(problem)

    def _show(self, box: Input) -> None:
        box.display = True
        self.set_focus(box)

    def _show_choices(self, *rows: Choice, many: bool = False) -> None:
        self.choices.display = True
        self.choices.show(rows, many=many)
        self.set_focus(self.choices)
