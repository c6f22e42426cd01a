"""Pictures of practice: the list with its content note, and looking back. Row 1 says PRACTICE in each."""

from collections.abc import Callable, Iterator

import pytest
from screen_kit import NARROW, TINY, WIDE, StillClock, settled
from textual.pilot import Pilot

from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.desk.practice_room import OnShelf, scenario_named
from triage.model import Rung
from triage.practice.kinds import QuestionKind
from triage.practice.play import ChoseRung, Move, Picked, Playing, Said, begin, step
from triage.records.draft import Mode
from tui.practice_app import PracticeApp
from tui.screens.debrief import DebriefScreen

NAMES = ("is_she_yours", "kill_him_homework", "packed_bag")
MOVES: tuple[Move, ...] = (
    Said("Is it safe to talk?", QuestionKind.CLOSED, asks_safety=True),
    ChoseRung(Rung.SAFETY_WORRY),
    Said("Did he hit you?", QuestionKind.LEADING),
    Picked(0),
    Said("Are you still safe?", QuestionKind.CLOSED, asks_safety=True),
    Picked(1),
    Picked(0),
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = demo_desk(
        tmp_path_factory.mktemp("room"), clock=StillClock(), with_encoder=False, mode=Mode.PRACTICE
    )
    yield opened
    opened.close()


@pytest.fixture
def app(room: Desk) -> PracticeApp:
    """Three calls only, so that a new one on the shelf leaves the picture as it is."""
    made = PracticeApp(room, note=None, finished=frozenset({"packed_bag"}))
    made._calls = tuple(OnShelf(name, scenario_named(room.pack, name), ()) for name in NAMES)
    return made


def played(room: Desk) -> Playing:
    playing = begin(scenario_named(room.pack, "packed_bag"))
    for at, move in enumerate(MOVES, 1):
        playing = step(playing, move, at * 20.5)
    return playing


@pytest.mark.parametrize("size", [NARROW, TINY], ids=["80x24", "60x18"])
def test_picture_of_the_list(
    app: PracticeApp, size: tuple[int, int], snap_compare: Callable[..., bool]
) -> None:
    """Each call with «done» behind the finished one; beneath it who calls and what it talks about."""
    assert snap_compare(app, terminal_size=size, run_before=settled)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])
def test_picture_of_looking_back(
    app: PracticeApp, room: Desk, size: tuple[int, int], snap_compare: Callable[..., bool]
) -> None:
    """The row in hand is a promise: the policy's words and what to try instead beneath it; no score."""

    async def look_back(pilot: Pilot[int]) -> None:
        await settled(pilot)
        await app.push_screen(DebriefScreen(room, app.keeping, played(room), next_id=None))
        await pilot.press("down", "down", "down")
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=look_back)
