"""The two guards that are the kernel's: what they refuse, what they leave, and what they survive."""

import errno
import struct
import sys

import pytest
from running import run_python
from silence_case import GUARDED, linux

from triage.privacy import seccomp
from triage.privacy.seccomp import MARKED_CALLS, Machine

ALLOW = 0x7FFF0000
REFUSE = 0x50000 | errno.EACCES
MACHINES = seccomp._MACHINES
LINUX_CALLS = {
    "x86_64": {"read": 0, "write": 1, "mmap": 9, "sendto": 44, "sendmsg": 46, "clone": 56, "execve": 59},
    "aarch64": {"read": 63, "write": 64, "mmap": 222, "sendto": 206, "clone": 220, "execve": 221},
}  # fmt: skip
"""A few that the program lives on."""


def verdict(program: bytes, number: int, architecture: int, first: int = 0) -> int:
    """What the kernel would make of a call: a reader of the few instructions that the filter uses."""
    known = struct.pack("<IIQQ", number, architecture, 0, first & (2**64 - 1))
    steps = list(struct.iter_unpack("HBBI", program))
    loaded, at = 0, 0
    while True:
        code, if_so, if_not, value = steps[at]
        match code:
            case 0x20:
                [loaded] = struct.unpack_from("<I", known, value)
                at += 1
            case 0x15 | 0x35:
                holds = loaded == value if code == 0x15 else loaded >= value
                at += 1 + (if_so if holds else if_not)
            case 0x06:
                return value
            case _:
                raise AssertionError(f"the filter uses an instruction that is not known here: {code:#x}")


@pytest.mark.parametrize("name", MACHINES)
def test_the_filter_refuses_what_it_names_and_leaves_the_rest(name: str) -> None:
    this: Machine = MACHINES[name]
    program = seccomp.program(this)

    assert {verdict(program, number, this.audit) for number in this.refused.values()} == {REFUSE}
    assert {verdict(program, number, this.audit) for number in LINUX_CALLS[name].values()} == {ALLOW}
    assert verdict(program, this.pair, this.audit, first=1) == ALLOW
    assert verdict(program, this.pair, this.audit, first=2) == REFUSE


@pytest.mark.parametrize("name", MACHINES)
def test_calls_by_the_numbers_of_another_architecture_are_all_refused(name: str) -> None:
    """32-bit programs, the other machine, and x32, where the same functions go by other numbers."""
    this: Machine = MACHINES[name]
    program = seccomp.program(this)
    others = {0x40000003, 0x40000028, *(other.audit for other in MACHINES.values())} - {this.audit}

    for number in (0, 41, 102, 198, 359):
        assert {verdict(program, number, other) for other in others} == {REFUSE}
        assert verdict(program, MARKED_CALLS | number, this.audit) == REFUSE


C_SOCKET = """
import ctypes, errno
def error_of(*call):
    libc = ctypes.CDLL(None, use_errno=True)
    return ctypes.get_errno() if libc.syscall(*map(ctypes.c_long, call)) < 0 else 0
"""


@linux
@pytest.mark.parametrize("family", [1, 2, 10, 16, 17, 31, 38, 40])
def test_no_socket_of_any_family_can_be_made_in_c(family: int) -> None:
    code = f"{GUARDED}{C_SOCKET}from triage.privacy.seccomp import machine\n"
    code += f"print(error_of(machine().refused['socket'], {family}, 3, 0))"

    assert run_python(code).stdout.strip() == str(errno.EACCES)


@pytest.mark.skipif(sys.platform != "linux" or "x86_64" not in sys.implementation._multiarch, reason="x86-64")
@pytest.mark.parametrize("guarded", [False, True])
def test_a_socket_by_the_32_bit_door_is_refused(guarded: bool) -> None:
    """Machine code that calls the kernel as 32-bit programs do; without guards it gets its socket."""
    code = (GUARDED if guarded else "") + (
        "import ctypes, mmap\n"
        # push rbx; mov eax, 359 (socket); mov ebx, 2; mov ecx, 2; xor edx, edx; int 0x80; pop rbx; ret
        "door = bytes.fromhex('53b867010000bb02000000b90200000031d2cd805bc3')\n"
        "page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\n"
        "page.write(door)\n"
        "call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))\n"
        "print(call())"
    )

    answer = int(run_python(code).stdout)

    if not guarded and answer == -errno.ENOSYS:
        pytest.skip("this kernel has no 32-bit door")
    assert answer == -errno.EACCES if guarded else answer > 2


@linux
def test_a_thread_that_was_there_before_is_under_the_filter_too() -> None:
    code = C_SOCKET + (
        "import threading\n"
        "go, box = threading.Event(), []\n"
        "def late(): go.wait(); box.append(error_of(41 if machine().pair == 53 else 198, 2, 1, 0))\n"
        "from triage.privacy.seccomp import machine\n"
        "thread = threading.Thread(target=late); thread.start()\n"
        f"{GUARDED}"
        "go.set(); thread.join(); print(box[0])"
    )

    assert run_python(code).stdout.strip() == str(errno.EACCES)


