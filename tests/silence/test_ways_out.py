"""B12: every way out, tried without guards, where the watch must see it go, and by guarded processes."""

import json
import multiprocessing
import re
import sys
from multiprocessing import resource_tracker
from pathlib import Path

import pytest
from running import HOSTILE, run_python
from silence_case import GUARDED, TRY_ALL, Watched, as_root, linux, traced, watched

from triage.labels import labels
from triage.privacy.proof import attempts
from triage.privacy.selftest import By, Outcome, Route, attempt, routes

ADMINISTRATORS = "memory"
"""The one way that nothing closes to an administrator; another test becomes somebody else for it."""

pytestmark = linux

WORKER = """
import json, multiprocessing, sys
def work(answers):
    from triage.privacy.guards import apply_guards
    apply_guards()
    from triage.privacy.selftest import attempt, routes
    answers.send({route.id: attempt(route).outcome for route in routes()})
if __name__ == "__main__":
    from triage.privacy.guards import apply_guards
    apply_guards()
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe(duplex=False)
    worker = spawning.Process(target=work, args=(theirs,)); worker.start()
    print(json.dumps(ours.recv())); worker.join()
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with a browser: it leaves a mark when it is opened."""
    folder = tmp_path_factory.mktemp("browser")
    program = folder / "browser"
    program.write_text(f"#!/bin/sh\necho opened >> {folder}/opened\n")
    program.chmod(0o755)
    return {"BROWSER": str(program)}


def was_opened(browser: dict[str, str]) -> bool:
    mark = Path(browser["BROWSER"]).with_name("opened")
    there = mark.exists()
    mark.unlink(missing_ok=True)
    return there


@pytest.fixture(scope="module")
def unguarded(tmp_path_factory: pytest.TempPathFactory, browser: dict[str, str]) -> Watched:
    return watched(tmp_path_factory.mktemp("unguarded"), TRY_ALL, env=browser)


@traced
def test_without_guards_no_way_is_refused_and_the_watch_sees_them_go(
    unguarded: Watched, browser: dict[str, str]
) -> None:
    """The control: were anything refused or unseen here, the tests below would prove nothing."""
    calls = "\n".join(unguarded.calls)

    assert set(unguarded.answer.values()) == {Outcome.WENT_OUT}
    assert len(unguarded.answer) == len(routes()) >= 13
    assert re.search(r"socket\(AF_INET, SOCK_STREAM\S*, \S+\) = \d", calls)
    assert re.search(r"connect\(\d+, \{sa_family=AF_INET, sin_port=htons\(9\)", calls)
    assert re.search(r"socket\(AF_INET, SOCK_DGRAM\S*, \S+\) = \d", calls)
    assert re.search(r"sendto\(\d+, \"hello\"", calls)
    assert re.search(r'execve\("/bin/true".*\) = 0', calls)
    assert re.search(r'execve\("/bin/sh".*\) = 0', calls)
    assert re.search(r"io_uring_setup\(1, .*\) = \d", calls)
    assert re.search(r"ptrace\(PTRACE_PEEKDATA.*ESRCH", calls)
    assert was_opened(browser)


# B12
@traced
@pytest.mark.obligation("P2.3", "P3.1", partly=True)
@pytest.mark.parametrize(
    "code", [pytest.param(GUARDED + TRY_ALL, id="parent"), pytest.param(WORKER, id="worker")]
)
@pytest.mark.parametrize("hostile", [False, True], ids=["quiet", "hostile"])
def test_every_way_out_is_refused(code: str, hostile: bool, tmp_path: Path, browser: dict[str, str]) -> None:
    script = tmp_path / "tries.py"
    script.write_text(code)
    run = f"import runpy; runpy.run_path({str(script)!r}, run_name='__main__')"

    ran = watched(tmp_path, run, env={**browser, **(HOSTILE if hostile else {})})

    assert ran.code == 0, ran.said
    went_out = {route for route, outcome in ran.answer.items() if outcome != Outcome.REFUSED}
    assert went_out <= {ADMINISTRATORS}
    assert len(ran.answer) == len(routes())
    assert [call for call in ran.internet if "EACCES" not in call] == []
    assert not was_opened(browser)


