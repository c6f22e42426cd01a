"""A guard that this system has and that does not come up stops the program; one it lacks is not claimed.

Failures are the kernel's own where it can be made to fail: an outer filter answers for it, as a container's
does. Otherwise the guard is put up in vain, and has to notice.
"""

import json

import pytest
from running import run_python, run_triage
from silence_case import OUTER_FILTER, linux

IN_VAIN = "from triage.privacy import {module}\n{module}.{name} = lambda *_: None\n"

SABOTAGE = {
    "environment": IN_VAIN.format(module="environment", name="scrub"),
    "offline": IN_VAIN.format(module="environment", name="go_offline"),
    "ipv6_off": IN_VAIN.format(module="hook", name="refuse_newer_addresses"),
    "private_files": "import os\nos.umask = lambda mask, real=os.umask: real(0o022)\n",
    "no_core_file": OUTER_FILTER
    + "outer({'x86_64': 302, 'aarch64': 261}[os.uname().machine], errno.EPERM)\n",
    "memory_closed": OUTER_FILTER
    + "outer({'x86_64': 157, 'aarch64': 167}[os.uname().machine], errno.EPERM, 4)\n",
    "audit_hook": (
        "import sys\n"
        "def keep_out(event, args):\n"
        "    if event == 'sys.addaudithook': raise RuntimeError\n"
        "sys.addaudithook(keep_out)\n"
    ),
    "seccomp": OUTER_FILTER + "outer(this.install, errno.EPERM, 1)\n",
    "landlock": OUTER_FILTER + "outer(446, errno.EPERM)\n",
}  # fmt: skip
"""Python that breaks one guard each."""

PUT_UP_IN_VAIN = {
    "seccomp": IN_VAIN.format(module="seccomp", name="put_up"),
    "landlock": IN_VAIN.format(module="landlock", name="put_up"),
    "memory_closed": IN_VAIN.format(module="traces", name="close_memory"),
    "no_core_file": IN_VAIN.format(module="traces", name="forbid_core_files")
    + "import resource; resource.setrlimit(resource.RLIMIT_CORE, (4096, 4096))\n",
}
"""The guard says that it came up, and nothing did."""

ENVIRONMENT = {"LANGCHAIN_TRACING_V2": "true", "HF_HUB_OFFLINE": "0", "HTTPS_PROXY": "http://x"}

pytestmark = linux


@pytest.mark.parametrize("guard", SABOTAGE)
def test_a_guard_that_fails_stops_the_program_before_it_does_anything(guard: str, tmp_path) -> None:
    ran = run_triage(
        "policy", "list", "--data-dir", str(tmp_path),
        first="import os\n" + SABOTAGE[guard], env=ENVIRONMENT,
    )  # fmt: skip

    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.startswith(f"A safety guard did not start: {guard}.")
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("guard", PUT_UP_IN_VAIN)
def test_a_guard_that_only_says_it_came_up_is_found_out(guard: str) -> None:
    ran = run_triage("policy", "list", first=PUT_UP_IN_VAIN[guard])

    assert ran.returncode == 1
    assert f"A safety guard did not start: {guard}." in ran.stderr


def test_without_sabotage_the_same_command_runs() -> None:
    ran = run_triage("policy", "list", env=ENVIRONMENT)

    assert ran.returncode == 0
    assert ran.stdout


MISSING = {
    "seccomp": [
        pytest.param("outer(this.install, errno.EPERM)", id="a container forbids filters"),
        pytest.param("outer(this.install, errno.ENOSYS)", id="the kernel has no filters"),
        pytest.param("outer(this.install, errno.EINVAL, 2)", id="the kernel's filters are older"),
        pytest.param("seccomp._MACHINES.clear()", id="a machine whose calls we do not know"),
    ],
    "landlock": [
        pytest.param("outer(444, errno.ENOSYS)", id="the kernel has no Landlock"),
        pytest.param("outer(444, errno.EOPNOTSUPP)", id="Landlock is switched off"),
        pytest.param("outer(444, errno.EPERM)", id="a container forbids Landlock"),
    ],
}


@pytest.mark.parametrize(
    ("guard", "lacking"),
    [pytest.param(guard, *each.values, id=each.id) for guard, cases in MISSING.items() for each in cases],
)
def test_a_guard_that_is_not_to_be_had_is_named_and_not_claimed(guard: str, lacking: str) -> None:
    code = OUTER_FILTER + (
        f"{lacking}\n"
        "from triage.privacy.guards import apply_guards, guards_missing\n"
        "print(*apply_guards(), *('missing:' + name for name in guards_missing()))"
    )

    said = run_python(code).stdout.split()

    assert f"missing:{guard}" in said
    assert guard not in said
    assert ({"seccomp", "landlock"} - {guard}) <= set(said)
    assert "audit_hook" in said


def test_the_self_test_says_what_is_not_covered_and_claims_nothing_of_it() -> None:
    """The same words on Windows and macOS, where the kernel's guards are missing too."""
    code = OUTER_FILTER + (
        "outer(this.install, errno.ENOSYS)\n"
        "import json\n"
        "from triage.privacy.guards import apply_guards\n"
        "apply_guards()\n"
        "from triage.desk.proof import attempt_said, guards_said\n"
        "from triage.privacy.selftest import tried\n"
        "print(json.dumps({each.route: [each.outcome, attempt_said(each).standing] for each in tried()}))\n"
        "print(json.dumps([line.words for line in guards_said()]))"
    )

    found, said = (json.loads(line) for line in run_python(code).stdout.splitlines())

    not_covered = {route for route, (outcome, _) in found.items() if outcome == "not_covered"}
    assert not_covered - {"memory"} == {"c_tcp", "c_udp", "io_uring", "child", "trace"}
    assert {found[route][1] for route in not_covered} == {"open"}
    assert {found[route][0] for route in ("tcp", "udp", "lookup", "web", "thread")} == {"refused"}
    assert said == ["This system has no filter of calls to the system. Nothing is claimed of it."]


def test_an_encoder_whose_guards_fail_answers_nothing() -> None:
    """The worker holds what callers said: it fails closed as well."""
    code = (
        "from multiprocessing.connection import Pipe\n"
        "from triage.privacy import hook\n"
        "hook.refuse_newer_addresses = lambda: None\n"
        "from triage.encoder import worker\n"
        "import threading\n"
        "ours, theirs = Pipe(duplex=False)\n"
        "asked, _ = Pipe(duplex=False)\n"
        "import os\n"
        "out = os.dup(1)\n"
        "def end(code): os.write(out, ours.recv_bytes()); raise SystemExit\n"
        "os._exit = end\n"
        "worker.serve(asked, theirs, None)"
    )

    assert run_python(code).stdout == '{"failed": "guard_failed"}'