@linux
def test_an_inherited_socket_is_of_no_use() -> None:
    """Whoever starts the program may hand it one; it can neither connect nor listen."""
    code = (
        "import socket\n"
        "stream, packets = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        f"{GUARDED}"
        "import _socket, ctypes, struct\n"
        "from triage.privacy import kernel, seccomp\n"
        "here = struct.pack('<HH4s8x', 2, 9, bytes((127, 0, 0, 1)))\n"
        "calls = seccomp.machine().refused\n"
        "for held in (stream, packets):\n"
        "    for name in ('connect', 'bind', 'listen', 'accept'):\n"
        "        print(kernel.error_of(calls[name], held.fileno(), here, 16))"
    )

    assert set(run_python(code).stdout.split()) == {str(errno.EACCES)}


@linux
def test_files_can_still_be_moved_between_folders(tmp_path) -> None:
    """Landlock refuses that unless it is told not to: backups and hand-overs live on it."""
    code = GUARDED + (
        "import os, sys\n"
        "one, two = (os.path.join(sys.argv[1], name) for name in ('one', 'two'))\n"
        "os.mkdir(one); os.mkdir(two); open(os.path.join(one, 'x'), 'w').close()\n"
        "os.replace(os.path.join(one, 'x'), os.path.join(two, 'x'))\n"
        "os.link(os.path.join(two, 'x'), os.path.join(one, 'y'))\n"
        "print(os.listdir(one), os.listdir(two))"
    )

    assert run_python(code, str(tmp_path)).stdout.strip() == "['y'] ['x']"


@linux
def test_a_copy_of_a_program_and_a_program_made_here_cannot_be_started(tmp_path) -> None:
    code = GUARDED + (
        "import os, shutil, sys\n"
        "from triage.privacy import kernel\n"
        "copy, own = (os.path.join(sys.argv[1], name) for name in ('true', 'script'))\n"
        "shutil.copy('/bin/true', copy)\n"
        "open(own, 'w').write('#!/bin/true\\n')\n"
        "for program in (copy, own, '/bin/true'):\n"
        "    os.chmod(program, 0o700) if program != '/bin/true' else None\n"
        "    try: print(kernel.spawn(program))\n"
        "    except OSError as refused: print(refused.errno)"
    )

    assert set(run_python(code, str(tmp_path)).stdout.split()) == {str(errno.EACCES)}


@linux
def test_landlock_by_itself_stops_tcp_and_programs_but_not_udp() -> None:
    """Why it is the second layer and not the first. A figure of this kernel, where it knows TCP at all."""
    code = (
        "import socket, sys\n"
        "from triage.privacy import landlock\n"
        "landlock.put_up()\n"
        "print(landlock._version())\n"
        "for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):\n"
        "    made = socket.socket(socket.AF_INET, kind)\n"
        "    try: made.connect(('127.0.0.1', 9)); print(0)\n"
        "    except OSError as refused: print(refused.errno)\n"
        "print(landlock.holds())"
    )

    version, tcp, udp, holds = run_python(code).stdout.split()

    assert holds == "True"
    assert udp == "0"
    if int(version) >= 4:
        assert int(tcp) == errno.EACCES


# Starting again

AGAIN = """
import os, sys
from triage.privacy.guards import apply_guards, guards_in_force
apply_guards()
from triage.privacy import landlock, seccomp
left = int(sys.argv[1])
assert seccomp.holds() and landlock.holds(), left
if left:
    os.execv(sys.executable, [sys.executable, "-c", sys.orig_argv[2], str(left - 1)])
status = open("/proc/self/status").read()
print(guards_in_force()[-2:], status.split("Seccomp_filters:")[1].split()[0])
"""


@linux
def test_forty_locks_pile_up_no_layer() -> None:
    """A process carries 16 layers of Landlock; the program starts itself anew at each lock."""
    ran = run_python(AGAIN, "40")

    assert ran.stdout.strip() == "('seccomp', 'landlock') 1", ran.stderr


@linux
def test_without_the_mark_the_layers_would_pile_up() -> None:
    """The control: it is the mark that saves them."""
    forgetting = AGAIN.replace("if left:", "os.environ.pop('TRIAGE_GUARDED')\nif left:")

    ran = run_python(forgetting, "40")

    assert ran.returncode == 1
    assert "guard_failed" in ran.stderr


@linux
def test_a_mark_that_lies_is_not_believed() -> None:
    ran = run_python(AGAIN, "0", env={"TRIAGE_GUARDED": "1"})

    assert ran.stdout.strip() == "('seccomp', 'landlock') 1", ran.stderr