@traced
def test_no_program_but_our_own_was_started(tmp_path: Path, browser: dict[str, str]) -> None:
    ran = watched(tmp_path, GUARDED + TRY_ALL, env=browser)

    started = {found[1] for call in ran.calls if (found := re.search(r'execve\("([^"]+)".*\) = 0', call))}
    assert {Path(each).resolve() for each in started} == {Path(sys.executable).resolve()}


def test_the_program_itself_can_try_them_and_each_has_its_words() -> None:
    resource_tracker.ensure_running()

    found = list(attempts())

    assert [each.route for each in found] == [route.id for route in routes()]
    assert {each.outcome for each in found if each.route != ADMINISTRATORS} == {Outcome.REFUSED}
    assert set(labels()["route"]) == {route.id for route in routes()}
    assert set(labels()["refused_by"]) == {by.value for by in By}
    assert multiprocessing.active_children() == []


def test_whoever_stops_listening_ends_the_tries() -> None:
    resource_tracker.ensure_running()
    heard: list[object] = []

    for each in attempts(lambda: len(heard) == 2):
        heard.append(each)

    assert len(heard) == 2
    assert multiprocessing.active_children() == []


def test_a_try_that_is_never_answered_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    from triage.privacy import proof

    monkeypatch.setattr(proof, "LONGEST_TRY_SECONDS", 0.0)

    assert {each.outcome for each in attempts()} == {Outcome.UNANSWERED}


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ConnectionRefusedError(111, "nobody listens"), id="nobody answered"),
        pytest.param(PermissionError(1, "not permitted"), id="a refusal of somebody else's"),
        pytest.param(ImportError("no such library"), id="it could not be tried"),
    ],
)
def test_an_error_that_is_no_refusal_of_ours_counts_as_gone_out(error: Exception) -> None:
    def go() -> None:
        raise error

    assert attempt(Route("tcp", go)).outcome is Outcome.WENT_OUT


# B20
@as_root
def test_memory_is_closed_to_another_process_of_the_same_user() -> None:
    """Seen by becoming a user without rights: an administrator reads what he likes."""
    code = """
import ctypes, os, sys
from triage.privacy import kernel, traces
target = os.getpid()
here, there = os.pipe()
other = os.fork()
if other == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
    os.close(there); os.read(here, 1)
    try:
        open(f"/proc/{target}/mem", "rb").close()
        print("read", flush=True)
    except PermissionError:
        print("refused", flush=True)
    os._exit(0)
os.setgroups([]); os.setgid(65534); os.setuid(65534)
kernel.control(kernel.SET_DUMPABLE, 1)  # becoming another user has closed it as well
if sys.argv[1] == "guarded":
    traces.close_memory()
os.write(there, b".")
os.waitpid(other, 0)
"""

    assert run_python(code, "open").stdout.strip() == "read"
    assert run_python(code, "guarded").stdout.strip() == "refused"


# B20
def test_an_abort_leaves_no_core_file(tmp_path: Path) -> None:
    """Where the system writes core files into the working folder, the control leaves one."""
    allowed = "import resource, os; resource.setrlimit(resource.RLIMIT_CORE, (-1, -1)); "
    guarded = "from triage.privacy.guards import apply_guards; apply_guards(); "
    pattern = Path("/proc/sys/kernel/core_pattern").read_text()

    left = {}
    for name, code in (("open", allowed), ("guarded", allowed + guarded)):
        (tmp_path / name).mkdir()
        ran = run_python(code + "os.abort()", cwd=tmp_path / name)
        assert ran.returncode == -6
        left[name] = [file.name for file in (tmp_path / name).iterdir()]

    assert left["guarded"] == []
    if pattern.strip() == "core":
        assert left["open"], "the control must leave one"


def test_the_answer_of_the_self_test_names_every_way(tmp_path: Path) -> None:
    ran = run_python(
        "from triage.__main__ import main; main()", "doctor", "--json", "--data-dir", str(tmp_path)
    )

    found = json.loads(ran.stdout)
    assert {each["route"] for each in found["network"]["attempts"]} == {route.id for route in routes()}
    assert {each["outcome"] for each in found["network"]["attempts"]} <= {"refused", "not_covered"}
    assert found["network"]["missing"] == []
    assert all(each["holds"] and len(each["sha256"]) == 64 for each in found["seals"])
    assert {"ours", "elsewhere"} == set(found["files"])
    assert found["ok"] is True
