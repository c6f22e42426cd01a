"""Whatever goes wrong, a command ends in plain words and its exit code, and repeats nothing it was told."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from running import PROJECT, run_triage

from triage.cli import commands

CANARY = "Tamsin-Quillfeather-said-he-hit-her"

posix = pytest.mark.skipif(os.name != "posix", reason="signals and terminals of POSIX")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param([CANARY], 2, id="unknown command"),
        pytest.param(["policy", CANARY], 2, id="unknown command of a group"),
        pytest.param(["find", f"--{CANARY}"], 2, id="unknown option"),
        pytest.param(["find", "x", "-n", CANARY], 2, id="a number that is none"),
        pytest.param(["policy", "verify", CANARY], 2, id="one word too many"),
        pytest.param(["record", "show", "--data-dir", os.devnull], 2, id="a word missing"),
        pytest.param(["call", "--rung", CANARY], 2, id="a rung that is none"),
    ],
)
def test_what_was_typed_by_mistake_is_not_repeated(arguments: list[str], code: int) -> None:
    ran = run_triage(*arguments)

    assert ran.returncode == code
    assert ran.stdout == ""
    assert CANARY not in ran.stderr
    assert "Nothing was done" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_with_json_an_error_is_one_object_on_standard_error() -> None:
    ran = run_triage("policy", "show", "7.nowhere", "--json")

    error = json.loads(ran.stderr)["error"]
    assert (ran.returncode, error["code"], error["exit"]) == (3, "clause_not_found", 3)
    assert error["message"]
    assert ran.stdout == ""


BREAK = (
    "import triage.policy.pack, triage.content\n"
    f"def broken(*_, **__):\n    their_words = {CANARY!r}\n    raise RuntimeError(their_words)\n"
    "triage.policy.pack.load_pack = broken\n"
)  # fmt: skip


@pytest.mark.obligation("P3.1", partly=True)
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(words.split(), id=words)
        for words in (
            "policy list", "policy show", "policy verify", "find x", "find --jsonl", "assess", "record list",
            "record show ESC-2026-0000", "inbox list", "inbox show ESC-2026-0000",
            "inbox decide ESC-2026-0000", "doctor", "demo --headless",
        )
    ],
)  # fmt: skip
@pytest.mark.trap(3)
def test_a_crash_shows_nothing_of_the_case(arguments: list[str], tmp_path: Path) -> None:
    ran = run_triage(
        *arguments, "--data-dir", str(tmp_path), first=BREAK, stdin=json.dumps({"id": "1", "text": CANARY})
    )

    assert ran.returncode == 70
    assert CANARY not in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    assert "The program had a fault and stopped." in ran.stderr


@pytest.mark.obligation("P3.1", partly=True)
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param("import threading\nthreading.Thread(target=fail).start()", id="in a thread"),
        pytest.param("class Late:\n    def __del__(self): fail()\nLate()", id="in a destructor"),
        pytest.param("import warnings\nwarnings.warn(CANARY)", id="as a warning"),
        pytest.param("import logging\nlogging.getLogger('somebody').error(CANARY)", id="in a library's log"),
        pytest.param("fail()", id="outside every command"),
    ],
)
def test_python_itself_shows_nothing_of_the_case(fault: str) -> None:
    """By default Python prints the line, the message and the value for each of these."""
    indented = "\n".join(f"    {line}" for line in fault.splitlines())
    first = (
        f"CANARY = {CANARY!r}\n"
        "def fail(): raise ValueError(CANARY)\n"
        "from triage.cli import border\n"
        f"def instead(_):\n{indented}\n    return 0\n"
        "border._run = instead\n"
    )

    ran = run_triage("policy", "list", first=first)

    assert CANARY not in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr


@posix
@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param(signal.SIGINT, 130, id="interrupt"),
        pytest.param(signal.SIGTERM, 143, id="terminate"),
        pytest.param(signal.SIGHUP, 129, id="window closed"),
    ],
)
def test_a_signal_ends_it_with_its_own_code(number: signal.Signals, code: int) -> None:
    first = (
        "from triage.cli import border\n"
        f"def instead(_):\n    import os, time\n    os.kill(os.getpid(), {int(number)})\n    time.sleep(30)\n"
        "border._run = instead\n"
    )

    ran = run_triage("policy", "list", first=first)

    assert (ran.returncode, ran.stdout, ran.stderr) == (code, "", "")


@posix
def test_a_reader_that_leaves_early_is_no_fault() -> None:
    command = f"{sys.executable} -m triage policy show | head -n 1"
    ran = subprocess.run(command, shell=True, cwd=PROJECT, capture_output=True, encoding="utf-8", check=False)

    assert ran.stdout == "WEST MIDLANDS REGIONAL SENDIASS NETWORK CONFIDENTIALITY POLICY\n"
    assert ran.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.trap(36)
def test_a_full_disk_is_said() -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "triage", "policy", "list"],
            cwd=PROJECT, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False,
        )  # fmt: skip

    assert ran.returncode == 1
    assert "The answer could not be written" in ran.stderr
    assert "Exception" not in ran.stderr


@pytest.mark.parametrize("arguments", [[], ["call"], ["call", "--rung", "1"], ["demo"]], ids=" ".join)
@pytest.mark.trap(41)
def test_without_a_terminal_the_screen_does_not_open(arguments: list[str], tmp_path: Path) -> None:
    ran = run_triage(*arguments, env={"TRIAGE_DATA_DIR": str(tmp_path / "none")})

    assert ran.returncode == 8
    assert "terminal window" in ran.stderr
    assert ran.stdout == ""
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}], ids=str)
@pytest.mark.trap(41)
def test_plain_lines_hold_a_callers_words_too_and_go_to_no_file(env: dict[str, str], tmp_path: Path) -> None:
    ran = run_triage("call", "--plain", env={"TRIAGE_DATA_DIR": str(tmp_path / "none"), **env})

    assert ran.returncode == 8
    assert "terminal window" in ran.stderr
    assert ran.stdout == ""


def test_nobody_is_asked_where_nobody_can_answer() -> None:
    ran = run_triage("find")

    assert ran.returncode == 2
    assert "needs an answer" in ran.stderr


def test_every_command_has_a_help_page_that_leads_with_an_example() -> None:
    groups = {
        "record": commands._RECORD, "inbox": commands._INBOX, "policy": commands._POLICY,
        "stats": commands._STATS,
    }  # fmt: skip
    inner = [[group, name] for group, names in groups.items() for name in names]
    for path in [[], *([name] for name in commands._TOP), *inner]:
        page = CliRunner().invoke(commands.triage, [*path, "--help"], prog_name="triage").stdout

        assert f"\n    {' '.join(['triage', *path])}" in page, path
        assert page.index("\n    triage") < page.index("Usage:")


@posix
@pytest.mark.parametrize("arguments", [["--help"], ["--version"]], ids=" ".join)
def test_help_that_cannot_be_written_is_no_fault_of_the_program(arguments: list[str]) -> None:
    full = "import os; os.dup2(os.open('/dev/full', os.O_WRONLY), 1)"
    ran = run_triage(*arguments, first=full)

    assert ran.returncode == 1
    assert ran.stderr.startswith("The answer could not be written.")


@pytest.mark.parametrize(
    ("number", "code"),
    [("EACCES", 1), ("EROFS", 1), ("ENOENT", 70)],
    ids=["no leave", "read-only", "a fault"],
)
def test_a_file_that_the_system_refuses_is_said_and_not_named(number: str, code: int) -> None:
    refuse = (
        "import errno, triage.cli.find as find\n"
        "def refuse(*_, **__): raise OSError(errno.NUMBER, 'no', 'CANARY')\n"
        "find.desk_here = refuse"
    ).replace("NUMBER", number)
    ran = run_triage("find", "consent", first=refuse)

    assert ran.returncode == code
    assert ("did not let the program use a file" in ran.stderr) == (code == 1)
    assert "CANARY" not in ran.stderr


def test_guidance_works_where_nothing_can_be_written(tmp_path: Path) -> None:
    """Root may write anywhere, so a file stands where the folder would be made."""
    (tmp_path / "data").write_text("")
    refused = run_triage("find", "consent", env={"TRIAGE_DATA_DIR": str(tmp_path / "data" / "deeper")})

    assert refused.returncode == 0
    assert refused.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands_without_another_program_being_run(shell: str) -> None:
    done = run_triage("completion", shell)

    assert (done.returncode, done.stderr) == (0, "")
    assert f"_TRIAGE_COMPLETE={shell}_complete" in done.stdout


def test_what_a_shell_asks_is_answered_with_commands_and_no_more() -> None:
    asked = {"_TRIAGE_COMPLETE": "bash_complete", "COMP_WORDS": "triage policy ver", "COMP_CWORD": "2"}
    done = run_triage(env=asked)

    assert done.stdout.split() == ["plain,verify"]
