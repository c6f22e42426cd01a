"""Print-outs and what is off-site: written down before, by whom, and where it is (policy 4)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from test_data_requests import CANARY, CASEY, MORGAN, NOW, a_record, asked

from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.errors import NotFound, RecordIncomplete
from triage.records.document import Kind, Section, TextLine
from triage.records.paper import PAGE_LINES, pages

BANNER = "CONFIDENTIAL. LOCKED CABINET. SENDIASS STAFF ONLY."


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = demo_desk(tmp_path_factory.mktemp("paper"), clock=lambda: NOW, with_encoder=False)
    yield desk
    desk.close()


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.change_person(CASEY)
    return opened


@pytest.mark.obligation("P4.5")
def test_a_print_is_numbered_written_down_and_says_where_it_belongs(desk: Desk) -> None:
    ref = a_record(desk)

    entry, text = desk.paper.print_out(ref, "cabinet 2", duty_confirmed=True)

    assert CANARY in text
    heads = [page.splitlines()[:2] for page in text.split("\f")]
    assert [head[0] for head in heads] == [BANNER] * len(heads)
    assert all(head[1].startswith(f"{entry.number}   {ref}   ") for head in heads)
    assert entry in desk.paper.prints()
    assert entry.by.id == CASEY
    desk.paper.destroyed(entry.number)
    assert entry not in desk.paper.prints()
    assert desk.verify().intact


@pytest.mark.obligation("P4.4")
@pytest.mark.parametrize(("where", "confirmed"), [("cabinet 2", False), ("  ", True)])
def test_nothing_is_printed_before_the_duty_is_confirmed_and_a_cabinet_named(
    desk: Desk, where: str, confirmed: bool
) -> None:
    ref, before = a_record(desk), desk.paper.prints()

    with pytest.raises(RecordIncomplete):
        desk.paper.print_out(ref, where, duty_confirmed=confirmed)

    assert desk.paper.prints() == before


def test_every_page_of_a_long_print_has_its_head_and_no_name_stands_in_it() -> None:
    lines = tuple(TextLine("", f"{CANARY} {number}", Kind.NOTE) for number in range(2 * PAGE_LINES + 1))

    found = pages((Section("notes", "Notes", lines),), "PRN-2026-7K4M", "ESC-2026-7K4M", BANNER).split("\f")

    assert len(found) == 3
    assert [page.splitlines()[1].split()[-1] for page in found] == ["1/3", "2/3", "3/3"]
    assert not any("Quillfeather" in "".join(page.splitlines()[:2]) for page in found)
    assert sum(page.count(CANARY) for page in found) == len(lines)


@pytest.mark.obligation("P4.8")
@pytest.mark.parametrize("item", ["this laptop", "PRN-2026-7K4M"])
def test_what_leaves_is_written_down_with_who_assessed_the_risk_until_it_is_back(
    desk: Desk, item: str
) -> None:
    taken = desk.paper.take_out(item, "Casey", "Morgan", NOW - timedelta(days=1), NOW - timedelta(hours=1))

    assert taken in desk.paper.out()
    assert taken in desk.paper.overdue()
    desk.paper.bring_back(taken.number)
    assert taken not in desk.paper.out()
    with pytest.raises(NotFound):
        desk.paper.bring_back(taken.number)


def test_who_signs_in_reads_how_much_is_off_site_past_its_day_and_a_manager_how_many_requests_wait(
    desk: Desk,
) -> None:
    def said() -> list[tuple[str, str | int]]:
        return [(each.code, each.facts["count"]) for each in desk.cautions() if "count" in each.facts]

    taken = desk.paper.take_out(
        "this laptop", "Quentin", "Morgan", NOW - timedelta(days=1), NOW - timedelta(hours=1)
    )
    request = asked(desk, "access", who="Quentin")
    assert said() == [("caution_off_site_late", 1)]

    desk.change_person(MORGAN)
    assert said() == [("caution_off_site_late", 1), ("caution_requests_wait", 1)]
    desk.paper.bring_back(taken.number)
    desk.data_requests.refuse(request.request, "It names no record.")
    assert said() == []


@pytest.mark.obligation("P4.8")
@pytest.mark.parametrize(
    ("item", "by", "assessed_at"),
    [("", "Morgan", NOW), ("this laptop", " ", NOW), ("this laptop", "Morgan", NOW + timedelta(minutes=1))],
)
def test_nothing_leaves_without_a_risk_assessment_made_before(
    desk: Desk, item: str, by: str, assessed_at: datetime
) -> None:
    desk.change_person(MORGAN)
    before = desk.paper.out()

    with pytest.raises(RecordIncomplete):
        desk.paper.take_out(item, "Casey", by, assessed_at)

    assert desk.paper.out() == before
    assert assessed_at.tzinfo is UTC
