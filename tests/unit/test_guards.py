"""The guards, each seen at work in a process of its own: they cannot be taken down again in this one."""

import json
import sys

import pytest
from running import HOSTILE, run_python

GUARDED = "from triage.privacy.guards import *\nimport json, os, sys\nnames = apply_guards()\n"

linux = pytest.mark.skipif(sys.platform != "linux", reason="a guard of Linux")

ROUTES = {
    "a socket": "import socket; socket.socket()",
    "a socket of the newer kind": "import socket; socket.socket(socket.AF_INET6)",
    "a datagram socket": "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "looking up a name": "import socket; socket.getaddrinfo('example.org', 443)",
    "looking up a name the old way": "import socket; socket.gethostbyname('example.org')",
    "a local service": "import socket; socket.socketpair()[0].connect('/run/nobody')",
    "listening": "import socket; socket.socketpair()[0].bind('')",
    "a connection by http": "import http.client; http.client.HTTPConnection('example.org').connect()",
    "asyncio": (
        "import asyncio\n"
        "async def go(): await asyncio.open_connection('127.0.0.1', 9)\n"
        "asyncio.run(go())"
    ),
    "another program": "import subprocess; subprocess.run(['true'])",
    "the shell": "os.system('true')",
    "another program by spawning": "os.posix_spawn('/bin/true', ['true'], {})",
    "becoming another program": "os.execv('/bin/true', ['true'])",
    "another program in a thread": (
        "import threading\n"
        "box = []\n"
        "def go():\n"
        "    try: os.system('true')\n"
        "    except BaseException as refused: box.append(refused)\n"
        "thread = threading.Thread(target=go); thread.start(); thread.join()\n"
        "raise box[0]"
    ),
}  # fmt: skip


@pytest.mark.parametrize("route", [pytest.param(code, id=name) for name, code in ROUTES.items()])
def test_a_way_out_is_refused_and_counted(route: str) -> None:
    """Python's own ways out; what C code does is for the kernel to stop (``tests/silence``)."""
    tried = "\n".join(f"    {line}" for line in route.splitlines())
    code = f"{GUARDED}try:\n{tried}\nexcept PermissionError:\n    print(blocked_attempts(), sockets_opened())"

    ran = run_python(code)

    assert ran.stdout.split() == ["1", "0"]


def test_an_attempt_that_a_library_swallows_still_counts() -> None:
    code = GUARDED + (
        "import socket\n"
        "for _ in range(3):\n"
        "    try: socket.socket()\n"
        "    except OSError: pass\n"
        "print(blocked_attempts())"
    )  # fmt: skip

    assert run_python(code).stdout.strip() == "3"


@pytest.mark.trap(21)
def test_a_hostile_environment_is_taken_out() -> None:
    code = GUARDED + "print(json.dumps(dict(os.environ)))"

    left = json.loads(run_python(code, env=HOSTILE).stdout)

    assert not [name for name, value in HOSTILE.items() if left.get(name) == value]
    assert "TEXTUAL_LOG" not in left
    assert "TEXTUAL_DEBUG" not in left
    assert {left[name] for name in left if "TRACING" in name} == {"false"}
    assert (left["HF_HUB_OFFLINE"], left["TRANSFORMERS_OFFLINE"]) == ("1", "1")


def test_what_comes_into_the_environment_later_is_taken_out_by_the_next_call() -> None:
    later = "os.environ['ALL_PROXY'] = 'x'\nprint(apply_guards() == names, 'ALL_PROXY' in os.environ)"
    code = GUARDED + later

    assert run_python(code).stdout.split() == ["True", "False"]


@pytest.mark.parametrize(
    "last",
    [
        pytest.param("import asyncio; asyncio.run(asyncio.sleep(0)); print('ok')", id="asyncio runs"),
        pytest.param(
            "os.execv(sys.executable, [sys.executable, '-c', 'print(\"ok\")'])", id="starting again"
        ),
        pytest.param(
            "import multiprocessing, operator\n"
            "if __name__ == '__main__':\n"
            "    made = multiprocessing.get_context('spawn').Process(target=operator.abs, args=(1,))\n"
            "    made.start(); made.join(); print('ok' if made.exitcode == 0 else made.exitcode)",
            id="a worker process",
        ),
    ],
)
def test_what_the_program_itself_needs_still_works(last: str) -> None:
    assert run_python(GUARDED + last).stdout.strip() == "ok"


@linux
def test_no_core_file_and_no_look_into_its_memory() -> None:
    code = GUARDED + (
        "import ctypes, resource\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )  # fmt: skip

    assert run_python(code).stdout.strip() == "(0, 0) 0"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_new_files_are_private_and_temporary_ones_stay_in_the_data_folder(tmp_path) -> None:
    code = GUARDED + (
        "from pathlib import Path\n"
        "import tempfile\n"
        "apply_guards(Path(sys.argv[1]))\n"
        "made = tempfile.NamedTemporaryFile(delete=False)\n"
        "open(os.path.join(sys.argv[1], 'new'), 'w').close()\n"
        "print(made.name)"
    )  # fmt: skip

    made = run_python(code, str(tmp_path)).stdout.strip()

    assert made.startswith(str(tmp_path / "tmp"))
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "tmp").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_folder_that_was_there_before_keeps_its_mode(tmp_path) -> None:
    """Somebody may name a folder that others need: only what is made for us is closed."""
    tmp_path.chmod(0o755)

    run_python(GUARDED + "from pathlib import Path\napply_guards(Path(sys.argv[1]))", str(tmp_path))

    assert (tmp_path / "tmp").stat().st_mode & 0o777 == 0o700
    assert tmp_path.stat().st_mode & 0o777 == 0o755
