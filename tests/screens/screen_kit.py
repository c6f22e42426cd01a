"""What the tests of the screen share: the real demonstration desk on a still clock, and a reader of the
screen."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.pilot import Pilot

from triage import ladder
from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from tui.app import TriageApp

NARROW, WIDE, TINY = (80, 24), (120, 36), (60, 18)
STARTED = datetime(2026, 11, 22, 14, 3, 7, tzinfo=UTC)


class StillClock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.at = STARTED

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


class StandIn:
    """The desk, but for what is given instead."""

    def __init__(self, desk: Desk, **instead: Any) -> None:
        self._desk = desk
        self.instead = instead

    def __getattr__(self, name: str) -> Any:
        instead = self.__dict__["instead"]
        return instead[name] if name in instead else getattr(self.__dict__["_desk"], name)


@pytest.fixture(scope="session")
def _session_clock() -> StillClock:
    return StillClock()


@pytest.fixture
def clock(_session_clock: StillClock) -> StillClock:
    """Still, at three minutes past two."""
    _session_clock.at = STARTED
    return _session_clock


@pytest.fixture(scope="session")
def _untouched(tmp_path_factory: pytest.TempPathFactory, _session_clock: StillClock) -> Iterator[Desk]:
    """A demonstration that nobody uses: its vault is copied, its word search is shared."""
    opened = demo_desk(tmp_path_factory.mktemp("untouched"), clock=_session_clock, with_encoder=False)
    opened.lock()
    yield opened
    opened.close()


@pytest.fixture
def desk(tmp_path: Path, clock: StillClock, _untouched: Desk) -> Iterator[Desk]:
    """Open, with nothing in it, Casey Demo signed in, words only."""
    folder = tmp_path / "demo"
    shutil.copytree(_untouched._session.folder, folder)
    opened = Desk(
        guide=_untouched._guide,
        flow=_untouched._flow,
        folder=folder,
        clock=clock,
        demo_passphrase=_untouched._session.demo_passphrase,
    )
    opened.change_person("demo-caseworker")
    yield opened
    opened.lock()


@pytest.fixture
def new_desk(desk: Desk) -> Desk:
    """The same, where a test says that it must be empty."""
    return desk


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A digit waits for as long as a busy machine takes to press the next key."""
    monkeypatch.setattr(ladder, "QUIET_SECONDS", 60.0)


def picture(app: App[Any]) -> str:
    """All the characters on the screen."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def type_line(pilot: Pilot[int], text: str) -> None:
    """A line and Enter, as a person would, and what comes of it."""
    await keyed(pilot, *text, "enter")


async def keyed(pilot: Pilot[int], *keys: str) -> None:
    """All at once, as from a keyboard while the machine is busy: no key waits for what another does."""
    for key in keys:
        named = key if len(key) > 1 else _character_to_key(key)
        pilot.app.post_message(events.Key(named, key if len(key) == 1 else None))
    await settled(pilot)


async def settled(pilot: Pilot[int]) -> None:
    """Workers done, messages handled."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def until(pilot: Pilot[int], holds: Callable[[], bool], tries: int = 100) -> None:
    """Waits for a timer of the screen; fails when it never comes."""
    for _ in range(tries):
        if holds():
            return
        await pilot.pause(0.05)
    raise AssertionError("it never came")


def app_on(desk: Any, **options: Any) -> TriageApp:
    return TriageApp(desk, **options)
