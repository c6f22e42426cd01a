"""Somebody who has every table that was given out, and works out what was left out. Knows nothing of ours.

Linear programming after Fellegi (1972), by scipy's ``linprog`` and ``milp``: the tables are equations over
the counts of the finest groups, and each count that was left out is bounded from below and from above.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

Cell = tuple[tuple[str, str], ...]
Row = Mapping[str, str]
Published = Mapping[Cell, int | None]


def raw(
    tables: Sequence[Sequence[str]], rows: Sequence[Row], shape: Mapping[str, Sequence[str]]
) -> dict[Cell, int]:
    """The true counts, margins and total of the tables."""
    found = {}
    for table in tables:
        for values in product(*((*shape[name], None) for name in table)):
            cell = tuple(
                (name, value) for name, value in zip(table, values, strict=True) if value is not None
            )
            found[cell] = sum(all(row[name] == value for name, value in cell) for row in rows)
    return found


def primary_only(counts: Mapping[Cell, int], least: int = 5) -> dict[Cell, int | None]:
    """The naive control: small counts are left out, nought is shown, and nothing else is thought of."""
    return {cell: None if 0 < count < least else count for cell, count in counts.items()}


class Attacker:
    """``knows``: more counts than were published, such as that there were three cases of a kind."""

    def __init__(
        self, shape: Mapping[str, Sequence[str]], published: Published, knows: Published | None = None
    ) -> None:
        self.names = tuple(shape)
        self.groups = [dict(zip(shape, group, strict=True)) for group in product(*shape.values())]
        seen = [(cell, count) for source in (published, knows or {}) for cell, count in source.items()]
        told = [(self.sums(cell), count) for cell, count in seen if count is not None]
        self.lines = np.array([line for line, _ in told]).reshape(len(told), len(self.groups))
        self.totals = np.array([count for _, count in told])

    def sums(self, cell: Cell) -> list[float]:
        return [float(all(group[name] == value for name, value in cell)) for group in self.groups]

    def bounds(self, cell: Cell, small: Sequence[Cell] = (), least: int = 5) -> tuple[float, float]:
        """Between these lies the count; ``small``: cells that somebody told them to be below ``least``."""
        below = {
            "A_ub": np.array([self.sums(each) for each in small]),
            "b_ub": np.full(len(small), least - 1),
        }
        equal = {"A_eq": self.lines, "b_eq": self.totals} if len(self.totals) else {}
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * np.array(self.sums(cell)), **equal, **(below if small else {}), bounds=(0, None)
            )
            assert found.status in (0, 3), found.message
            ends.append(sign * found.fun if found.status == 0 else np.inf)
        return ends[0], ends[1]

    def could_be(self, known: Sequence[Row], third: Row) -> bool:
        """Somebody with the traits ``third`` may be among those counted, beside the people they know."""
        least = np.zeros(len(self.groups))
        for row in known:
            least[self.groups.index({name: row[name] for name in self.names})] += 1
        told = [LinearConstraint(self.lines, self.totals, self.totals)] if len(self.totals) else ()
        for at, group in enumerate(self.groups):
            if all(group[name] == value for name, value in third.items()):
                found = milp(
                    np.zeros(len(least)), integrality=np.ones(len(least)),
                    bounds=Bounds(least + (np.arange(len(least)) == at), np.inf),
                    constraints=told,
                )  # fmt: skip
                if found.x is not None:
                    return True
        return False

    def candidates(self, known: Sequence[Row], sure: Row, wanted: str, among: Sequence[str]) -> list[str]:
        """What the third may be in ``wanted``, when they know ``sure`` of them."""
        return [value for value in among if self.could_be(known, {**sure, wanted: value})]


def rows_of(counts: Mapping[tuple[str, ...], int], names: Sequence[str]) -> list[dict[str, str]]:
    """One row for each person."""
    return [
        dict(zip(names, group, strict=True)) for group, count in Counter(counts).items() for _ in range(count)
    ]
