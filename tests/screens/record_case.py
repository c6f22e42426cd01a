"""What the tests of the record screens share: calls and records on the real desk."""

from collections.abc import Callable

from screen_kit import keyed, picture, settled
from textual.pilot import Pilot
from textual.screen import Screen

from triage.desk.desk import Desk
from triage.model import Rung
from triage.records.decision import Choice, Decision
from triage.records.decision_parts import AuthorView, Discussion
from triage.records.draft import Answer, AnswerState, Draft, LineKind
from triage.records.escalation import Escalation
from triage.records.people import Person, Role
from tui.app import TriageApp

SMALL, LARGE, TINY = (80, 24), (120, 36), (60, 18)
HEARD = "he said he would hurt us tonight"
RISK_LINE = "Someone at risk? Consult your line manager (policy 7)"
CASEY = Person(id="demo-caseworker", name="Casey Demo", role=Role.CASEWORKER)
MORGAN = Person(id="demo-manager", name="Morgan Demo", role=Role.MANAGER)
DEVON = Person(id="demo-deputy", name="Devon Demo", role=Role.MANAGER)

Show = Callable[[TriageApp], Screen[None]]


def begun(desk: Desk, rung: Rung = Rung.SAFETY_WORRY, heard: str = HEARD) -> Draft:
    """A call with a note, the caller's words and a rung."""
    draft = desk.start_call()
    for kind, text in ((LineKind.NOTE, "Parent on the phone, whispering."), (LineKind.CALLER_WORDS, heard)):
        draft = draft.said(desk.now(), kind, text, desk.reply_of(desk.hear(text, rung=None)))
    draft = draft.chose(desk.now(), rung)
    desk.keep(draft)
    return draft


def answered(desk: Desk, draft: Draft, **choices: str) -> Draft:
    """The draft with one option chosen for each question, and words where they may be asked for."""
    for question, choice in choices.items():
        answer = Answer(
            question=question,
            state=AnswerState.GIVEN,
            choices=(choice,),
            words="Morgan, 14:01" if choice in ("spoken", "tried") else "",
            at=desk.now(),
        )
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


def not_shared(desk: Desk, ref: str) -> Decision:
    """A decision not to share, by whoever is signed in."""
    assert desk.me is not None
    return Decision(
        ref=ref,
        by=desk.me,
        choice=Choice.DO_NOT_SHARE,
        reasons="Nobody is at risk after all, we spoke.",
        discussion=Discussion(view=AuthorView.AGREES),
        parent_told=None,
        decided_at=desk.now(),
        written_at=desk.now(),
    )


async def opened(pilot: Pilot[int], show: Show) -> Screen[None]:
    """The screen that ``show`` makes, in front and drawn."""
    app = pilot.app
    assert isinstance(app, TriageApp)
    await app.push_screen(show(app))
    await settled(pilot)
    return app.screen


async def pressed(pilot: Pilot[int], *keys: str) -> None:
    """One after another: what each does has come to its end before the next."""
    for key in keys:
        await keyed(pilot, key)


async def resized(pilot: Pilot[int], size: tuple[int, int]) -> None:
    """The same in a window of another size."""
    await pilot.resize_terminal(*size)
    await settled(pilot)


def seen(pilot: Pilot[int]) -> str:
    """What stands on the screen, row by row."""
    return picture(pilot.app)


def words(pilot: Pilot[int]) -> str:
    """The same as one line, for sentences that go over a line end."""
    return " ".join(seen(pilot).replace("│", " ").replace("┃", " ").split())
