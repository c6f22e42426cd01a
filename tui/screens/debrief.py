"""After a practice call: what was done beside what the policy says, and a way back into any moment of it."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import TriageError
from triage.labels import label
from triage.practice.coach import telling_words
from triage.practice.debrief import Row, debrief, headline, record_rows
from triage.practice.play import Playing, Said, again_from
from triage.records.escalation import Escalation
from tui.keeping import Keeping
from tui.messages import ModeAsked, ScenarioAsked
from tui.screens.base import TriageScreen
from tui.widgets import rows as listed
from tui.widgets.rows import Rows
from tui.widgets.rule import TitledRule

_DID_CELLS, _POLICY_CELLS, _RESULT_CELLS = 40, 8, 24


class DebriefScreen(TriageScreen):
    """A table to read row by row. Nothing is counted up, and nobody is compared."""

    HELP_PAGE = "debrief"
    CSS_PATH = "debrief.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "again", "Try again", key_display="A", tooltip="From the row in hand"),
        Binding("n", "next", "Next call", key_display="N", tooltip="Another practice call"),
        Binding("p", "app.policy", "Open policy", key_display="P", tooltip="The whole policy"),
        Binding("tab", "more", "More", key_display="Tab", tooltip="The rest of the words beneath"),
        Binding("escape", "back", "List", key_display="Esc", tooltip="Back to the practice calls"),
    ]

    rows = query_one("#rows", Rows)
    beneath = query_one("#beneath", VerticalScroll)
    about_row = query_one("#about-row", Static)

    def __init__(
        self,
        desk: Desk,
        keeping: Keeping,
        playing: Playing,
        *,
        next_id: str | None,
        record: str | None = None,
        not_noted: str = "",
    ) -> None:
        """``next_id``: the call to go on with; ``record``: the reference of the record that was written;
        ``not_noted``: why this play does not count towards the path, in words."""
        super().__init__(desk, keeping)
        self._playing = playing
        self._found = debrief(playing, desk.pack)
        self._rows = (*self._found.rows, *record_rows(playing, _written(desk, record), desk.pack))
        self._next_id = next_id
        self._record = record
        self._not_noted = not_noted

    def body(self) -> ComposeResult:
        yield Static(id="headline", markup=False)
        with Horizontal(id="sides"):
            with VerticalScroll(id="transcript", can_focus=False):
                yield TitledRule(message("debrief_transcript"))
                yield Static(id="said", markup=False)
            with Vertical(id="table"):
                yield Static(id="columns", markup=False)
                yield Rows(id="rows")
                with VerticalScroll(id="beneath", can_focus=False):
                    yield Static(id="about-row", markup=False)

    def on_mount(self) -> None:
        """Filled once its parts are there."""
        self.query_one("#headline", Static).update(self._headline())
        self.query_one("#columns", Static).update(Content.styled("   " + _cells(
            message("debrief_column_did"), message("debrief_column_policy"), message("debrief_column_result")
        ), "bold"))  # fmt: skip
        self.query_one("#said", Static).update(self._transcript())
        self.rows.show(
            tuple(
                listed.Row(str(at), _cells(row.did, row.backing.short, row.result_words))
                for at, row in enumerate(self._rows)
            )
        )
        self.rows.focus()
        self._draw_row()

    def status(self) -> tuple[str, ...]:
        return (message("debrief_place", title=self._found.scenario.title), self._record or "")

    @property
    def row_in_hand(self) -> Row | None:
        """None where nothing was done."""
        at = self.rows.highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    @on(OptionList.OptionHighlighted)
    def _draw_row(self) -> None:
        row = self.row_in_hand
        if row is None:
            self.about_row.update(Content(message("debrief_nothing_done")))
            return
        lines = [Content.styled(row.did, "bold")]
        lines += [Content(words) for words in (row.why,) if words]
        if row.instead:
            lines.append(Content(message("debrief_instead", words=row.instead)))
        if row.backing.words:
            where = "debrief_policy_says" if row.backing.clause_id else "debrief_rule_says"
            lines.append(Content(message(where, words=row.backing.words, section=row.backing.short)))
        self.beneath.scroll_home(animate=False)
        self.about_row.update(Content("\n").join(lines))

    @on(OptionList.OptionSelected)
    def _row_chosen(self) -> None:
        """Enter does nothing by itself: a row is read by being in hand."""

    def action_again(self) -> None:
        """From just before the row in hand; from the beginning where that was never done."""
        row = self.row_in_hand
        number = row.number if row is not None and row.number is not None else 0
        self.post_message(ScenarioAsked(self._found.scenario.id, again_from(self._playing, number)))

    def action_more(self) -> None:
        """On through the words of the row in hand; from their end back to the beginning."""
        if self.beneath.scroll_offset.y < self.beneath.max_scroll_y:
            self.beneath.scroll_page_down(animate=False)
        else:
            self.beneath.scroll_home(animate=False)

    def action_next(self) -> None:
        """The next practice call."""
        if self._next_id is None:
            self.post_message(ModeAsked("home"))
        else:
            self.post_message(ScenarioAsked(self._next_id))

    def action_back(self) -> None:
        """To the list."""
        self.post_message(ModeAsked("home"))

    def _headline(self) -> Content:
        rung, safe = headline(self._found)
        lines = [Content(f"{rung}  {safe}")]
        ending, backing = self._found.ending, self._found.ending_backing
        if ending is not None and backing is not None:
            words = " ".join((*ending.text, ending.why))
            source = backing.short if backing.clause_id else message("debrief_practice")
            lines.append(Content(message("debrief_ending", words=words, source=source)))
        else:
            lines.append(Content(message("debrief_stopped")))
        if self._not_noted:
            lines.append(Content.styled(f"! {self._not_noted}", "$danger"))
        return Content("\n").join(lines)

    def _transcript(self) -> Content:
        lines = [message("practice_caller_said", words=line.words) for line in self._playing.opening]
        for act in self._playing.acts:
            if isinstance(act.move, Said):
                words, kind = act.move.words, label("practice_kind", act.move.kind)
                if because := telling_words(words):
                    lines.append(message("debrief_you_said_by", words=words, kind=kind, because=because))
                else:
                    lines.append(message("debrief_you_said", words=words, kind=kind))
            elif act.branch is not None and act.branch.option:
                lines.append(message("debrief_you_did", words=act.branch.option))
            lines += [message("practice_caller_said", words=line.words) for line in act.heard]
        return Content("\n".join(lines))


def _written(desk: Desk, ref: str | None) -> Escalation | None:
    """The record of the call; None where none was written, or it cannot be read."""
    try:
        row = desk.row(ref) if ref is not None else None
    except TriageError:
        return None
    return row.record if row is not None else None


def _cells(did: str, policy: str, result: str) -> str:
    short = did if len(did) < _DID_CELLS else f"{did[: _DID_CELLS - 2]}\u2026"
    return f"{short:<{_DID_CELLS}}{policy:<{_POLICY_CELLS}}{result:<{_RESULT_CELLS}}".rstrip()
