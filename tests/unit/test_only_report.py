"""Policy 4 says what the records are for. One report counts them, by closed lists; nothing scores anybody."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import get_args

import click
import pytest
from written_case import said, written

from triage.cli import commands
from triage.errors import UsageError
from triage.labels import labels
from triage.model import Rung
from triage.records.decision import Choice
from triage.records.statistics import CATEGORIES, MOST_DIMENSIONS, Dimension, categories_of, tables_named
from triage.records.stored import Stored

ROOT = Path(__file__).parents[2]
CANARY = "Quentin Quillfeather"

GIVES = {
    "the policy, and how the service keeps to it": {
        "find", "policy list", "policy kept", "policy show", "policy verify", "policy silences",
        "policy agree",
        "policy receipt", "policy receipts", "policy training", "policy review", "policy reviewed",
        "export policy", "policy compare", "policy adopt", "policy history", "policy index", "policy search",
    },
    "what the ears make of a text that is given to them, which is not kept": {"assess"},
    "a call": {"call"},
    "records one by one": {
        "record list", "record show", "record case-note", "record consent", "record take-back",
        "record share", "record act", "record contact", "record after", "inbox list", "inbox show",
        "inbox decide", "paper print",
        "export record", "export decision", "export case-note", "export request", "export open",
        "handover make", "handover open", "handover receipt", "handover list",
    },
    "practice, which is no record": {
        "practice list", "practice run", "practice results", "practice certificate", "practice new",
        "practice check", "export certificate",
    },
    "lines of the books one by one": {
        "enquiry new", "enquiry list", "enquiry answer", "request new", "request list", "request review",
        "request release", "request refuse", "request remove", "paper destroyed", "paper out", "paper back",
        "paper list", "stats list",
    },
    "the device, its copies and who signs in": {
        "audit verify", "audit checkpoint", "backup make", "backup list", "backup check", "backup restore",
        "backup gone", "handover card", "handover trust", "doctor", "demo", "setup", "people list",
        "people add", "people remove", "people passphrase", "people recover", "people recovery-key",
        "completion",
    },
    "how many records there are": {"stats make", "stats again", "export statistics"},
}  # fmt: skip


def commands_in(group: click.Group, before: str = "") -> Iterator[str]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from commands_in(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def ours(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for room in rooms:
        for file in sorted((ROOT / room).rglob("*.py")):
            yield str(file.relative_to(ROOT)), ast.parse(file.read_text(encoding="utf-8"))


def names_in(tree: ast.Module) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }


@pytest.mark.obligation("P4.2")
def test_one_report_counts_records_and_every_other_command_is_known_to_give_something_else() -> None:
    known = [command for given in GIVES.values() for command in given]

    assert sorted(commands_in(commands.triage)) == sorted(known)
    assert {file for file, tree in ours("triage", "tui") if "shown_counts" in names_in(tree)} == {
        "triage/records/statistics.py"
    }
    assert {file for file, tree in ours("triage", "tui") if "categories_of" in names_in(tree)} == {
        "triage/desk/statistics.py"
    }
    assert {file for file, tree in ours("triage/cli", "tui") if "StatisticsMade" in names_in(tree)} == {
        "triage/cli/stats.py", "triage/cli/stats_page.py",
    }  # fmt: skip


@pytest.mark.obligation("P4.2", partly=True)
def test_a_table_is_built_from_four_closed_lists_and_nothing_else() -> None:
    assert {dimension.value: CATEGORIES[dimension] for dimension in Dimension} == {
        "rung": tuple(str(rung.value) for rung in Rung),
        "exception": ("safety", "crime", "legal", "several", "none"),
        "who_told": ("parent", "child", "young_person", "third_party", "not_known"),
        "outcome": (*(choice.value for choice in Choice), "waiting"),
    }
    assert set(CATEGORIES) == set(Dimension)
    assert MOST_DIMENSIONS == 2


def test_every_category_has_its_words_and_they_fit_a_column() -> None:
    for name, values in CATEGORIES.items():
        words = labels()[f"counted_{name}"]

        assert tuple(words) == values
        assert max(len(word) for text in words.values() for word in text.split()) <= 9
    assert tuple(labels()["counted_by"]) == tuple(CATEGORIES)


@pytest.mark.obligation("P4.2", partly=True)
@pytest.mark.parametrize(
    "table",
    ["school", "name", "ethnicity", "postcode", "author", "ref", "about_person", "month", "their_words",
     "rung+school", "rung+rung", "rung+who_told+outcome", ""],
)  # fmt: skip
def test_no_other_field_can_be_counted_by(table: str) -> None:
    with pytest.raises(UsageError):
        tables_named([table])


@pytest.mark.obligation("P4.2", partly=True)
@pytest.mark.parametrize(
    ("answers", "counted"),
    [
        pytest.param((), ("2", "safety", "parent"), id="as little as can be"),
        pytest.param(
            (
                said("who_told", "third_party", words=CANARY),
                said("third_party_consent", "no"),
                said("who_at_risk", "other", words=CANARY),
            ),
            ("2", "safety", "third_party"),
            id="words beside an answer do not count",
        ),
        pytest.param(
            (
                said("rung", "crime"),
                said("terrorism", "no"),
                said("danger_now", "yes"),
                said("who_told", "child"),
            ),
            ("3", "several", "child"),
            id="two exceptions",
        ),
        pytest.param((said("rung", "no_risk_heard"),), ("5", "none", "parent"), id="no exception"),
    ],
)
def test_of_a_record_nothing_counts_but_its_place_in_the_lists(
    answers: tuple[object, ...], counted: tuple[str, str, str]
) -> None:
    found = categories_of(written(*answers), ())

    assert found == dict(zip(Dimension, (*counted, "waiting"), strict=True))


@pytest.mark.obligation("P4.2", partly=True)
def test_nothing_that_is_kept_holds_a_score_of_anybody() -> None:
    """What the ears said of one line is kept with the line: how sure they were, not how anybody is."""
    for file in sorted((ROOT / "triage" / "records").glob("[a-z]*.py")):
        import_module(f"triage.records.{file.stem}")

    assert {place for kind in kinds(Stored) for place in scores_in(kind)} == {"KeptSignal.score"}


def kinds(kind: type[Stored]) -> Iterator[type[Stored]]:
    yield kind
    for each in kind.__subclasses__():
        yield from kinds(each)


def scores_in(kind: type[Stored]) -> Iterator[str]:
    for name, field in kind.model_fields.items():
        parts = {field.annotation, *get_args(field.annotation)}
        if float in parts or any(word in name for word in ("score", "profile", "rating", "risk_level")):
            yield f"{kind.__name__}.{name}"
