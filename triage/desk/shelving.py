"""Many policies at once: puts a folder of them onto the shelf, and looks up what they say.

Nothing here needs a vault or a desk. The shelf lies in the cache folder, for it can be made again.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from triage.encoder.process import EncoderProcess, EncoderUnavailable
from triage.errors import ContentError, NotFound, SealBroken
from triage.model import Stage
from triage.policy.corpus import Policy
from triage.policy.reading import read_policy
from triage.shelf.building import Built, Progress, build_shelf
from triage.shelf.entry import Entry, Shelved
from triage.shelf.faults import OtherEncoder
from triage.shelf.shelf import Shelf, ShelfHit

if TYPE_CHECKING:
    from triage.encoder.encoder import Encode, Vectors

_SHELF = "shelf"
"""Name of the folder in the cache."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What came of a folder."""

    built: Built
    skipped: tuple[ContentError, ...]
    """One for each file that does not read as a policy."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a look-up."""

    hits: tuple[ShelfHit, ...]
    stage: Stage
    pending: int
    """Texts that only words can find, because a build was stopped."""
    warning: str | None
    """Id of the message that says why only words were used; None when meaning was used too."""


def index_folder(folder: Path, cache: Path, progress: Progress) -> Indexed:
    """Makes the shelf hold the policies of ``folder``, and those only.

    Raises NotFound where there is no folder, or no policy in it: the shelf then stays as it is. Raises InUse,
    NotSaved, EncoderUnavailable; what was done by then is kept.
    """
    if not folder.is_dir():
        raise NotFound("shelf_folder_missing")
    policies: list[Shelved] = []
    skipped: list[ContentError] = []
    for file in sorted(folder.rglob("*.md")):
        try:
            policies.append(_read(file, file.relative_to(folder).as_posix()))
        except ContentError as wrong:
            skipped.append(wrong)
    if not policies:
        raise NotFound("shelf_no_policies", skipped=len(skipped))
    with _encoding(cache) as encode:
        return Indexed(build_shelf(cache / _SHELF, policies, encode, progress), tuple(skipped))


def search_shelf(text: str, cache: Path, count: int) -> Found:
    """Clauses of all policies by words and meaning; by words alone where the meaning side fails.

    Raises NotFound when nothing was indexed, ShelfDamaged.
    """
    with closing(Shelf(cache / _SHELF)) as shelf, _encoding(cache) as encode:
        try:
            hits = shelf.by_meaning(text, encode, count)
        except (EncoderUnavailable, OtherEncoder, SealBroken) as wrong:
            return Found(shelf.by_words(text, count), Stage.WORDS, shelf.pending, wrong.code)
        return Found(hits, Stage.MEANING, shelf.pending, None)


@contextmanager
def _encoding(cache: Path) -> Iterator["Encode"]:
    """An encoder that starts when it is first asked: where nothing has changed, it need not."""
    encoder = EncoderProcess(cache)
    is_started = False

    def encode(texts: Sequence[str]) -> "Vectors":
        nonlocal is_started
        if not is_started:
            is_started = True
            encoder.start()
        return encoder.encode(texts)

    try:
        yield encode
    finally:
        encoder.stop()


def _read(file: Path, name: str) -> Shelved:
    """Raises ContentError."""
    try:
        raw = file.read_bytes()
        policy = read_policy(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError as wrong:
        raise ContentError(file=name, key="-", problem=wrong.reason) from None
    except OSError:
        raise ContentError(file=name, key="-", problem="the file cannot be opened") from None
    entries = _entries(policy)
    if not entries:
        raise ContentError(file=name, key="-", problem="it has no numbered section with words in it")
    return Shelved(name, policy.title or name, hashlib.sha256(raw).hexdigest(), entries)


def _entries(policy: Policy) -> tuple[Entry, ...]:
    """One for each passage. What only leads in to bullets is quoted with each of them, not by itself."""
    headings = {section.number: section.heading for section in policy.sections}
    lead_ins = {said.lead_in for said in policy.passages}
    return tuple(
        Entry(said.clause_id, headings[said.section], said.text, said.lead_in, said.lines)
        for said in policy.passages
        if said.text not in lead_ins
    )
