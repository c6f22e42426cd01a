"""What a process leaves behind: new files are private, no core file is written, its memory is closed, and
temporary files go where the vault is."""

import os
import sys
from pathlib import Path

_PRIVATE = 0o077


def make_files_private() -> None:
    """Whatever is made from now on is this user's alone."""
    os.umask(_PRIVATE)


def files_are_private() -> bool:
    """The mask can only be read by setting it."""
    return os.umask(_PRIVATE) == _PRIVATE or sys.platform == "win32"


def keep_temporary_files_in(folder: Path) -> bool:
    """False on a disk that takes nothing: guidance must work there, and nothing of a case can be kept."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError:
        return False
    os.environ.update({"TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)})
    return True


def forbid_core_files() -> None:
    """A crash writes no image of the memory."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def core_files_are_forbidden() -> bool:
    """Neither now nor, without more rights, later."""
    if sys.platform == "win32":
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


def close_memory() -> None:
    """Another process of the same user may not read this one's memory. Raises OSError."""
    from triage.privacy import kernel

    kernel.control(kernel.SET_DUMPABLE, 0)


def memory_is_closed() -> bool:
    """As the system has it. Raises OSError."""
    from triage.privacy import kernel

    return kernel.control(kernel.GET_DUMPABLE) == 0
