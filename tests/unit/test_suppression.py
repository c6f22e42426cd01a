"""Nothing that was left out can be worked out again, by an attacker with everything that was given out."""

from collections import defaultdict
from itertools import product
from random import Random

import pytest
from attacker import Attacker, Published, primary_only, raw, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.records.statistics import CATEGORIES
from triage.records.suppression import LEAST, fewest_rows, shown_counts

SHAPE = {"kind": ("x", "y", "z"), "end": ("p", "q", "r")}
EACH = (("kind",), ("end",))
CROSSED = (("kind",), ("kind", "end"))
UNEVEN = rows_of(
    {("x", "p"): 20, ("x", "q"): 7, ("y", "p"): 15, ("y", "r"): 6, ("z", "p"): 2, ("z", "q"): 9}, tuple(SHAPE)
)

FEW = rows_of({("x", "p"): 20, ("y", "q"): 15, ("z", "r"): 2}, tuple(SHAPE))
BOTH = pytest.mark.parametrize(
    ("tables", "rows"), [(EACH, FEW), (CROSSED, UNEVEN)], ids=["one by one", "crossed"]
)


def shown(tables: tuple[tuple[str, ...], ...], rows: list[dict[str, str]], seed: int = 1) -> Published:
    return shown_counts(SHAPE, tables, rows, LEAST, Random(seed))


@pytest.mark.obligation("P4.3", partly=True)
@BOTH
def test_no_small_count_can_be_bounded_tighter_than_its_sign_says(
    tables: tuple[tuple[str, ...], ...], rows: list[dict[str, str]]
) -> None:
    counts = raw(tables, rows, SHAPE)
    small = [cell for cell, count in counts.items() if count < LEAST]
    published = shown(tables, rows)

    assert any(count is not None for count in published.values())
    assert all(count in (None, counts[cell]) for cell, count in published.items())
    for cell in small:
        assert published[cell] is None
        assert Attacker(SHAPE, published).bounds(cell)[0] == pytest.approx(0, abs=1e-6)
        assert Attacker(SHAPE, published).bounds(cell)[1] >= LEAST - 1 - 1e-6
        lowest, highest = Attacker(SHAPE, published).bounds(cell, small)
        assert (lowest, highest) == pytest.approx((0, LEAST - 1), abs=1e-6)


@BOTH
def test_the_same_attacker_works_out_what_primary_suppression_alone_leaves_out(
    tables: tuple[tuple[str, ...], ...], rows: list[dict[str, str]]
) -> None:
    counts = raw(tables, rows, SHAPE)
    naive = primary_only(counts)
    attacked = {cell: Attacker(SHAPE, naive).bounds(cell) for cell, count in naive.items() if count is None}

    assert attacked
    assert any(bounds == pytest.approx((counts[cell], counts[cell])) for cell, bounds in attacked.items())


people = st.lists(st.sampled_from(list(product(*SHAPE.values()))), max_size=45)


@pytest.mark.obligation("P4.3", partly=True)
@settings(max_examples=12, deadline=None)
@given(people=people, spread=st.integers(0, 25), seed=st.integers(0, 99))
def test_whatever_the_counts_no_small_one_is_shown_or_narrowed(
    people: list[tuple[str, str]], spread: int, seed: int
) -> None:
    rows = [dict(zip(SHAPE, each, strict=True)) for each in [*people, *[("x", "p")] * spread]]
    counts = raw(CROSSED, rows, SHAPE)
    small = [cell for cell, count in counts.items() if count < LEAST]
    published = shown(CROSSED, rows, seed)

    attacker = Attacker(SHAPE, published)
    for cell in small:
        assert published[cell] is None
        assert attacker.bounds(cell, small) == pytest.approx((0, LEAST - 1), abs=1e-6)


@pytest.mark.obligation("P4.3", partly=True)
def test_nought_is_no_more_shown_than_one_and_a_group_with_one_outcome_is_not_given_away() -> None:
    rows = rows_of({("x", "p"): 30, ("y", "p"): 0}, tuple(SHAPE))
    published = shown(EACH, rows)

    assert published[()] == 30
    assert {count for cell, count in published.items() if cell} == {None}


def test_what_a_reader_who_runs_the_program_on_every_guess_learns_is_no_small_count() -> None:
    shape, worlds = {"kind": ("x", "y")}, defaultdict(set)
    for pair in product(range(11), repeat=2):
        rows = rows_of(dict(zip([("x",), ("y",)], pair, strict=True)), ("kind",))
        for seed in range(3):
            worlds[tuple(shown_counts(shape, [("kind",)], rows, LEAST, Random(seed)).items())].add(pair)

    for published, possible in worlds.items():
        for at, value in enumerate(shape["kind"]):
            counts = {pair[at] for pair in possible}
            if dict(published)[(("kind", value),)] is None and max(map(sum, possible)) <= 10:
                assert min(counts) == 0
                assert max(counts) >= LEAST - 1


@pytest.mark.obligation("P4.3", partly=True)
@pytest.mark.parametrize(
    "tables", [(("rung",), ("who_told",)), (("rung", "who_told"), ("outcome",))], ids=str
)
def test_who_knows_two_of_three_cases_and_every_table_does_not_learn_what_the_third_was(
    tables: tuple[tuple[str, ...], ...],
) -> None:
    """Known too: that somebody else told us of exactly three. The control gives them the raw counts."""
    shape = {name: CATEGORIES[name] for name in ("rung", "who_told", "outcome")}
    known = [
        {"rung": "2", "who_told": "third_party", "outcome": "do_not_share"},
        {"rung": "3", "who_told": "third_party", "outcome": "do_not_share"},
    ]
    third = {"rung": "4", "who_told": "third_party", "outcome": "waiting"}
    others = rows_of(
        {
            ("1", "parent", "waiting"): 40, ("2", "parent", "do_not_share"): 90,
            ("2", "child", "waiting"): 30, ("3", "parent", "waiting"): 50, ("5", "child", "waiting"): 25,
        },
        tuple(shape),
    )  # fmt: skip
    sure, rows = {"who_told": "third_party"}, [*known, third, *others]
    knows = {(("who_told", "third_party"),): 3}

    def learned(published: Published) -> list[str]:
        return Attacker(shape, published, knows).candidates(known, sure, "rung", shape["rung"])

    assert "4" in learned(shown_counts(shape, tables, rows, LEAST, Random(2)))
    assert len(learned(shown_counts(shape, tables, rows, LEAST, Random(2)))) > 1
    every = raw((("rung", "who_told"), ("outcome",)), rows, shape)
    assert learned(every) == ["4"]
    assert learned(primary_only(every)) == ["4"]


def test_a_table_of_two_dimensions_needs_five_for_each_of_its_cells_and_one_alone_needs_none() -> None:
    assert fewest_rows(CATEGORIES, ("rung", "outcome"), 3) == 125
    assert fewest_rows(CATEGORIES, ("rung",), LEAST) == 0


def test_the_threshold_may_be_raised_and_never_lowered() -> None:
    rows = rows_of({("x", "p"): 4, ("y", "p"): 8, ("z", "p"): 8}, tuple(SHAPE))

    low = shown_counts(SHAPE, [("kind",)], rows, 1, Random(1))
    high = shown_counts(SHAPE, [("kind",)], rows, 10, Random(1))

    assert low[(("kind", "x"),)] is None
    assert 8 in low.values()
    assert 8 not in high.values()
