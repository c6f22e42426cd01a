"""Plain mode: the same call as on the screen, as lines that are only added, and the same stored record."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from record_case import CASEY, HEARD, MORGAN, keyed, pressed, submitted
from screen_kit import NARROW, StillClock, app_on

from triage.cli import asking, decide
from triage.cli.options import Settings
from triage.cli.plain_home import run_plain
from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.desk.practice_room import scenarios
from triage.desk.views import Access
from triage.errors import ExitCode
from triage.records.decision import Choice
from triage.records.draft import LineKind
from triage.vault import drafts
from tui.widgets import answer_box, choices

Plainly = Callable[..., str]
REF = "ESC-2026-7K4M"
LEAVE = "7"
"""The last of Home's list for Casey Demo."""


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Plainly:
    """Runs it on a desk with these lines typed, one to a prompt; gives all that was shown."""
    for module in (asking, decide):
        monkeypatch.setattr(module, "can_ask", lambda: True)
    monkeypatch.setattr(asking, "_need_somebody", lambda: None)

    def run(desk: Desk, *typed: str, start: str = "home", code: int = ExitCode.DONE) -> str:
        waiting = list(typed)

        def prompt(text: str, **options: Any) -> str:
            click.echo(f"{text}: ", nl=False, err=True)
            while waiting:
                line = waiting.pop(0)
                if line or options.get("default") is not None:
                    click.echo(line, err=True)
                    return line
            try:
                raise EOFError
            except EOFError:
                raise click.Abort from None  # as click does at the end of what is typed

        monkeypatch.setattr(click, "prompt", prompt)
        with click.Context(click.Command("triage"), obj=Settings()):
            assert run_plain(desk, start=start) == code
        told = capsys.readouterr()
        assert waiting == []
        return told.out + told.err

    return run


CALL = (
    "1", f"/w {HEARD}", "/q How are you?", "he is in the shed", "/c",
    "6", "1", "1", "/c", "8", "3", "/c", "5", "3", "/c", "s", "",
)  # fmt: skip
"""A rung, their words, a question, a note; who told, no name, not spoken, not safe to ask; submitted."""


REASONS = "She is safe. We rang her, and she said so."
DECISION = ("3", "1", "3", "1", REASONS, "y")


async def by_screen(desk: Desk) -> None:
    """The same call by keys."""
    async with app_on(desk, start="call").run_test(size=NARROW) as pilot:
        await pressed(pilot, "1", "f2")
        await keyed(pilot, *HEARD, "enter")
        await keyed(pilot, *"Q: How are you?", "enter")
        await pressed(pilot, "escape")
        await keyed(pilot, *"he is in the shed", "enter")
        await pressed(pilot, "f4", "6", "1", "1", "8", "3", "5", "3", "f4", "s")


@pytest.fixture
def other(tmp_path: Path, clock: StillClock) -> Iterator[Desk]:
    """A second service, like the first."""
    opened = demo_desk(tmp_path / "other", clock=clock, with_encoder=False)
    opened.change_person(CASEY.id)
    yield opened
    opened.close()


async def test_the_record_kept_is_the_one_that_the_screen_keeps(
    desk: Desk, other: Desk, plainly: Plainly, monkeypatch: pytest.MonkeyPatch, patient: None
) -> None:
    for module in (choices, answer_box):
        monkeypatch.setattr(module, "HELD_KEY_SECONDS", 0.0)
    monkeypatch.setattr(drafts, "random_ref", lambda *_: REF)
    plainly(desk, *CALL, LEAVE, start="call")
    await by_screen(other)
    [plain], [drawn] = desk.records(), other.records()

    assert plain.record is not None
    assert [line.kind for line in plain.record.account] == [
        LineKind.CALLER_WORDS, LineKind.QUESTION, LineKind.NOTE,
    ]  # fmt: skip
    assert len(plain.record.answers) > 5
    assert plain.record == drawn.record


def test_each_thing_is_kept_before_the_next_is_asked_for(desk: Desk, plainly: Plainly) -> None:
    for typed in range(1, 8):
        plainly(desk, *CALL[:typed], start="call")
    kept = desk.drafts()

    assert sorted(len(draft.thread) for draft in kept) == [0, 1, 2, 3, 3, 3, 3]
    assert {draft.answers[-1].question for draft in kept if draft.answers} == {"who_told"}


def test_what_is_never_asked_is_never_drawn(desk: Desk, plainly: Plainly) -> None:
    shown = plainly(desk, *CALL, LEAVE, start="call")

    assert "\x1b" not in shown
    assert "\r" not in shown
    assert all(len(line) < 200 for line in shown.splitlines())
    assert shown.index("There are 2 problems") < shown.index("1. Risk: 1 DANGER NOW")
    assert "Saved as" in shown
    assert "Nobody has been rung" in shown


def test_a_manager_reads_then_decides_and_nothing_is_chosen_for_them(desk: Desk, plainly: Plainly) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    left = plainly(desk, "3", "1", "9")

    assert desk.records()[0].decision is None
    assert HEARD in left
    assert left.index(HEARD) < left.index("Do not share")
    assert "Nothing was signed" in left

    signed = plainly(desk, *DECISION, "7")
    decision = desk.records()[0].decision
    assert decision is not None
    assert (decision.ref, decision.choice, decision.by) == (ref, Choice.DO_NOT_SHARE, MORGAN)
    assert decision.reasons == REASONS
    assert ref in signed


def test_a_risk_is_said_back_and_moving_it_is_noted(desk: Desk, plainly: Plainly) -> None:
    shown = plainly(desk, "1", "2", start="call")

    assert "Chose: Danger now" in shown
    assert "You moved from 1 to 2" in shown
    assert [each.rung.value for each in desk.drafts()[0].rungs] == [1, 2]


def test_an_unknown_command_keeps_nothing_and_says_so(desk: Desk, plainly: Plainly) -> None:
    shown = plainly(desk, "/zz he hit me", start="call")

    assert "There is no such command. That line was not kept." in shown
    assert desk.drafts() == ()


def test_hiding_closes_the_records_and_guidance_goes_on(desk: Desk, plainly: Plainly) -> None:
    shown = plainly(desk, "she is here", "/x", "4", "1", "2", "he is out now", start="call")

    assert desk.access is Access.LOCKED
    assert "Records are closed" in shown
    assert "Chose: Safety worry" in shown
    assert "Not kept: records are not open." in shown


def test_practice_is_a_choice_of_home_counts_on_the_path_and_leads_back(desk: Desk, plainly: Plainly) -> None:
    titles = [each.title for each in scenarios(desk.pack)]
    packed_bag = str(titles.index("The packed bag") + 1)

    shown = plainly(desk, "6", packed_bag, "Is it safe to talk?", "/b", "", LEAVE)

    assert "He hurt my arm last night." in shown
    assert shown.index("PRACTICE") < shown.index("He hurt my arm last night.") < shown.rindex("Start a call")
    assert desk.practice.mine().stopped == ("packed_bag",)
    assert desk.drafts() == ()
