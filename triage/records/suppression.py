"""Which counts of a set of tables are left out, so that nobody is found in them or worked out from them.

Primary suppression leaves out every count below ``least``, nought as well: a row with all its people in one
column says something of each of them (group disclosure; Hundepool et al., «Statistical Disclosure Control»,
Wiley 2012, chapter 5). Complementary suppression (Cox, «Suppression methodology and statistical disclosure
control», JASA 75, 1980) leaves out more until the whole set passes an audit (Fellegi, «On the question of
statistical confidentiality», JASA 67, 1972).

The audit grants the reader all that is shown, and which of the cells left out are small. For each of these it
finds two whole tables of counts that agree with all this: in one the cell is nought, in the other ``least``
less one. So what is shown tells no more of it than that it was left out. The tables of the set stand in one
system of equations, with all their margins. What is not proven is left out; at the end nothing is shown.

Which cell goes next is left to chance: where the smallest always goes, a reader who knows the method learns
from the choice (Wong et al., «Minimality attack in privacy preserving data publishing», VLDB 2007).
"""

from collections.abc import Mapping, Sequence
from itertools import product
from random import Random

import numpy as np
from numpy.typing import NDArray

Shape = Mapping[str, Sequence[str]]
"""The dimensions, each with all the categories it has, also those with nobody in them."""
Cell = tuple[tuple[str, str], ...]
"""A count, by what it counts: (dimension, category) once or twice; empty for the total."""
Counts = NDArray[np.int64]

LEAST = 5
"""Counts below it are never shown; a service may ask for more."""
_MOST_STEPS = 500
"""Of one search for a table. A search that is given up proves nothing, and leaves more out."""


def cells_of(shape: Shape, tables: Sequence[Sequence[str]]) -> tuple[Cell, ...]:
    """Every inner cell, margin and total of the tables, each once: what two tables share is one cell."""
    found: dict[Cell, None] = {}
    for table in tables:
        names = [name for name in shape if name in table]
        for values in product(*([*shape[name], None] for name in names)):
            pairs = zip(names, values, strict=True)
            found[tuple((name, value) for name, value in pairs if value is not None)] = None
    return tuple(found)


def fewest_rows(shape: Shape, table: Sequence[str], least: int) -> int:
    """How many records a table of two dimensions needs: ``least`` for each inner cell on average.

    With fewer, almost all of it is left out, and little is unknown of the rest. One dimension needs none.
    """
    if len(table) < 2:
        return 0
    inner = 1
    for name in table:
        inner *= len(shape[name])
    return max(least, LEAST) * inner


def shown_counts(
    shape: Shape,
    tables: Sequence[Sequence[str]],
    rows: Sequence[Mapping[str, str]],
    least: int,
    chance: Random,
) -> dict[Cell, int | None]:
    """The count of each cell of the tables; None for one that is left out. ``rows``: one for each record."""
    used = {name: shape[name] for name in shape if any(name in table for table in tables)}
    cells = cells_of(used, tables)
    places = list(product(*used.values()))
    at = {place: number for number, place in enumerate(places)}
    truth = np.zeros(len(places), dtype=np.int64)
    for row in rows:
        truth[at[tuple(row[name] for name in used)]] += 1
    pairs = [set(zip(used, place, strict=True)) for place in places]
    members = np.array([[pairs_of.issuperset(cell) for pairs_of in pairs] for cell in cells], dtype=np.int64)
    least = max(least, LEAST)
    counts = members @ truth
    shown = counts >= least
    audit = _Audit(members, counts, least)
    while shown.any() and (unsafe := audit.first_unsafe(shown)) is not None:
        shown[_next_to_leave_out(cells, shown, unsafe, chance)] = False
    return {cell: int(counts[at]) if shown[at] else None for at, cell in enumerate(cells)}


class _Audit:
    """What has been proven of each cell so far. Leaving out more never takes a proof away."""

    def __init__(self, members: Counts, counts: Counts, least: int) -> None:
        self._members = members
        self._counts = counts
        self._least = least
        self._small = np.flatnonzero(counts < least)
        self._lowest, self._highest = counts.copy(), counts.copy()

    def first_unsafe(self, shown: NDArray[np.bool_]) -> int | None:
        """A small cell that a reader could narrow down, as far as can be told; None: there is none."""
        for cell in map(int, self._small):
            for count, found in ((0, self._lowest), (self._least - 1, self._highest)):
                if found[cell] != count and not self._is_possible(cell, count, shown):
                    return cell
        return None

    def _is_possible(self, cell: int, count: int, shown: NDArray[np.bool_]) -> bool:
        """A whole table of counts agrees with what a reader knows, and this cell has ``count`` there."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # 0.3 s to import

        lowest = np.where(shown, self._counts, 0)
        highest = np.where(shown, self._counts, np.where(self._counts < self._least, self._least - 1, np.inf))
        lowest[cell] = highest[cell] = count
        width = self._members.shape[1]
        found = milp(
            np.zeros(width), integrality=np.ones(width), bounds=Bounds(0, np.inf),
            constraints=LinearConstraint(self._members, lowest, highest), options={"node_limit": _MOST_STEPS},
        )  # fmt: skip
        if found.x is None:
            return False
        counts = self._members @ np.rint(np.maximum(found.x, 0)).astype(np.int64)
        if (counts < lowest).any() or (counts > highest).any():
            return False
        self._lowest, self._highest = np.minimum(self._lowest, counts), np.maximum(self._highest, counts)
        return True


def _next_to_leave_out(cells: Sequence[Cell], shown: NDArray[np.bool_], unsafe: int, chance: Random) -> int:
    """One of those in line with the cell, else with what is left out there, and so on outwards.

    An inner cell goes before the totals it is part of.
    """
    reached, edge = {unsafe}, {unsafe}
    nearest: list[int] = []
    while not nearest:
        edge = {
            at
            for at in range(len(cells))
            if at not in reached and any(_in_line(cells[at], cells[other]) for other in edge)
        }
        reached |= edge
        nearest = [at for at in sorted(edge) if shown[at]]
    inmost = max(len(cells[at]) for at in nearest)
    return chance.choice([at for at in nearest if len(cells[at]) == inmost])


def _in_line(one: Cell, other: Cell) -> bool:
    """They differ in one dimension alone, be it that one of them is the total over it."""
    first, second = dict(one), dict(other)
    return sum(first.get(name) != second.get(name) for name in {*first, *second}) == 1
