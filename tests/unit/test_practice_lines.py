"""Practice in plain mode: one line after another, for a screen reader."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from triage.cli import practice_lines
from triage.cli.plain_lines import Hiding
from triage.cli.practice_lines import practise_plainly
from triage.desk.views import Access
from triage.errors import ExitCode
from triage.policy.pack import load_pack
from triage.practice.kinds import QuestionKind

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class RealDesk(SimpleNamespace):
    """Signed in; it is only told that a call was played."""

    def __init__(self, access: Access = Access.OPEN) -> None:
        self.noted: list[tuple[str, bool]] = []
        self.locked = False
        super().__init__(pack=load_pack(), access=access, now=lambda: NOW, practice=self)

    def note(self, scenario_id: str, *, finished: bool) -> None:
        self.noted.append((scenario_id, finished))

    def lock(self) -> None:
        self.locked = True


def kind(line: str) -> QuestionKind:
    return QuestionKind.LEADING if "hit you" in line else QuestionKind.OPEN


def played(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *typed: str, desk: Any
) -> str:
    lines: Iterator[str] = iter(typed)

    def read(_code: str, *, optional: bool = False) -> str:
        del optional
        text = next(lines)
        if text == "/x":
            raise Hiding
        return text

    monkeypatch.setattr(practice_lines, "read", read)
    assert practise_plainly(desk, "packed_bag", kind) == ExitCode.DONE
    assert next(lines, None) is None
    return " ".join(capsys.readouterr().out.split())


def test_a_call_from_start_to_debrief_in_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = RealDesk()
    typed = ("Tell me.", "2", "Did he hit you?", "1", "Is it safe to talk?", "9", "2", "1", "")

    said = played(monkeypatch, capsys, *typed, desk=desk)

    assert said.startswith("PRACTICE, not a real case. The packed bag This practice talks about harm")
    assert "Caller: He hurt my arm last night." in said
    assert "You chose 2 SAFETY WORRY." in said
    assert "3. Asked: Did he hit you?: Leading question" in said
    assert "Try instead: I can't keep it a secret. I need to talk to my manager" in said
    assert 'The policy says: "The handling of information' in said
    assert desk.noted == [("packed_bag", True)]


def test_enter_alone_waits_and_the_caller_may_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = played(monkeypatch, capsys, "", "Tell me.", "", "/b", "", desk=RealDesk())

    assert "Nothing more is said." in said
    assert "The caller is silent." in said
    assert "Waited, and let them speak: Good" in said


def test_it_can_be_left_at_any_time_and_tried_again_from_a_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = RealDesk()

    said = played(
        monkeypatch, capsys, "Tell me.", "Did he hit you?", "/b", "2", "Tell me.", "/b", "", desk=desk
    )

    assert "You stopped before the end. That is fine." in said
    assert said.count("He pulled me off the stairs.") == 1
    assert desk.noted == [("packed_bag", False)] * 2


def test_ending_the_call_leads_to_what_is_done_after_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = played(monkeypatch, capsys, "/e", "2", "", desk=RealDesk())

    assert "PRACTICE. The call is over. What do you do now?" in said
    assert "They do not call again. Nobody else knows what they said." in said


def test_hiding_locks_the_real_records(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = RealDesk()

    played(monkeypatch, capsys, "Tell me.", "/x", desk=desk)

    assert desk.locked


def test_without_a_sign_in_nothing_is_noted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = RealDesk(Access.NONE)

    played(monkeypatch, capsys, "/b", "", desk=desk)

    assert desk.noted == []
