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
from triage.model import AnswerKind
from triage.policy.corpus import Section
from triage.policy.currency import CurrencyNote
from triage.text import one_line
from tui import reply_words
from tui.keeping import Keeping
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
        """Out of finding first, then to where you came from."""
        if self.find.display:
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
            self._cited = False
            self._draw()

    @on(Input.Changed)
    def _words_typed(self) -> None:
        self.set_timer(FIND_SECONDS, self._draw)

    @on(Input.Submitted)
    def _first_hit(self) -> None:
        """Enter opens the section of the first hit."""
        hits = self.desk.look_up(self._wanted()).hits if self._wanted() else ()
        if hits:
            self.action_back()
            numbers = [section.number for section in self.desk.pack.policy.sections]
            self.sections.highlighted = numbers.index(hits[0].quotation.section)

    def _wanted(self) -> str:
        return one_line(self.find.value) if self.find.display else ""

    def _draw(self) -> None:
        wanted = self._wanted()
        section = self.desk.pack.policy.section(self._section)
        self.text.update(self._found(wanted) if len(wanted) >= 2 else self._section_words(section))
        notes = [note for note in self.desk.pack.currency if self._stands_beside(note)]
        words = (
            Content("\n\n").join(_note_words(note) for note in notes)
            if notes
            else Content(message("policy_no_notes"))
        )
        self.notes.update(words)
        self.query_one("#notes-below", Static).update(self._notes_below(notes, words))
        intact = self.desk.pack.intact
        seal = message("policy_intact") if intact else f"! {message('policy_changed')}"
        self.query_one("#seal", Static).update(Content.styled(seal, "$quiet" if intact else "$danger bold"))
        self.query_one("#middle", VerticalScroll).scroll_home(animate=False)

    def _section_words(self, section: Section) -> Content:
        paragraphs = [
            Content(f"- {paragraph.text}" if paragraph.bullet else paragraph.text)
            for paragraph in section.paragraphs
        ]
        heading = Content.styled(f"{section.number}. {section.heading}", "bold")
        parts = [heading, *paragraphs]
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
        return Content("\n\n").join(parts)

    def _found(self, wanted: str) -> Content:
        finding = self.desk.look_up(wanted)
        if finding.answer is AnswerKind.SAYS and not finding.hits:
            return Content(message("policy_no_match"))
        before = reply_words.not_answered(finding)
        title = Content.styled(message("policy_found", count=len(finding.hits)), "bold")
        return Content.assemble(
            title,
            "\n\n",
            before,
            reply_words.policy_words(tuple(hit.quotation for hit in finding.hits), Content("")),
        )

    def _stands_beside(self, note: CurrencyNote) -> bool:
        policy = self.desk.pack.policy
        return any(policy.passage(address).section == self._section for address in note.clauses)

    def _notes_below(self, notes: list[CurrencyNote], words: Content) -> Content:
        if not notes or self._wanted():
            return Content("")
        if self.has_class("-notes"):
            return Content.assemble("\n", words)
        return Content.styled("\n" + message("policy_notes_here", count=len(notes)), "$accent")


def _note_words(note: CurrencyNote) -> Content:
    checked = message("not_part_of_policy", checked=f"{note.checked_on:%d %B %Y}")
    unverified = f" {message('currency_unverified')}" if note.confidence == "unverified" else ""
    return Content.assemble(
        (message("policy_note", title=note.title), "bold"), f"\n{note.position}\n{checked}{unverified}"
    )
