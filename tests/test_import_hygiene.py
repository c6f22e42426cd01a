"""Which room loads what, seen in a fresh process; and a few things no code of ours may do at all."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import PROJECT, run_python

OURS = [
    file for folder in ("triage", "tui", "policy_corpus") for file in sorted((PROJECT / folder).rglob("*.py"))
]

SCREEN = ("textual", "tui")
HEAVY = ("torch", "sentence_transformers", "transformers", "langchain_core", "typst", "docx", *SCREEN)
STORES = ("sqlite3", "sqlite_utils", "sqlcipher3", "langchain_core", "sentence_transformers", "torch")


def modules_of(*rooms: str) -> list[str]:
    """Every module in these rooms of triage, by name."""
    files = [file for file in OURS if file.name != "__main__.py"]
    names = [".".join(file.relative_to(PROJECT).with_suffix("").parts) for file in files]
    return [
        name.removesuffix(".__init__")
        for name in names
        if name.startswith(tuple(f"triage.{room}" for room in rooms))
    ]


def loaded_after(code: str, watched: tuple[str, ...]) -> list[str]:
    """Which of the watched modules a fresh process holds after ``code``."""
    watch = f"import json, sys\nprint(json.dumps([name for name in {watched!r} if name in sys.modules]))"
    ran = run_python(f"{code}\n{watch}")
    assert ran.returncode == 0, ran.stderr
    loaded: list[str] = json.loads(ran.stdout.splitlines()[-1])
    return loaded


def test_the_core_never_loads_the_screen() -> None:
    every = modules_of("")
    assert len(every) > 40

    assert loaded_after("\n".join(f"import {name}" for name in every), SCREEN) == []


def test_the_thinking_rooms_load_no_store_and_no_model() -> None:
    rooms = ("model", "policy.corpus", "listening.lexicon", "interview", "guidance", "records")
    thinking = modules_of(*rooms)
    assert len(thinking) > len(rooms)

    assert loaded_after("\n".join(f"import {name}" for name in thinking), STORES) == []


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--help"], id="help"),
        pytest.param(["find", "--help"], id="help of a command"),
        pytest.param(["policy", "show", "7"], id="reading the policy"),
        pytest.param(["find", "anonymous", "--quiet"], id="a look-up"),
    ],
)
def test_a_quick_command_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    """The encoder takes seconds and the screen a tenth; who only asks for a line waits for neither."""
    words = [*arguments, "--data-dir", str(tmp_path)]
    run = f"from triage.cli.border import enter\nassert enter({words!r}) == 0"

    assert loaded_after(run, HEAVY) == []


def test_a_package_says_what_it_is_and_holds_nothing() -> None:
    full = [
        str(file.relative_to(PROJECT))
        for file in OURS
        if file.name == "__init__.py" and file.parent.name != "policy_corpus"
        if [type(part) for part in ast.parse(file.read_text(encoding="utf-8")).body] != [ast.Expr]
    ]

    assert full == []


CALLS = {
    "transform": "sqlite-utils drops all triggers in it",
    "Markdown": "text that people typed is never parsed",
    "eval": "runs text as code",
    "exec": "runs text as code",
    "breakpoint": "shows what the program holds",
}
KEYWORDS = {
    ("markup", True): "text that people typed is never parsed",
    ("trust_remote_code", True): "runs code from a model's folder",
    ("allow_pickle", True): "runs code from a data file",
    ("show_locals", True): "prints what a caller said",
}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in our code, with its place."""
    for file in OURS:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{file.relative_to(PROJECT)}:{node.lineno}", node


def test_no_code_calls_what_must_not_be_called() -> None:
    found = [
        place
        for place, call in calls()
        if (call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")) in CALLS
        or any(
            isinstance(given.value, ast.Constant) and (given.arg, given.value.value) in KEYWORDS
            for given in call.keywords
        )
    ]

    assert found == []


def test_there_is_no_switch_that_shows_more() -> None:
    """A debug switch would be set one day on a machine where a call is taken."""
    named = [
        str(file.relative_to(PROJECT)) for file in OURS if "TRIAGE_DEBUG" in file.read_text(encoding="utf-8")
    ]

    assert named == []
