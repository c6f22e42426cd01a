"""The whole policy to read and to search: the text exact, our notes beside it and marked as not part of
it."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, OptionList, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import Locked, TriageError
from triage.model import AnswerKind
from triage.policy.corpus import Section
from triage.policy.settings import CrossReference
from triage.records.draft import Mode
from triage.text import one_line
from tui import reply_words
from tui.keeping import Keeping
from tui.policy_notes import beside, entries_beside, law_of
from tui.screens.base import TriageScreen
from tui.widgets.find_box import FindBox
from tui.widgets.rows import Row, Rows
from tui.widgets.rule import TitledRule

FIND_SECONDS = 0.12
"""A pause in typing after which the hits are shown."""


class PolicyScreen(TriageScreen):
    """Sections at the left, the verbatim text at the right; notes fold in with N, in a column of their own
    if wide."""

    CSS_PATH = "policy.tcss"
    HELP_PAGE = "policy"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="Esc"),
        Binding("slash", "find", "Find", key_display="/", tooltip="Find words in the policy as you type"),
        Binding("up,down", "none", "Section", show=True, key_display="Up/Down"),
        Binding("pagedown", "read(1)", "Read", key_display="PgDn", priority=True),
        Binding("pageup", "read(-1)", "Read", show=False, priority=True),
        Binding(
            "n",
            "notes",
            "Notes",
            key_display="N",
            tooltip="Where the law has moved on: not part of the policy",
        ),
        Binding("b", "breaches", "See", key_display="B", tooltip="Goes where the policy's own words point"),
        Binding(
            "r", "receipt", "Receipt", key_display="R", tooltip="Say that you have a copy and have read it"
        ),
        Binding("y", "confirm", "Yes", key_display="Y", tooltip="I have a copy and I have read it"),
        Binding(
            "c", "cite", "Cite", key_display="C", tooltip="The citation, to write down; nothing is copied"
        ),
    ]

    sections = query_one("#sections", Rows)
    find = query_one("#find", FindBox)
    text = query_one("#text", Static)
    notes = query_one("#notes", Static)

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        super().__init__(desk, keeping)
        self._section = desk.pack.policy.sections[0].number
        self._cited = False
        self._confirming = False

    def body(self) -> ComposeResult:
        find = FindBox(id="find", placeholder=message("policy_find"))
        find.display = False
        yield find
        with Horizontal(id="work"):
            with Vertical(id="left"):
                yield Rows(id="sections")
                yield Static(id="seal")
            with VerticalScroll(id="middle", can_focus=False):
                yield Static(id="text")
                yield Static(id="notes-below")
            with VerticalScroll(id="right", can_focus=False):
                yield TitledRule(message("policy_notes_title"))
                yield Static(id="notes")

    def on_mount(self) -> None:
        super().on_mount()
        policy = self.desk.pack.policy
        self.sections.show(
            tuple(Row(each.number, f"{each.number} {each.heading}") for each in policy.sections)
        )
        self.sections.focus()
        self._draw()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Keys go to the sections, or to the words being found."""
        if self.is_mounted:
            (self.find if self.find.display else self.sections).focus()

    def status(self) -> tuple[str, ...]:
        return message("policy_place"), self.desk.pack.title

    def action_back(self) -> None:
        """Out of finding or of a receipt first, then to where you came from."""
        if self._confirming:
            self._confirming = False
            self._draw()
            self.refresh_bindings()
        elif self.find.display:
            self.find.display = False
            self.find.value = ""
            self.sections.focus()
            self._draw()
        else:
            super().action_back()

    def action_find(self) -> None:
        """A box for words; what matches is shown as you type."""
        self.find.display = True
        self.find.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Yes only where it is asked for; where the policy points nowhere, no key for it."""
        if action == "confirm":
            return self._confirming
        if action == "receipt":
            return self.desk.mode is Mode.LIVE
        if action == "breaches":
            return bool(self.desk.pack.see(self._section))
        return super().check_action(action, parameters)

    def action_breaches(self) -> None:
        """Where the policy's own words point: «see breaches of confidentiality» is section 7."""
        self._go_to(self.desk.pack.see(self._section)[0].section)

    def action_receipt(self) -> None:
        """Asks whether this person has a copy of this text and has read it; Y says so."""
        self._confirming = True
        self._draw()
        self.refresh_bindings()

    def action_confirm(self) -> None:
        """The line in the book of receipts, with the name of who is signed in."""
        try:
            self.desk.policy_life.confirm()
        except TriageError as fault:
            self._confirming = False
            code = "receipt_sign_in" if isinstance(fault, Locked) else fault.code
            self._draw(f"! {message(code, **fault.facts)}")
        else:
            self._confirming = False
            self._draw(message("receipt_noted"))
        self.refresh_bindings()

    def action_notes(self) -> None:
        """The notes on this section, below the text; where the window is wide they have their own column."""
        self.toggle_class("-notes")
        self._draw()
        below = self.query_one("#notes-below", Static)
        if self.has_class("-notes"):
            below.call_after_refresh(below.scroll_visible, animate=False, top=True)

    def action_cite(self) -> None:
        """Shows the citation. It goes to no clipboard: other programs and devices can read that."""
        self._cited = not self._cited
        self._draw()

    def action_read(self, pages: int) -> None:
        """Scrolls the text."""
        scroller = self.query_one("#middle", VerticalScroll)
        scroller.scroll_relative(y=pages * max(1, scroller.size.height - 1), animate=False)

    def action_none(self) -> None:
        """Up and Down belong to the sections; this only names them at the foot."""

    @on(OptionList.OptionHighlighted)
    def _section_chosen(self, chosen: OptionList.OptionHighlighted) -> None:
        if chosen.option_id and chosen.option_id != self._section:
            self._section = chosen.option_id
            self._cited = self._confirming = False
            self._draw()
            self.refresh_bindings()

    @on(Input.Changed)
    def _words_typed(self) -> None:
        self.set_timer(FIND_SECONDS, self._draw)

    @on(Input.Submitted)
    def _first_hit(self) -> None:
        """Enter opens the section of the first hit."""
        hits = self.desk.look_up(self._wanted()).hits if self._wanted() else ()
        if hits:
            self.action_back()
            self._go_to(hits[0].quotation.section)

    def _go_to(self, section: str) -> None:
        numbers = [each.number for each in self.desk.pack.policy.sections]
        self.sections.highlighted = numbers.index(section)

    def _wanted(self) -> str:
        return one_line(self.find.value) if self.find.display else ""

    def _draw(self, said: str = "") -> None:
        """``said``: a short word at the top, until it is drawn again."""
        wanted = self._wanted()
        section = self.desk.pack.policy.section(self._section)
        self.text.update(self._found(wanted) if len(wanted) >= 2 else self._section_words(section, said))
        desk = self.desk
        words = beside(section.number, desk.pack, desk.service, desk.now().date())
        self.notes.update(words if words.plain else Content(message("policy_no_notes")))
        self.query_one("#notes-below", Static).update(self._notes_below(words))
        intact = self.desk.pack.intact
        seal = message("policy_intact") if intact else f"! {message('policy_changed')}"
        seal_words = Content.styled(seal, "$quiet" if intact else "$danger bold")
        no_date = Content.styled(message("policy_no_date"), "$quiet")
        self.query_one("#seal", Static).update(Content.assemble(seal_words, "\n", no_date))
        self.query_one("#middle", VerticalScroll).scroll_home(animate=False)

    def _section_words(self, section: Section, said: str) -> Content:
        paragraphs = [
            Content(f"- {paragraph.text}" if paragraph.bullet else paragraph.text)
            for paragraph in section.paragraphs
        ]
        heading = Content.styled(f"{section.number}. {section.heading}", "bold")
        parts = [heading, *paragraphs]
        points = self.desk.pack.see(section.number)
        parts += [Content.styled(self._points(each), "$accent") for each in points]
        if self._cited:
            pack = self.desk.pack
            cited = message(
                "citation",
                title=pack.title,
                section=section.number,
                heading=section.heading,
                sha=pack.sha256[:12],
            )
            parts.insert(1, Content.styled(cited, "$accent"))
        top = [Content.styled(said, "bold")] if said else []
        if self._confirming:
            top = [self._receipt_words()]
        return Content("\n\n").join([*top, *parts])

    def _points(self, see: CrossReference) -> str:
        heading = self.desk.pack.policy.section(see.section).heading
        return message("see_section_key", words=see.words, section=see.section, heading=heading)

    def _receipt_words(self) -> Content:
        lines = [message("receipt_about"), self.desk.pack.sha256]
        try:
            receipt = self.desk.policy_life.mine().receipt
        except TriageError:
            return Content.styled(message("receipt_sign_in"), "bold")
        if receipt is not None:
            lines.append(message("receipt_had", at=f"{receipt.at:%d %B %Y}"))
        lines.append(message("receipt_press", words=message("receipt_words")))
        return Content.styled("\n".join(lines), "bold")

    def _found(self, wanted: str) -> Content:
        finding = self.desk.look_up(wanted)
        if finding.answer is AnswerKind.SAYS and not finding.hits:
            return Content(message("policy_no_match"))
        before = reply_words.not_answered(finding, self.desk.pack, self.desk.service)
        title = Content.styled(message("policy_found", count=len(finding.hits)), "bold")
        return Content.assemble(
            title,
            "\n\n",
            before,
            reply_words.policy_words(tuple(hit.quotation for hit in finding.hits), Content("")),
        )

    def _notes_below(self, words: Content) -> Content:
        if not words.plain or self._wanted():
            return Content("")
        if self.has_class("-notes"):
            return Content.assemble("\n", words)
        return Content.styled("\n" + message("policy_notes_here", count=self._count_notes()), "$accent")

    def _count_notes(self) -> int:
        pack = self.desk.pack
        return len(law_of(self._section, pack)) + len(entries_beside(self._section, pack))


class PolicyOnCallScreen(PolicyScreen):
    """The same over a call: the line that no screen of a call may miss stays."""

    ON_CALL = True
