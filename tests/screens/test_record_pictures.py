"""Pictures of each state of the record screens. The facts are asserted elsewhere; here the eye looks.

To look: calm, nothing cut off, one row or box in hand, what is wrong marked with ``!``, the way on in words.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

import pytest
from record_case import CASEY, LARGE, MORGAN, SMALL, TINY, answered, begun, complete, keyed
from screen_kit import StandIn, StillClock, app_on, settled
from textual.pilot import Pilot
from textual.screen import Screen

from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.desk.views import RecordFile
from triage.model import Rung
from triage.records.decision import Choice, Decision
from triage.records.decision_parts import AuthorView, Discussion
from triage.records.draft import Draft
from tui.app import TriageApp
from tui.screens.check import CheckScreen
from tui.screens.decision import DecisionScreen
from tui.screens.inbox import InboxScreen
from tui.screens.record import RecordScreen
from tui.screens.records import RecordsScreen
from tui.screens.submitted import SubmittedScreen
from tui.screens.walkthrough import WalkthroughScreen
from tui.widgets import answer_box, choices

Compare = Callable[..., bool]
Keys = Callable[[Pilot[int]], Awaitable[None]]
SIZES = {"80x24": SMALL, "120x36": LARGE, "60x18": TINY}
FIRST, SECOND, DECIDED = "ESC-2026-7K4M", "ESC-2026-9B2D", "ESC-2026-3H8Q"
REASONS = "A child may be hurt tonight."


@pytest.fixture(autouse=True)
def _no_held_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pilot types faster than people do."""
    for module in (choices, answer_box):
        monkeypatch.setattr(module, "HELD_KEY_SECONDS", 0.0)


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Two records that wait and one decided, with references that stand still. No test writes to it."""
    clock = StillClock()
    desk = demo_desk(tmp_path_factory.mktemp("pictures"), clock=clock, with_encoder=False)
    desk.submit(_named(complete(desk, Rung.CRIME, "he sells stolen phones"), SECOND))
    clock.move(minutes=21)
    desk.submit(_named(complete(desk, Rung.DANGER_NOW), FIRST))
    desk.submit(_named(complete(desk), DECIDED))
    clock.move(minutes=9)
    desk.change_person(MORGAN.id)
    desk.decide(
        Decision(
            ref=DECIDED,
            by=MORGAN,
            choice=Choice.DO_NOT_SHARE,
            reasons="We spoke. The child is with her aunt and safe.",
            discussion=Discussion(view=AuthorView.AGREES),
            parent_told=None,
            decided_at=desk.now(),
            written_at=desk.now(),
        ),
        None,
    )
    yield desk
    desk.close()


def _named(draft: Draft, ref: str) -> Draft:
    return draft.model_copy(update={"ref": ref})


Made = Callable[[TriageApp], Screen[None]]


def _questions(question: str) -> Made:
    def made(app: TriageApp) -> Screen[None]:
        app.keeping.take(_call(app), app.desk.now())
        return WalkthroughScreen(app.desk, app.keeping, question)

    return made


def _check(*, whole: bool) -> Made:
    def made(app: TriageApp) -> Screen[None]:
        choices = {"consent": "not_safe", "who_told": "parent", "line_manager": "not_yet"} if whole else {}
        app.keeping.take(answered(app.desk, _call(app), **choices), app.desk.now())
        return CheckScreen(app.desk, app.keeping)

    return made


def _call(app: TriageApp) -> Draft:
    return _named(begun(app.desk), FIRST)


def _record(ref: str) -> Made:
    return lambda app: RecordScreen(app.desk, app.keeping, ref)


def _decision(ref: str) -> Made:
    return lambda app: DecisionScreen(app.desk, app.keeping, ref)


STATES: dict[str, tuple[str, Made, tuple[str, ...]]] = {
    "question_choice": (CASEY.id, _questions("consent"), ()),
    "question_choices": (CASEY.id, _questions("who_at_risk"), ("1", "3")),
    "question_words": (CASEY.id, _questions("their_words"), ()),
    "question_words_of_option": (CASEY.id, _questions("consent"), ("2", *"no, never")),
    "check_gaps": (CASEY.id, _check(whole=False), ()),
    "check_complete": (CASEY.id, _check(whole=True), ()),
    "submitted": (CASEY.id, lambda app: SubmittedScreen(app.desk, app.keeping, FIRST), ()),
    "records": (MORGAN.id, lambda app: RecordsScreen(app.desk, app.keeping), ()),
    "record_summary": (MORGAN.id, _record(FIRST), ()),
    "record_words": (MORGAN.id, _record(FIRST), ("2",)),
    "record_decided": (CASEY.id, _record(DECIDED), ("4",)),
    "record_policy": (MORGAN.id, _record(FIRST), ("5",)),
    "record_note": (MORGAN.id, _record(FIRST), ("a", *"She rang back")),
    "inbox": (MORGAN.id, lambda app: InboxScreen(app.desk, app.keeping), ()),
    "inbox_not_yours": (CASEY.id, lambda app: InboxScreen(app.desk, app.keeping), ()),
    "decision": (MORGAN.id, _decision(FIRST), ()),
    "decision_sharing": (MORGAN.id, _decision(FIRST), ("1", *REASONS, "enter", "1", "1", "enter")),
    "decision_second_look": (MORGAN.id, _decision(FIRST), ("3", *REASONS, "enter", "1", "s")),
    "decision_made_already": (MORGAN.id, _decision(DECIDED), ()),
}

WIDE_STATES = ("question_choice", "check_complete", "record_summary", "inbox", "decision_sharing")
"""Those that a wide window lays out differently."""


def _shown(made: Made, keys: tuple[str, ...]) -> Keys:
    async def show(pilot: Pilot[int]) -> None:
        app = pilot.app
        assert isinstance(app, TriageApp)
        await app.push_screen(made(app))
        await settled(pilot)
        await keyed(pilot, *keys)
        app.keeping.flush()
        await settled(pilot)

    return show


def _still(desk: Desk) -> StandIn:
    """Opening a record is noted in its timeline; here it is always opened for the first time."""
    opened: dict[str, RecordFile] = {}

    def record(ref: str) -> RecordFile:
        if ref not in opened:
            opened[ref] = replace(desk.record(ref), history=())
        return opened[ref]

    return StandIn(desk, record=record, keep=lambda _draft: desk.now(), start_call=lambda: _blank(desk))


def _blank(desk: Desk) -> Draft:
    assert desk.me is not None
    return desk.start_call().model_copy(update={"ref": FIRST})


@pytest.mark.parametrize(
    ("state", "size"),
    [*((state, "80x24") for state in STATES), *((state, "120x36") for state in WIDE_STATES)],
)
@pytest.mark.trap(42)
def test_record_picture(snap_compare: Compare, pictured: Desk, state: str, size: str) -> None:
    person, made, keys = STATES[state]
    pictured.change_person(person)

    assert snap_compare(app_on(_still(pictured)), terminal_size=SIZES[size], run_before=_shown(made, keys))


@pytest.mark.parametrize("state", ["question_choice", "check_gaps", "submitted", "decision"])
def test_record_picture_of_a_small_window(snap_compare: Compare, pictured: Desk, state: str) -> None:
    """60x18: the risk line and what is in hand are there; the rest is a scroll away."""
    person, made, keys = STATES[state]
    pictured.change_person(person)

    assert snap_compare(app_on(_still(pictured)), terminal_size=TINY, run_before=_shown(made, keys))
