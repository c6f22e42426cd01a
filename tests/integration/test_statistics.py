"""Figures for third parties: fixed once, by a manager, given out unchanged; nobody is found in them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from running import run_triage

from triage.cli.stats_page import json_page, text_page
from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.desk.statistics import Statistics
from triage.errors import NotAllowed, NotFound, RecordIncomplete, UsageError
from triage.interview.submission import build
from triage.model import Rung
from triage.records.decision import Choice, Decision
from triage.records.decision_parts import AuthorView, Discussion
from triage.records.draft import Answer, AnswerState, Draft, LineKind, Mode
from triage.records.period import Period
from triage.records.statistics import CATEGORIES, StatisticsMade, categories_of, tables_named
from triage.text import one_line

CASEY, MORGAN = "demo-caseworker", "demo-manager"
CANARY = "Quentin Quillfeather of Canary Row, aged 41, hit the wall"
EVERY = tables_named(())


@dataclass
class Time:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Service:
    """January: three cases. February: twelve, and one that concerns the manager. Today is in April."""

    desk: Desk
    time: Time
    cases: list[str]

    def made(self, period: str) -> StatisticsMade:
        return self.desk.statistics.make(Period.named(period), EVERY, duty_confirmed=True)


def a_draft(desk: Desk, who: str) -> Draft:
    draft = desk.start_call().chose(desk.now(), Rung.SAFETY_WORRY)
    draft = draft.said(desk.now(), LineKind.CALLER_WORDS, CANARY, desk.reply_of(desk.hear(CANARY, rung=None)))
    given = {"danger_now": "no", "who_at_risk": "child", "consent": "not_safe", "who_told": who}
    for question, choice in {**given, "line_manager": "not_yet"}.items():
        answer = Answer(question=question, state=AnswerState.GIVEN, choices=(choice,), at=desk.now())
        draft = draft.answered(answer)
    return draft


def late(service: Service, submitted_at: datetime) -> None:
    """A record of an earlier day comes to this device now."""
    service.desk.change_person(CASEY)
    draft = a_draft(service.desk, "parent")
    record = build(draft, service.desk.interview(draft), service.desk.pack, service.time())
    service.desk._session.vault().submit(record.model_copy(update={"submitted_at": submitted_at}))
    service.desk.change_person(MORGAN)


def decided(desk: Desk, ref: str) -> None:
    assert desk.me is not None
    desk.decide(
        Decision(
            ref=ref, by=desk.me, choice=Choice.DO_NOT_SHARE, reasons="The child is safe with her aunt.",
            parent_told=None, decided_at=desk.now(), written_at=desk.now(),
            discussion=Discussion(view=AuthorView.AGREES),
        ),
        None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    time = Time(datetime(2026, 1, 20, 9, tzinfo=UTC))
    desk = demo_desk(tmp_path_factory.mktemp("statistics"), clock=time, with_encoder=False)
    cases = [desk.submit(a_draft(desk, who)).ref for who in ("parent", "child", "young_person")]
    time.now = datetime(2026, 2, 20, 9, tzinfo=UTC)
    for who in ("parent", "child") * 6:
        desk.submit(a_draft(desk, who))
    draft = a_draft(desk, "parent")
    about = build(draft, desk.interview(draft), desk.pack, time())
    desk._session.vault().submit(about.model_copy(update={"about_person": MORGAN}))
    time.now = datetime(2026, 4, 2, 9, tzinfo=UTC)
    desk.change_person(MORGAN)
    for ref in cases[:2]:
        decided(desk, ref)
    yield Service(desk, time, cases)
    desk.close()


@pytest.fixture(autouse=True)
def at_the_desk(service: Service) -> None:
    service.desk.change_person(MORGAN)


@pytest.fixture(scope="module")
def january(service: Service) -> StatisticsMade:
    service.desk.change_person(MORGAN)
    return service.made("2026-01")


@pytest.fixture(scope="module")
def february(service: Service) -> StatisticsMade:
    service.desk.change_person(MORGAN)
    return service.made("2026-02")


def counts(made: StatisticsMade) -> dict[tuple[tuple[str, str], ...], int | None]:
    return {tuple((str(name), value) for name, value in each.of): each.count for each in made.figures}


def agrees(published: Mapping[tuple[tuple[str, str], ...], int | None], rows: list[dict[str, str]]) -> bool:
    return all(
        count is None or count == sum(all(row[name] == value for name, value in cell) for row in rows)
        for cell, count in published.items()
    )


@pytest.mark.obligation("P4.3")
def test_who_knows_two_of_three_cases_and_all_figures_cannot_tell_the_third(
    service: Service, january: StatisticsMade, february: StatisticsMade
) -> None:
    """They know even that there were three. They have what was given out before and after one was removed,
    one decided and one handed in late, and have asked for the quarter. The control: January's raw counts.
    """
    desk, vault = service.desk, service.desk._session.vault()
    rows = [categories_of(vault.record(ref), vault.kept(ref).decisions) for ref in service.cases]
    *known, third = rows
    sheets = [text_page(january, desk.statistics.duty), text_page(february, desk.statistics.duty)]

    desk.erase(service.cases[0], "test")
    decided(desk, service.cases[2])
    late(service, datetime(2026, 1, 30, tzinfo=UTC))
    for made, sheet in zip((january, february), sheets, strict=True):
        again = desk.statistics.again(made.number, duty_confirmed=True)
        assert text_page(again, desk.statistics.duty) == sheet
    for period in ("2026-01", "2026-Q1"):
        with pytest.raises(UsageError) as refused:
            desk.statistics.make(Period.named(period), EVERY[:1], duty_confirmed=True)
        assert refused.value.code == "stats_overlap"

    raw = {
        ((name, value),): sum(row[name] == value for row in rows)
        for name, values in CATEGORIES.items()
        for value in values
    }
    for name, values in CATEGORIES.items():
        guesses = [{**third, name: value} for value in values]
        assert [guess for guess in guesses if agrees(counts(january), [*known, guess])] == guesses
        assert [guess for guess in guesses if agrees(raw, [*known, guess])] == [third]


@pytest.mark.obligation("P4.3", partly=True)
def test_the_page_for_three_cases_is_the_same_whatever_the_third_was(
    service: Service, january: StatisticsMade
) -> None:
    assert {each.count for each in january.figures} == {None}
    assert text_page(january, "").count("[c]") >= len(january.figures)


@pytest.mark.obligation("P4.2", "P4.3", partly=True)
def test_no_word_name_or_reference_stands_on_the_page_or_in_the_book(
    service: Service, january: StatisticsMade, february: StatisticsMade
) -> None:
    duty = service.desk.statistics.duty
    for made in (january, february):
        given = text_page(made, duty) + json.dumps(json_page(made, duty))
        kept = made.model_dump_json(exclude={"by"})
        for words in ("Quillfeather", "Canary", "41", "ESC-", "Casey", "Morgan"):
            assert words not in given
            assert words not in kept


def test_a_page_fits_eighty_columns_and_says_what_is_not_counted(
    service: Service, february: StatisticsMade
) -> None:
    page = text_page(february, service.desk.statistics.duty)

    assert max(map(len, page.splitlines())) <= 80
    assert "Not counted: records that concern a manager." in one_line(page)
    assert service.desk.statistics.duty in one_line(page)


@pytest.mark.obligation("P7.23", partly=True)
def test_a_record_that_concerns_a_manager_is_never_counted_so_that_no_difference_tells_of_it(
    february: StatisticsMade,
) -> None:
    found = counts(february)

    assert found[()] == 12
    assert found[(("who_told", "third_party"),)] is None


def test_two_dimensions_in_one_table_are_refused_while_there_are_few_records(service: Service) -> None:
    before = service.desk.statistics.made()

    with pytest.raises(RecordIncomplete) as refused:
        service.desk.statistics.make(
            Period.named("2026-03"), tables_named(("rung+outcome",)), duty_confirmed=True
        )

    assert refused.value.code == "stats_too_few"
    assert service.desk.statistics.made() == before


@pytest.mark.obligation("P4.4")
def test_nothing_is_given_out_before_the_duty_is_confirmed_and_the_book_says_by_whom(
    service: Service, january: StatisticsMade
) -> None:
    statistics = service.desk.statistics
    before = statistics.made(), statistics.given(january.number)
    for refused in (
        lambda: statistics.make(Period.named("2025-12"), EVERY, duty_confirmed=False),
        lambda: statistics.again(january.number, duty_confirmed=False),
    ):
        with pytest.raises(RecordIncomplete):
            refused()
    assert (statistics.made(), statistics.given(january.number)) == before

    statistics.again(january.number, duty_confirmed=True)

    assert [each.by.id for each in statistics.given(january.number)] == [MORGAN] * (len(before[1]) + 1)
    assert statistics.duty.startswith("It is the responsibility of all staff to ensure that all statistical")
    assert service.desk.verify().intact


def test_a_caseworker_makes_none_and_sees_none(service: Service, january: StatisticsMade) -> None:
    service.desk.change_person(CASEY)
    for refused in (
        lambda: service.made("2025-11"),
        lambda: service.desk.statistics.again(january.number, duty_confirmed=True),
        service.desk.statistics.made,
        lambda: service.desk.statistics.given(january.number),
    ):
        with pytest.raises(NotAllowed):
            refused()


@pytest.mark.obligation("P4.3", partly=True)
@pytest.mark.parametrize("running", ["2026-04", "2026-Q2", "2026", "2027-01"])
def test_a_stretch_of_time_that_is_not_over_has_no_figures(service: Service, running: str) -> None:
    with pytest.raises(UsageError) as refused:
        service.made(running)

    assert refused.value.code == "stats_not_over"


@pytest.mark.obligation("P4.3", partly=True)
@pytest.mark.parametrize(
    "finer", ["2026-01-05", "2026-W03", "2026-01..2026-03", "2026-13", "2026-Q5", "last week", ""]
)
def test_nothing_finer_than_a_month_and_no_free_days_can_be_named(finer: str) -> None:
    with pytest.raises(UsageError):
        Period.named(finer)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("2026-01", "2026-Q1", True),
        ("2026-03", "2026", True),
        ("2026-04", "2026-Q1", False),
        ("2025", "2026", False),
    ],
)
def test_stretches_overlap_where_they_share_a_month(one: str, other: str, shared: bool) -> None:
    first, second = Period.named(one), Period.named(other)

    assert (first.overlaps(second), second.overlaps(first)) == (shared, shared)
    assert (first.name, second.name) == (one, other)
    assert not first.holds(first.end)
    assert first.holds(first.start)


@pytest.mark.trap(24, partly=True)
def test_a_practice_record_is_never_among_them(service: Service) -> None:
    service.desk.change_person(CASEY)
    draft = a_draft(service.desk, "parent")
    record = build(draft, service.desk.interview(draft), service.desk.pack, service.desk.now())

    with pytest.raises(NotAllowed):
        service.desk._session.vault().submit(record.model_copy(update={"mode": Mode.PRACTICE}))


def test_figures_that_are_not_there_are_not_given(service: Service) -> None:
    with pytest.raises(NotFound):
        service.desk.statistics.again("STA-2026-0000", duty_confirmed=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service with seven records in January 2025, and its passphrase in a file."""
    folder = tmp_path_factory.mktemp("commands")
    time = Time(datetime(2025, 1, 20, 9, tzinfo=UTC))
    desk = demo_desk(folder, clock=time, with_encoder=False)
    for _ in range(7):
        desk.submit(a_draft(desk, "parent"))
    passphrase = folder / "passphrase.txt"
    passphrase.touch(mode=0o600)
    passphrase.write_text(desk._session.demo_passphrase or "", encoding="utf-8")
    desk.close()
    return folder


