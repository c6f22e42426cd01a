"""What the screens of requests and paper ask the desk: the reason before it is tried, a copy, a register."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_data_requests import CANARY, MORGAN, a_record, asked, decided, numbers

from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.errors import NotAllowed, NotFound, NotSaved, RecordIncomplete
from triage.records.draft import Answer, AnswerState

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)


class Clock:
    """Stands until it is moved."""

    at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Desk]:
    desk = demo_desk(tmp_path_factory.mktemp("rights"), clock=clock, with_encoder=False)
    yield desk
    desk.close()


@pytest.fixture
def desk(opened: Desk, clock: Clock) -> Desk:
    clock.at = NOW
    opened.change_person("demo-caseworker")
    return opened


def out(desk: Desk, **answers: tuple[str, str]) -> tuple[Answer, ...]:
    usual = {"item": ("laptop", ""), "taken_by": ("me", ""), "assessed_by": ("other", "Morgan Demo")}
    usual |= {"assessed_on": ("today", ""), "due_back": ("today", "")} | answers
    return tuple(
        Answer(question=name, state=AnswerState.GIVEN, choices=(choice,), words=words, at=desk.now())
        for name, (choice, words) in usual.items()
    )


@pytest.mark.obligation("P6.8", partly=True)
def test_why_a_record_may_not_go_is_told_before_it_is_tried_and_nothing_stays_in_the_way_after(
    desk: Desk,
) -> None:
    ref = a_record(desk)
    request = asked(desk, "removal", ref).request
    assert desk.data_requests.why_not_removed(request) is not None, "a caseworker removes nothing"
    desk.change_person(MORGAN)

    waits = desk.data_requests.why_not_removed(request)
    decided(desk, ref)
    desk.hold(ref, on=True)
    held = desk.data_requests.why_not_removed(request)
    desk.hold(ref, on=False)

    assert [each.code for each in (waits, held) if each] == ["erase_waits_for_decision", "erase_held"]
    assert desk.data_requests.why_not_removed(request) is None
    desk.data_requests.remove(request)


@pytest.mark.obligation("P6.8", partly=True)
def test_what_a_removal_would_take_is_read_before_it_goes(desk: Desk) -> None:
    request = asked(desk, "removal", a_record(desk)).request
    with pytest.raises(NotAllowed):
        desk.data_requests.passages(request)
    desk.change_person(MORGAN)

    assert any(CANARY in line.text for line in desk.data_requests.passages(request))


@pytest.mark.obligation("P4.6", partly=True)
def test_a_copy_is_a_new_file_for_its_owner_alone_or_there_is_none_and_no_line_about_it(
    desk: Desk, tmp_path: Path
) -> None:
    request = asked(desk, "access", a_record(desk)).request
    desk.change_person(MORGAN)
    marked = numbers(desk, request)

    with pytest.raises(RecordIncomplete):
        desk.data_requests.release_to(request, tmp_path, frozenset(), frozenset(), "She asked.")
    with pytest.raises(NotSaved):
        desk.data_requests.release_to(request, tmp_path / "gone", frozenset(), marked, "She asked.")
    assert list(tmp_path.iterdir()) == []
    file = desk.data_requests.release_to(request, tmp_path, frozenset(), marked, "She asked.")

    assert file.name == f"{request}.txt"
    assert file.stat().st_mode & 0o777 == 0o600
    assert CANARY not in file.read_text()
    [answered] = [each.answers for each in desk.data_requests.listed() if each.request == request]
    assert len(answered) == 1


@pytest.mark.obligation("P4.8", partly=True)
def test_what_is_due_today_is_late_tomorrow_and_no_longer_when_it_is_back(desk: Desk, clock: Clock) -> None:
    taken = desk.paper.take_out_as(out(desk))
    assert (taken.item, taken.taken_by, taken.assessed_by) == ("This laptop", "Casey Demo", "Morgan Demo")

    assert taken not in desk.paper.overdue()
    clock.at = NOW + timedelta(days=1)
    assert taken in desk.paper.overdue()
    desk.paper.bring_back(taken.number)
    assert taken not in desk.paper.overdue()


@pytest.mark.parametrize(
    ("answers", "error", "code"),
    [
        ({"assessed_on": ("other", "1 December 2026")}, RecordIncomplete, "out_before_assessment"),
        ({"due_back": ("other", "next week")}, RecordIncomplete, "day_not_read"),
        ({"item": ("print", "PRN-2026-0000")}, NotFound, "no_such_print"),
        ({"taken_by": ("other", "")}, RecordIncomplete, "out_part_missing"),
    ],
)
@pytest.mark.obligation("P4.8", partly=True)
def test_nothing_leaves_on_a_form_that_leaves_something_out(
    desk: Desk, answers: dict[str, tuple[str, str]], error: type[RecordIncomplete], code: str
) -> None:
    before = desk.paper.out()

    with pytest.raises(error) as refused:
        desk.paper.take_out_as(out(desk, **answers))

    assert refused.value.code == code
    assert desk.paper.out() == before


def test_a_print_is_taken_out_by_its_number(desk: Desk) -> None:
    entry, _ = desk.paper.print_out(a_record(desk), "cabinet 2", duty_confirmed=True)

    taken = desk.paper.take_out_as(out(desk, item=("print", entry.number.lower())))

    assert taken.item == entry.number
