"""The self-test of an installation: what it says is measured now, on this device; nothing is repaired."""

import codecs
import contextlib
import locale
import platform
import shutil
import stat
import sys
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from triage.desk.bootstrap import utc_now
from triage.desk.policy_life import review_due
from triage.desk.seals import POLICY, SealCheck, check_seals
from triage.desk.service_file import read_service
from triage.errors import TriageError
from triage.policy.pack import Pack, load_pack
from triage.privacy import guards
from triage.privacy.footprint import Footprint, footprint
from triage.privacy.proof import attempts
from triage.privacy.selftest import Attempt, Outcome

SMALLEST = (60, 18)
"""Columns and rows below which the screen cannot be used."""

_SQLITE_HEADER = b"SQLite format 3"


class _Finding(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class PolicyFinding(_Finding):
    """The shipped policy text."""

    title: str
    sha256: str
    intact: bool
    review_due: str | None
    """None: the service has set no date."""
    old_notes: tuple[str, ...] = ()
    """Ids of notes on the law that were checked more than twelve months ago."""


class ModelFinding(_Finding):
    """The encoder of meaning."""

    name: str
    sha256_ok: bool
    loads: bool

    @property
    def holds(self) -> bool:
        """It is ours and it answers."""
        return self.sha256_ok and self.loads


class NetworkFinding(_Finding):
    """This process after loading everything that answers, and every way out tried in another like it."""

    guards: tuple[str, ...]
    sockets_opened: int
    blocked_attempts: int
    missing: tuple[str, ...]
    """Guards that this system does not have. Nothing is claimed of them."""
    attempts: tuple[Attempt, ...]

    @property
    def holds(self) -> bool:
        """The hook is up and let nothing through, and no way out was found."""
        return "audit_hook" in self.guards and self.sockets_opened == 0 and not self.way_out

    @property
    def way_out(self) -> tuple[str, ...]:
        """Ids of the ways out that were not refused, or that nobody knows of."""
        return self.ways(Outcome.WENT_OUT) + self.ways(Outcome.UNANSWERED)

    def ways(self, outcome: Outcome) -> tuple[str, ...]:
        """Ids of the ways out that came out so."""
        return tuple(each.route for each in self.attempts if each.outcome is outcome)


class VaultFinding(_Finding):
    """The vault's folder, from outside; nobody signs in for this."""

    present: bool
    people: int
    encrypted: bool | None
    """The database does not begin as a readable one does; None: no database."""
    private: bool | None
    """No other user of this device may read it; None: no vault, or a system without such modes."""

    @property
    def holds(self) -> bool:
        """Closed to others and open to somebody; no vault at all is no fault."""
        return not self.present or (self.encrypted is True and self.private is not False and self.people > 0)


class TerminalFinding(_Finding):
    """The window, if there is one."""

    present: bool
    columns: int
    rows: int
    utf8: bool

    @property
    def holds(self) -> bool:
        """Big enough, and it shows all letters; no window at all is no fault."""
        return not self.present or (self.utf8 and self.columns >= SMALLEST[0] and self.rows >= SMALLEST[1])


class Examination(_Finding):
    """Everything ``triage doctor`` looks at."""

    python: str
    platform: str
    policy: PolicyFinding
    model: ModelFinding
    network: NetworkFinding
    vault: VaultFinding
    terminal: TerminalFinding
    seals: tuple[SealCheck, ...]
    files: Footprint
    """Changed since this process started."""
    ok: bool

    def as_json(self) -> dict[str, object]:
        """As INTERFACES has it."""
        return {"schema": "triage.doctor/1", **self.model_dump(mode="json")}


def examine(data_dir: Path) -> Examination:
    """Looks at the installation and at the vault in ``data_dir``. Loads the encoder: that takes seconds."""
    pack = load_pack()
    seals = tuple(check_seals(pack))
    policy, model = _policy(pack, data_dir), _model(data_dir, seals)
    vault, terminal = examine_vault(data_dir / "vault"), _terminal()
    network = NetworkFinding(
        guards=guards.guards_in_force(),
        sockets_opened=guards.sockets_opened(),
        blocked_attempts=guards.blocked_attempts(),
        missing=guards.guards_missing(),
        attempts=tuple(attempts()),
    )
    return Examination(
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.release()} {platform.machine()}",
        policy=policy,
        model=model,
        network=network,
        vault=vault,
        terminal=terminal,
        seals=seals,
        files=footprint(data_dir, guards.STARTED),
        # A window too small is a nuisance, not a fault: commands work without any.
        ok=policy.intact and model.holds and network.holds and vault.holds,
    )


def examine_vault(folder: Path) -> VaultFinding:
    """The folder that holds vault.db, without opening it."""
    from triage.vault import keys

    database = folder / "vault.db"
    if not database.exists():
        return VaultFinding(present=False, people=0, encrypted=None, private=None)
    people = 0
    with contextlib.suppress(TriageError):  # a damaged key file shows as nobody being able to sign in
        people = len(keys.people(folder / "vault.keys"))
    with database.open("rb") as file:
        encrypted = file.read(len(_SQLITE_HEADER)) != _SQLITE_HEADER
    return VaultFinding(present=True, people=people, encrypted=encrypted, private=_private(folder))


def _policy(pack: Pack, data_dir: Path) -> PolicyFinding:
    service = None
    with contextlib.suppress(TriageError):  # a damaged file is said where somebody signs in
        service = read_service(data_dir / "vault")
    due = review_due(pack, service)
    return PolicyFinding(
        title=pack.title,
        sha256=pack.sha256,
        intact=pack.intact,
        review_due=due.isoformat() if due else None,
        old_notes=old_notes(pack, utc_now().date()),
    )


def old_notes(pack: Pack, today: date) -> tuple[str, ...]:
    """Ids of the notes on the law that were checked more than twelve months ago."""
    return tuple(note.id for note in pack.currency if note.is_old(today))


def _model(data_dir: Path, seals: tuple[SealCheck, ...]) -> ModelFinding:
    from triage.encoder.process import EncoderProcess
    from triage.encoder.weights import MODEL_NAME

    if not all(check.holds for check in seals if check.name != POLICY):
        return ModelFinding(name=MODEL_NAME, sha256_ok=False, loads=False)
    encoder = EncoderProcess(data_dir / "cache")
    try:
        encoder.start()
        return ModelFinding(name=MODEL_NAME, sha256_ok=True, loads=len(encoder.encode(["ready?"])) == 1)
    except TriageError:
        return ModelFinding(name=MODEL_NAME, sha256_ok=True, loads=False)
    finally:
        encoder.stop()


def _private(folder: Path) -> bool | None:
    if sys.platform == "win32":
        return None
    return not any(stat.S_IMODE(path.lstat().st_mode) & 0o077 for path in (folder, *folder.rglob("*")))


def _terminal() -> TerminalFinding:
    columns, rows = shutil.get_terminal_size()
    utf8 = codecs.lookup(locale.getencoding()).name == "utf-8"
    return TerminalFinding(present=sys.stdout.isatty(), columns=columns, rows=rows, utf8=utf8)