@pytest.mark.obligation("P4.4", partly=True)
def test_the_commands_make_figures_once_give_them_again_and_list_who_confirmed(
    folder: Path, tmp_path: Path
) -> None:
    signing = [
        "--data-dir",
        str(folder),
        "--person",
        MORGAN,
        "--passphrase-file",
        str(folder / "passphrase.txt"),
    ]
    duty = json.dumps({"duty_confirmed": True})

    def ran(*arguments: str) -> str:
        done = run_triage("stats", *arguments, *signing, stdin=duty)
        assert done.returncode == 0, done.stderr
        return done.stdout

    page = json.loads(ran("make", "2025-01", "who_told", "--json"))
    assert page["duty"].startswith("It is the responsibility of all staff")
    [table] = page["tables"]
    assert {"of": {}, "count": 7} in table["cells"]
    assert [each["count"] for each in table["cells"] if each["of"]] == [None] * 5

    out = tmp_path / "figures.txt"
    ran("again", page["number"], "--out", str(out))
    assert page["number"] in out.read_text(encoding="utf-8")
    assert out.stat().st_mode & 0o077 == 0
    assert one_line(ran("list")).count("duty confirmed by Morgan Demo") == 2


@pytest.mark.parametrize(("asked", "used", "year"), [(1, 5, "2022"), (10, 10, "2023")])
def test_a_service_may_ask_for_larger_counts_and_never_for_smaller(
    service: Service, asked: int, used: int, year: str
) -> None:
    session, before = service.desk._session, service.desk.service
    assert before is not None
    session.keep_service(before.model_copy(update={"least_count": asked}))

    made = service.made(year)

    session.keep_service(before)
    assert made.least == used


def test_the_choice_of_what_else_is_left_out_is_by_chance_and_then_fixed(service: Service) -> None:
    statistics = Statistics(service.desk._session, service.desk.now, Random(1))

    made = statistics.make(Period.named("2024"), EVERY, duty_confirmed=True)

    assert statistics.made()[-1] == made
