"""One window at a time on a vault: the system holds the lock, and lets go of it when the process ends."""

from pathlib import Path

from filelock import FileLock, Timeout

from triage.errors import InUse, NotSaved


class WindowLock:
    """Held from construction to ``release``, from any thread. A killed process leaves nothing to clean up."""

    def __init__(self, folder: Path) -> None:
        """Raises InUse at once when another window has the vault in ``folder``."""
        # No falling back to a soft lock, a mere file: it would outlive a killed process.
        self._lock = FileLock(
            folder / "vault.lock", timeout=0, mode=0o600, thread_local=False, fallback_to_soft=False
        )
        try:
            self._lock.acquire()
        except Timeout:
            raise InUse("vault_in_use") from None
        except (OSError, NotImplementedError):
            raise NotSaved("vault_read_only") from None

    def release(self) -> None:
        """Lets the next window in; again is no error."""
        self._lock.release(force=True)
