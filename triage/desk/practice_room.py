"""Where practice happens: a throw-away vault that keeps practice only, and the calls that can be played.

The vault of the service refuses every record of practice, and this one every record of real work.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory

from triage.desk.bootstrap import utc_now
from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.errors import NotFound, NotSaved, UsageError
from triage.model import Clock
from triage.policy.pack import Pack
from triage.practice.coach import kind_of
from triage.practice.faults import Fault
from triage.practice.kinds import KindOf
from triage.practice.load import check_scenario, load_scenario
from triage.practice.scenario import Scenario
from triage.records.draft import Mode

FOLDER = "scenarios"
"""In the pack's own folder."""
SKELETON = "scenario_skeleton.toml"
_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")
_LARGEST = 200_000
"""Bytes of a scenario file; a longer one is none."""


@dataclass(frozen=True, slots=True)
class OnShelf:
    """A practice call of the pack."""

    id: str
    scenario: Scenario | None
    """None where its file has faults: then it cannot be played."""
    faults: tuple[Fault, ...]


@contextmanager
def practice_desk(*, clock: Clock = utc_now, with_encoder: bool = True) -> Iterator[Desk]:
    """A desk with invented people; all that is written there is gone with it."""
    with TemporaryDirectory(prefix="triage-practice-", ignore_cleanup_errors=True) as made:
        desk = demo_desk(Path(made), clock=clock, with_encoder=with_encoder, mode=Mode.PRACTICE)
        try:
            yield desk
        finally:
            desk.close()


def question_kinds() -> KindOf:
    """What tells the kinds of lines apart, on the screen and in plain lines."""
    return kind_of


def shelf(pack: Pack) -> tuple[OnShelf, ...]:
    """Every practice call of the pack, by id; each is played through only when it is begun."""
    found = []
    for file in sorted(_files(pack), key=lambda file: file.name):
        scenario_id = file.name.removesuffix(".toml")
        checked = check_scenario(file.read_text(encoding="utf-8"), pack, scenario_id, walked=False)
        found.append(OnShelf(scenario_id, checked.scenario, checked.faults))
    return tuple(found)


def scenarios(pack: Pack) -> tuple[Scenario, ...]:
    """Those of the pack that can be played, by id."""
    return tuple(each.scenario for each in shelf(pack) if each.scenario is not None)


def scenario_named(pack: Pack, name: str) -> Scenario:
    """One of the pack by its id, or one in a file by its path. Raises NotFound, ScenarioBroken."""
    for file in _files(pack):
        if file.name == f"{name}.toml":
            return load_scenario(file.read_text(encoding="utf-8"), pack, file.name)
    if name.endswith(".toml"):
        return load_scenario(text_of(Path(name)), pack, Path(name).name)
    raise NotFound("practice_not_found", id=name)


def faults_in(pack: Pack, file: Path) -> tuple[Fault, ...]:
    """What is wrong with a file, line by line; nothing where it can be played. Raises NotFound."""
    return check_scenario(text_of(file), pack, file.name.removesuffix(".toml")).faults


def write_skeleton(file: Path) -> None:
    """A call to fill in; it can be played as it is. Raises UsageError, NotSaved where the file is there."""
    from policy_corpus import root

    scenario_id = file.name.removesuffix(".toml")
    if not file.name.endswith(".toml") or not _ID.fullmatch(scenario_id):
        raise UsageError("practice_file_name", file=file.name)
    skeleton = (root() / "language" / SKELETON).read_text(encoding="utf-8")
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(skeleton.replace("{id}", scenario_id))
    except OSError:
        raise NotSaved("practice_not_written", file=file.name) from None


def text_of(file: Path) -> str:
    """Raises NotFound where there is no such file of text."""
    try:
        if file.stat().st_size > _LARGEST:
            raise NotFound("practice_no_file", file=file.name)
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise NotFound("practice_no_file", file=file.name) from None


def _files(pack: Pack) -> Iterator[Traversable]:
    from policy_corpus import root

    folder = root() / pack.name / FOLDER
    if folder.is_dir():
        yield from (file for file in folder.iterdir() if file.name.endswith(".toml"))
