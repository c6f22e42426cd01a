"""What the tests of the record screens share: the real app on a real desk, with a clock that stands still."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot
from textual.screen import Screen

from triage.desk.bootstrap import open_desk
from triage.desk.desk import Desk
from triage.desk.setting_up import set_up
from triage.model import Rung
from triage.paths import vault_dir
from triage.records.draft import Answer, AnswerState, Draft, LineKind
from triage.records.escalation import Escalation
from triage.records.people import Contact, Person, Role, Service
from tui.app import TriageApp

SMALL, LARGE, TINY = (80, 24), (120, 36), (60, 18)
HEARD = "he said he would hurt us tonight"
CASEY = Person(id="casey", name="Casey Demo", role=Role.CASEWORKER)
MORGAN = Person(id="morgan", name="Morgan Demo", role=Role.MANAGER)
DEVON = Person(id="devon", name="Devon Demo", role=Role.MANAGER)
PASSPHRASES = {person.id: f"four plain words {person.id}" for person in (CASEY, MORGAN, DEVON)}
SERVICE = Service(
    name="Demo SENDIASS (invented)",
    manager_chain=(
        Contact(name=MORGAN.name, phone="01632 960001", person_id=MORGAN.id),
        Contact(name=DEVON.name, phone="01632 960002", person_id=DEVON.id),
    ),
)

Show = Callable[[TriageApp], Screen[None]]


class StillClock:
    """Sunday 22 November 2026, 14:02, until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_minutes(self, minutes: int) -> None:
        """Moves on."""
        self.at += timedelta(minutes=minutes)


def make_vault(folder: Path) -> None:
    """A vault for Casey, Morgan and Devon; made once, since a passphrase is slow by design, and copied after."""
    people = tuple((person, PASSPHRASES[person.id]) for person in (CASEY, MORGAN, DEVON))
    set_up(vault_dir(folder), SERVICE, people, StillClock())


@contextmanager
def desk_on(template: Path, folder: Path, *, demo: bool = True) -> Iterator[Desk]:
    """A desk on a copy of ``template``, Casey signed in, by words only. Outside the demo passphrases are asked for."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    desk = open_desk(
        folder, clock=StillClock(), with_encoder=False, demo_passphrases=PASSPHRASES if demo else None
    )
    try:
        desk.sign_in(CASEY.id, PASSPHRASES[CASEY.id])
        yield desk
    finally:
        desk.close()


def clock_of(desk: Desk) -> StillClock:
    """The still clock of a desk from ``desk_on``."""
    assert isinstance(desk.now, StillClock)
    return desk.now


def begun(desk: Desk, rung: Rung = Rung.SAFETY_WORRY, heard: str = HEARD) -> Draft:
    """A call with a note, the caller's words and a rung."""
    draft = desk.start_call()
    for kind, text in ((LineKind.NOTE, "Parent on the phone, whispering."), (LineKind.CALLER_WORDS, heard)):
        draft = draft.said(desk.now(), kind, text, desk.reply_of(desk.hear(text, rung=None)))
    draft = draft.chose(desk.now(), rung)
    desk.keep(draft)
    return draft


def answered(desk: Desk, draft: Draft, **choices: str) -> Draft:
    """The draft with one option chosen for each question; ``tried`` and its like get words."""
    for question, choice in choices.items():
        answer = Answer(
            question=question, state=AnswerState.GIVEN, choices=(choice,), words="Morgan, 14:01", at=desk.now()
        )  # fmt: skip
        draft = draft.answered(answer)
    return draft


def complete(desk: Desk, rung: Rung = Rung.SAFETY_WORRY, heard: str = HEARD) -> Draft:
    """A call with every answer that it must have, the manager not yet spoken to."""
    return answered(
        desk,
        begun(desk, rung, heard),
        who_at_risk="child",
        consent="not_safe",
        who_told="parent",
        line_manager="not_yet",
    )


def submitted(desk: Desk, rung: Rung = Rung.SAFETY_WORRY, heard: str = HEARD) -> Escalation:
    """A record of Casey's in the inbox."""
    return desk.submit(complete(desk, rung, heard))


async def opened(pilot: Pilot[int], show: Show) -> Screen[None]:
    """The screen that ``show`` makes, in front and drawn."""
    app = pilot.app
    assert isinstance(app, TriageApp)
    await app.push_screen(show(app))
    await settled(pilot)
    return app.screen


async def settled(pilot: Pilot[int]) -> None:
    """All that is under way has come to its end."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def seen(pilot: Pilot[int]) -> str:
    """What stands on the screen, row by row."""
    rows = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in row) for row in rows)


def words(pilot: Pilot[int]) -> str:
    """The same as one line, for sentences that go over a line end."""
    return " ".join(seen(pilot).replace("│", " ").replace("┃", " ").split())
