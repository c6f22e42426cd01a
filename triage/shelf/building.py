"""Puts policies onto the shelf: only what is new or changed is encoded, and what is done stays done.

The list of clauses is written first, a policy at a time; then texts without a row are encoded in batches,
each on the disk before the list says so. A build that is killed loses one batch, and the next goes on there.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from filelock import FileLock, Timeout

from triage.encoder.weights import encoder_id
from triage.errors import InUse
from triage.paths import private_folder
from triage.retrieval.vectors import key_of
from triage.shelf.entry import Shelved
from triage.shelf.faults import ShelfDamaged, disk_in_our_words
from triage.shelf.graph import EXACT_UP_TO, grow_graph
from triage.shelf.rows import append, copy, cut_off, mapped, rows_path
from triage.shelf.store import LIST_NAME, ShelfStore

if TYPE_CHECKING:
    from triage.encoder.encoder import Encode

BATCH = 256
"""Texts that are committed together, and lost together when the power goes."""
ENCODED_AT_ONCE = 32
"""Texts of one question to the encoder: seconds at most, on a busy machine too."""

Step = Literal["shelf_encoding", "shelf_linking"]
"""Id of the message that says what a build is doing."""
Progress = Callable[[Step, int, int], None]
"""Called with what is done and what there is to do."""


@dataclass(frozen=True, slots=True)
class Built:
    """What stands on the shelf now."""

    policies: int
    passages: int
    encoded: int
    """Texts encoded by this build; the others were known."""
    was_damaged: bool = False
    """What was there could not be read, and all was made again."""


def build_shelf(
    folder: Path,
    policies: Sequence[Shelved],
    encode: "Encode",
    progress: Progress | None = None,
    *,
    exact_up_to: int = EXACT_UP_TO,
) -> Built:
    """Makes the shelf in ``folder`` hold just ``policies``.

    Raises InUse while another build runs, NotSaved, or whatever ``encode`` raises; what was done is kept.
    """
    with _one_builder(folder):
        try:
            return _Build(folder, encode, progress or _quiet, exact_up_to).run(policies)
        except ShelfDamaged:
            _clear(folder)
            built = _Build(folder, encode, progress or _quiet, exact_up_to).run(policies)
            return replace(built, was_damaged=True)


@dataclass(slots=True)
class _Build:
    folder: Path
    encode: "Encode"
    progress: Progress
    exact_up_to: int

    def run(self, policies: Sequence[Shelved]) -> Built:
        with closing(ShelfStore(self.folder, is_made=(self.folder / LIST_NAME).exists())) as store:
            store.check()
            self._settle(store)
            _list(store, policies)
            encoded = self._encode(store)
            self._compact(store)
            self._link(store)
            return Built(*store.counts(), encoded)

    def _settle(self, store: ShelfStore) -> None:
        """Begins from what was committed, or from no rows where they are another encoder's."""
        state = store.state()
        if state.encoder != encoder_id():
            with store.changing():
                store.forget_rows()
                store.note(encoder=encoder_id(), generation=state.generation + 1, rows=0)
        state = store.state()
        for left in (*self.folder.glob("rows-*"), *self.folder.glob("graph-*")):
            if not left.name.startswith((f"rows-{state.generation}.f32", f"graph-{state.generation}-")):
                with contextlib.suppress(OSError):  # another window still reads it, on Windows
                    left.unlink()
        cut_off(rows_path(self.folder, state.generation), state.rows)

    def _encode(self, store: ShelfStore) -> int:
        total, done, after = store.pending_count(), 0, 0
        state = store.state()
        path, rows = rows_path(self.folder, state.generation), state.rows
        while batch := store.pending(after, BATCH):
            encoded = []
            for start in range(0, len(batch), ENCODED_AT_ONCE):
                texts = [pending.text for pending in batch[start : start + ENCODED_AT_ONCE]]
                encoded.append(self.encode(texts))
                done += len(texts)
                self.progress("shelf_encoding", done, total)
            append(path, encoded)
            with store.changing():
                store.keep([pending.key for pending in batch], rows)
                rows += len(batch)
                store.note(rows=rows)
            after = batch[-1].text_id
        return done

    def _compact(self, store: ShelfStore) -> None:
        """Rows that no text needs any more go once they are more than half."""
        state = store.state()
        live = store.live()
        if 2 * len(live) >= state.rows:
            return
        before = mapped(rows_path(self.folder, state.generation), state.rows)
        copy(before, live, rows_path(self.folder, state.generation + 1))
        with store.changing():
            store.renumber()
            store.note(generation=state.generation + 1, rows=len(live))

    def _link(self, store: ShelfStore) -> None:
        state = store.state()
        if state.rows <= self.exact_up_to:
            return
        rows = mapped(rows_path(self.folder, state.generation), state.rows)
        if grow_graph(
            self.folder, state.generation, rows,
            lambda done, total: self.progress("shelf_linking", done, total),
        ):  # fmt: skip
            with store.changing():
                pass  # nothing in the list, but readers look again at what there is


def _list(store: ShelfStore, policies: Sequence[Shelved]) -> None:
    """The list says what ``policies`` say, and no more."""
    there = store.policies()
    gone = there.keys() - {policy.file for policy in policies}
    fresh = [policy for policy in policies if there.get(policy.file) != policy.sha256]
    if not gone and not fresh:
        return
    for policy in fresh:
        with store.changing():
            store.put(policy, [key_of(entry.meant) for entry in policy.entries])
    with store.changing():
        store.drop(gone)
        store.drop_texts()


@contextmanager
def _one_builder(folder: Path) -> Iterator[None]:
    """No other build meanwhile: two would write over each other's rows. A killed process leaves no lock."""
    with disk_in_our_words():
        private_folder(folder)
        lock = FileLock(folder / "shelf.lock", timeout=0, mode=0o600, fallback_to_soft=False)
        try:
            lock.acquire()
        except (Timeout, NotImplementedError):
            raise InUse("shelf_in_use") from None
    try:
        yield
    finally:
        lock.release(force=True)


def _clear(folder: Path) -> None:
    """Everything but the lock goes. Raises NotSaved."""
    with disk_in_our_words():
        for pattern in (f"{LIST_NAME}*", "rows-*", "graph-*"):
            for file in folder.glob(pattern):
                file.unlink()


def _quiet(step: Step, done: int, total: int) -> None:
    """For who does not want to know."""
