"""The 42 traps of a screen used in the middle of a call: each has its tests, and some need only a look at
the code."""

import ast
import inspect
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import click
import pytest
from conform import TRAPS
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen

import tui
from triage.cli import commands
from tui.app import TriageApp

TESTS = Path(__file__).parents[1]
LATER = {"practice", "papers"}
"""What is not built yet and may leave a trap without a whole proof."""

POLICY_WORDS = {("find", "words"), ("policy search", "words")}
"""Looked up in a policy and not kept. They may come by standard input instead."""
NAMES_AND_NUMBERS = {
    "ref", "enquiry", "request", "number", "period", "tables", "address", "silence_id", "name", "person",
    "person_id", "section", "keep", "leave_out", "heard", "to", "scenario",
}  # fmt: skip
"""What else a command takes as text: which record, which clause, who is there."""

TAKEN_BY_TERMINALS = {"f1", "f10", "f11", "ctrl+p"}
"""GNOME Terminal has F1, F10 and F11 for itself, VS Code has Ctrl+P."""
ASK_BEFORE_GOING_ON = {"LeaveScreen"}
"""Interruption 1. The second look at a decision is a line on its page; nothing else stops anybody."""
CALLED_FOR = {"HelpScreen", "PracticeHelpScreen"}
PRACTICE_ITSELF = {"PracticeChoice"}
"""What a learner does next is what is practised; there is no such page in real work."""


def known() -> dict[int, str | None]:
    """Each trap, and the part of the program that it waits for."""
    listed = tomllib.loads(TRAPS.read_text(encoding="utf-8"))["trap"]
    return {each["id"]: each.get("later") for each in listed}


def claimed(tree: ast.Module) -> set[int]:
    """The traps that tests in ``tree`` claim as a whole."""
    calls = (
        mark for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for mark in node.decorator_list
    )  # fmt: skip
    return {
        number.value
        for call in calls
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.trap" and not call.keywords
        for number in call.args
        if isinstance(number, ast.Constant) and isinstance(number.value, int)
    }


def commands_in(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from commands_in(command, f"{before}{name} ")
        elif command is not None:
            yield f"{before}{name}", command


@pytest.fixture(scope="module")
def modules() -> list[ModuleType]:
    return [import_module(found.name) for found in walk_packages(tui.__path__, "tui.")]


@pytest.fixture(scope="module")
def parts(modules: list[ModuleType]) -> set[type]:
    """Every class that the screen is made of."""
    return {
        part
        for module in modules
        for part in vars(module).values()
        if inspect.isclass(part) and part.__module__.startswith("tui.")
    }


def test_each_of_the_42_traps_has_a_test_or_waits_for_what_is_not_built() -> None:
    waits = {number: part for number, part in known().items() if part is not None}
    tested = set[int]()
    for file in TESTS.rglob("test_*.py"):
        text = file.read_text(encoding="utf-8")
        if "mark.trap(" in text:
            tested |= claimed(ast.parse(text))

    assert list(known()) == list(range(1, 43))
    assert set(waits.values()) <= LATER
    assert sorted(set(known()) - tested) == sorted(waits), "untested, or «later» can be taken out"


def test_a_mark_that_proves_a_part_is_not_counted() -> None:
    def marked(how: str) -> ast.Module:
        return ast.parse(f"@pytest.mark.trap({how})\ndef test_it(): pass")

    assert claimed(marked("5, 16")) == {5, 16}
    assert claimed(marked("5, partly=True")) == set()


@pytest.mark.trap(22)
def test_no_command_takes_words_of_a_case_where_a_shell_would_remember_them() -> None:
    text = {
        (name, parameter.name)
        for name, command in commands_in(commands.triage)
        for parameter in command.params
        if isinstance(parameter.type, click.types.StringParamType) and parameter.name is not None
    }

    assert {each for each in text if each[1] not in NAMES_AND_NUMBERS} == POLICY_WORDS


@pytest.mark.trap(26)
def test_one_page_stops_a_person_and_no_other(parts: set[type]) -> None:
    modal = {part.__name__ for part in parts if issubclass(part, ModalScreen)}

    assert modal == ASK_BEFORE_GOING_ON | CALLED_FOR | PRACTICE_ITSELF


@pytest.mark.trap(37)
def test_no_key_that_a_terminal_may_take_is_the_only_way(parts: set[type]) -> None:
    ways: dict[tuple[str, str], set[str]] = {}
    for part in parts:
        own = part.__dict__.get("BINDINGS", ()) if issubclass(part, DOMNode) else ()
        for binding in Binding.make_bindings(own):
            ways.setdefault((part.__name__, binding.action), set()).add(binding.key)
    # Where a box has the focus a character is typed, and is no way to anything.
    ways = {what: {key for key in keys if key != "question_mark"} for what, keys in ways.items()}

    assert ("TriageApp", "help") in ways
    assert [what for what, keys in ways.items() if keys and keys <= TAKEN_BY_TERMINALS] == []
    assert not TriageApp.ENABLE_COMMAND_PALETTE


@pytest.mark.trap(2)
def test_nothing_is_read_from_a_widget_as_it_goes(parts: set[type]) -> None:
    assert [part.__name__ for part in parts if {"on_unmount", "_on_unmount"} & set(vars(part))] == []
