"""Many policies on one shelf: built in steps, resumed, mended, searched; with a stand-in encoder."""

import hashlib
import json
import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from filelock import FileLock
from running import PROJECT, run_triage

from triage.encoder.weights import DIMENSIONS
from triage.errors import InUse, NotFound, NotSaved
from triage.shelf import building, store
from triage.shelf.building import Built, build_shelf
from triage.shelf.entry import Entry, Shelved
from triage.shelf.faults import OtherEncoder, ShelfDamaged, disk_in_our_words
from triage.shelf.rows import ROW_BYTES
from triage.shelf.shelf import Shelf, ShelfHit

if TYPE_CHECKING:
    from triage.encoder.encoder import Vectors

WORDS = [
    f"{start}{end}"
    for start in ("con", "dis", "re", "pro", "sub", "trans", "per", "in")
    for end in ("sent", "close", "cord", "tect", "mit", "fer", "form", "spect", "vide", "duct")
]


class StandIn:
    """Texts that share words get vectors that are near; the same text gets the same one in every process."""

    def __init__(self, fails_after: int | None = None) -> None:
        self.asked: list[str] = []
        self._fails_after = fails_after

    def __call__(self, texts: Sequence[str]) -> "Vectors":
        if self._fails_after is not None and len(self.asked) >= self._fails_after:
            raise KeyboardInterrupt
        self.asked += texts
        rows = np.stack([sum(map(_of_word, text.lower().split()), np.zeros(DIMENSIONS)) for text in texts])
        lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return np.asarray(rows / lengths, dtype=np.float32)


def _of_word(word: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(DIMENSIONS)


def policy(name: str, *texts: str, heading: str = "Consent") -> Shelved:
    entries = tuple(
        Entry(f"1.c{number}", heading, text, None, (number, number)) for number, text in enumerate(texts, 1)
    )
    sha256 = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    return Shelved(f"{name}.md", name, sha256, entries)


def many(count: int, seed: int = 1) -> list[Shelved]:
    """Policies of 20 passages, ``count`` passages in all, each with other words."""
    chosen = random.Random(seed)
    texts = [f"{' '.join(chosen.sample(WORDS, 8))} number{seed}x{number}" for number in range(count)]
    return [policy(f"p{at:04}", *texts[at : at + 20]) for at in range(0, count, 20)]


@contextmanager
def opened(folder: Path, **how: int) -> Iterator[Shelf]:
    with closing(Shelf(folder, **how)) as shelf:
        yield shelf


def texts_of(hits: Sequence[ShelfHit]) -> list[str]:
    return [hit.place.entry.text for hit in hits]


def row_file(folder: Path) -> Path:
    [file] = folder.glob("rows-*")
    return file


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "shelf.db", isolation_level=None)) as db:
        db.execute(statement)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


def test_a_clause_is_found_by_words_and_by_meaning_with_the_name_of_its_policy(folder: Path) -> None:
    build_shelf(folder, [policy("North", "Ask before a voicemail is left."), *many(60)], StandIn())

    with opened(folder) as shelf:
        [by_words, *_] = shelf.by_words("the voicemails", 5)
        [by_meaning, *_] = shelf.by_meaning("a voicemail is left", StandIn(), 5)
    assert by_words.place == by_meaning.place
    assert (by_words.place.title, by_words.place.entry.clause) == ("North", "1.c1")
    assert by_words.place.entry.text == "Ask before a voicemail is left."
    assert 0 < by_meaning.score <= 1


def test_words_that_many_policies_share_are_encoded_and_found_once(folder: Path) -> None:
    encode = StandIn()
    same = [policy(f"p{number}", "Staff must keep records.") for number in range(5)]

    build_shelf(folder, same, encode)

    assert encode.asked == ["Staff must keep records."]
    with opened(folder) as shelf:
        [hit] = shelf.by_meaning("records", encode, 5)
    assert hit.place.policies == 5


def test_a_bullet_is_found_by_the_words_that_lead_in_to_it(folder: Path) -> None:
    bullet = Entry("1.b", "Records", "a nickname", "Letters must never carry", (3, 3))
    build_shelf(folder, [Shelved("a.md", "A", "x", (bullet,)), *many(20)], StandIn())

    with opened(folder) as shelf:
        [hit, *_] = shelf.by_words("what may letters carry", 3)
    assert (hit.place.entry.lead_in, hit.place.entry.text) == ("Letters must never carry", "a nickname")


def test_only_new_and_changed_texts_are_encoded(folder: Path) -> None:
    build_shelf(folder, [policy("A", "one thing", "two things"), policy("B", "three")], StandIn())
    encode = StandIn()

    built = build_shelf(folder, [policy("A", "one thing", "two other things"), policy("B", "three")], encode)

    assert encode.asked == ["two other things"]
    assert built == Built(policies=2, passages=3, encoded=1)


def test_an_unchanged_folder_asks_nothing_of_the_encoder(folder: Path) -> None:
    build_shelf(folder, many(40), StandIn())
    encode = StandIn()

    build_shelf(folder, many(40), encode)

    assert encode.asked == []


def test_a_build_says_how_far_it_has_come(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "ENCODED_AT_ONCE", 32)
    heard: list[tuple[str, int, int]] = []

    build_shelf(folder, many(80), StandIn(), lambda *said: heard.append(said), exact_up_to=10)

    encoding = [("shelf_encoding", done, 80) for done in (32, 64, 80)]
    assert heard == [*encoding, ("shelf_linking", 80, 80)]


def test_a_build_that_is_stopped_goes_on_where_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "BATCH", 32)
    monkeypatch.setattr(building, "ENCODED_AT_ONCE", 8)
    with pytest.raises(KeyboardInterrupt):
        build_shelf(folder, many(200), StandIn(fails_after=100))
    with opened(folder) as shelf:
        assert shelf.pending == 104
        assert len(shelf.by_meaning(many(200)[0].entries[0].text, StandIn(), 3)) == 3
    encode = StandIn()

    build_shelf(folder, many(200), encode)

    assert len(encode.asked) == 104  # three batches of 32 were kept
    with opened(folder) as shelf:
        assert shelf.pending == 0
        for each in (many(200)[0].entries[0].text, many(200)[-1].entries[-1].text):
            assert texts_of(shelf.by_meaning(each, StandIn(), 1)) == [each]


def test_rows_that_were_written_and_never_committed_are_cut_off(folder: Path) -> None:
    build_shelf(folder, many(40), StandIn())
    with row_file(folder).open("ab") as file:
        file.write(b"\xff" * (ROW_BYTES + 7))

    build_shelf(folder, [*many(40), policy("Z", "the last word")], StandIn())

    assert row_file(folder).stat().st_size == 41 * ROW_BYTES
    with opened(folder) as shelf:
        assert texts_of(shelf.by_meaning("the last word", StandIn(), 1)) == ["the last word"]


def test_what_has_left_the_folder_is_found_no_more(folder: Path) -> None:
    gone = policy("Old", "Faxes go to the county registrar.")
    build_shelf(folder, [gone, *many(40)], StandIn())

    build_shelf(folder, many(40), StandIn())

    with opened(folder) as shelf:
        assert shelf.by_words("county registrar", 5) == ()
        assert gone.entries[0].text not in texts_of(shelf.by_meaning(gone.entries[0].text, StandIn(), 20))


def test_a_text_that_comes_back_is_not_encoded_again(folder: Path) -> None:
    build_shelf(folder, [policy("A", "now and then"), *many(40)], StandIn())
    build_shelf(folder, many(40), StandIn())
    encode = StandIn()

    build_shelf(folder, [policy("A", "now and then"), *many(40)], encode)

    assert encode.asked == []
    with opened(folder) as shelf:
        assert texts_of(shelf.by_meaning("now and then", StandIn(), 1)) == ["now and then"]


def test_rows_nobody_needs_go_once_they_are_more_than_half(folder: Path) -> None:
    build_shelf(folder, many(100), StandIn())
    few = many(100)[:2]
    with opened(folder) as reader:
        reader.by_meaning("x", StandIn(), 1)
        encode = StandIn()

        build_shelf(folder, few, encode)

        assert texts_of(reader.by_meaning(few[1].entries[3].text, StandIn(), 1)) == [few[1].entries[3].text]
    build_shelf(folder, few, encode)
    assert encode.asked == []
    assert row_file(folder).stat().st_size == 40 * ROW_BYTES


def test_a_shelf_open_for_look_ups_sees_what_a_build_adds(folder: Path) -> None:
    build_shelf(folder, many(40), StandIn())

    with opened(folder) as shelf:
        shelf.by_meaning("x", StandIn(), 1)
        build_shelf(folder, [*many(40), policy("New", "a zebra crossing")], StandIn())

        assert texts_of(shelf.by_meaning("zebra crossing", StandIn(), 1)) == ["a zebra crossing"]


def test_the_graph_finds_what_exact_search_finds(folder: Path) -> None:
    build_shelf(folder, many(400), StandIn(), exact_up_to=100)
    asked = [" ".join(random.Random(seed).sample(WORDS, 4)) for seed in range(20)]

    with opened(folder) as exact, opened(folder, exact_up_to=100) as near:
        for text in asked:
            assert near.by_meaning(text, StandIn(), 10) == exact.by_meaning(text, StandIn(), 10)
        assert near._graph is not None
        assert exact._graph is None


def test_the_graph_grows_and_forgets_with_the_shelf(folder: Path) -> None:
    before, more = many(300), many(100, seed=2)
    build_shelf(folder, before, StandIn(), exact_up_to=100)
    [old] = folder.glob("graph-*")

    build_shelf(folder, [*before[1:], *_renamed(more)], StandIn(), exact_up_to=100)

    [fresh] = folder.glob("graph-*")
    assert fresh != old
    with opened(folder, exact_up_to=100) as shelf:
        new, gone = more[0].entries[0].text, before[0].entries[0].text
        assert texts_of(shelf.by_meaning(new, StandIn(), 1)) == [new]
        assert gone not in texts_of(shelf.by_meaning(gone, StandIn(), 20))


def test_rows_that_the_graph_lacks_are_searched_exactly(folder: Path) -> None:
    build_shelf(folder, many(200), StandIn(), exact_up_to=100)
    build_shelf(folder, [*many(200), policy("New", "a zebra crossing")], StandIn())  # not linked

    with opened(folder, exact_up_to=100) as shelf:
        assert texts_of(shelf.by_meaning("zebra crossing", StandIn(), 1)) == ["a zebra crossing"]
        assert len(shelf._graph or ()) == 200


def test_a_graph_cut_short_is_not_read_and_is_made_again(folder: Path) -> None:
    build_shelf(folder, many(200), StandIn(), exact_up_to=100)
    [graph] = folder.glob("graph-*")
    graph.write_bytes(graph.read_bytes()[:-100])
    text = many(200)[3].entries[3].text

    with opened(folder, exact_up_to=100) as shelf:
        assert texts_of(shelf.by_meaning(text, StandIn(), 1)) == [text]
        assert shelf._graph is None
    encode = StandIn()
    build_shelf(folder, many(200), encode, exact_up_to=100)
    assert encode.asked == []
    with opened(folder, exact_up_to=100) as shelf:
        shelf.by_meaning(text, StandIn(), 1)
        assert shelf._graph is not None


def _renamed(policies: Sequence[Shelved]) -> Iterator[Shelved]:
    for each in policies:
        yield Shelved(f"more-{each.file}", each.title, each.sha256, each.entries)


def _not_a_database(folder: Path) -> None:
    (folder / "shelf.db").write_bytes(b"not a database " * 1000)


def _emptied(folder: Path) -> None:
    (folder / "shelf.db").write_bytes(b"")


def _without_a_table(folder: Path) -> None:
    change(folder, "drop table clause_text")


def _of_another_form(folder: Path) -> None:
    change(folder, "update meta set value = '0' where name = 'form'")


def _rows_cut(folder: Path) -> None:
    file = row_file(folder)
    file.write_bytes(file.read_bytes()[:-5])


def _rows_gone(folder: Path) -> None:
    row_file(folder).unlink()


@pytest.mark.parametrize(
    "damage",
    [_not_a_database, _emptied, _without_a_table, _of_another_form, _rows_cut, _rows_gone],
    ids=lambda damage: damage.__name__.strip("_").replace("_", " "),
)
def test_damage_is_said_and_one_build_mends_it(folder: Path, damage) -> None:
    build_shelf(folder, many(40), StandIn())
    for left in folder.glob("shelf.db-*"):
        left.unlink()
    damage(folder)

    with pytest.raises(ShelfDamaged), opened(folder) as shelf:
        shelf.by_meaning("consent", StandIn(), 5)
    assert build_shelf(folder, many(40), StandIn()) == Built(2, 40, 40, was_damaged=True)
    with opened(folder) as shelf:
        assert len(shelf.by_meaning("consent", StandIn(), 5)) == 5


def test_a_row_that_is_no_vector_is_damage_and_no_answer(folder: Path) -> None:
    build_shelf(folder, many(40), StandIn())
    file = row_file(folder)
    file.write_bytes(file.read_bytes()[:-ROW_BYTES] + b"\xff" * ROW_BYTES)

    with opened(folder) as shelf, pytest.raises(ShelfDamaged):
        shelf.by_meaning("consent", StandIn(), 5)


def test_rows_of_another_encoder_are_never_compared_and_are_made_again(
    folder: Path,
) -> None:
    build_shelf(folder, many(40), StandIn())
    change(folder, "update meta set value = 'another' where name = 'encoder'")
    text = many(40)[0].entries[0].text

    with opened(folder) as shelf:
        with pytest.raises(OtherEncoder):
            shelf.by_meaning(text, StandIn(), 1)
        assert texts_of(shelf.by_words(text, 1)) == [text]
    encode = StandIn()
    build_shelf(folder, many(40), encode)
    assert len(encode.asked) == 40


@pytest.mark.parametrize("text", ["", "   ", '"*^():{}-+', "\x00", "\ud800", "NEAR(", "a OR", "NOT", "the"])
def test_odd_look_ups_are_answered_and_break_nothing(folder: Path, text: str) -> None:
    build_shelf(folder, many(40), StandIn())

    with opened(folder) as shelf:
        shelf.by_words(text, 5)
        shelf.by_meaning(text, StandIn(), 5)


def test_a_very_long_text_is_asked_with_its_first_words(folder: Path) -> None:
    build_shelf(folder, many(40), StandIn())
    text = f"{WORDS[0]} " + " ".join(f"word{number}" for number in range(3_000))

    with opened(folder) as shelf:
        assert len(text) > 20_000
        assert shelf.by_words(text[:20_000], 5)
        assert shelf.by_meaning(text[:20_000], StandIn(), 5)


def test_words_that_stand_nearly_everywhere_give_way_to_rare_ones(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_SCORED", 10)
    common = [f"parents agree item{number}" for number in range(50)]
    build_shelf(folder, [policy("A", *common, "parents agree to a zebra")], StandIn())

    with opened(folder) as shelf:
        assert texts_of(shelf.by_words("parents agree zebra", 5)) == ["parents agree to a zebra"]
        assert len(shelf.by_words("parents agree", 5)) == 5


def test_nothing_indexed_yet_is_said(folder: Path) -> None:
    with pytest.raises(NotFound) as wrong:
        Shelf(folder)

    assert wrong.value.code == "shelf_missing"
    assert not folder.exists()


def test_two_builds_at_once_are_refused(folder: Path) -> None:
    folder.mkdir()

    with FileLock(folder / "shelf.lock"), pytest.raises(InUse):
        build_shelf(folder, many(20), StandIn())


def test_a_full_disk_is_said_and_what_was_done_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "BATCH", 32)

    def refuse(path: Path, blocks: Sequence["Vectors"]) -> None:
        with disk_in_our_words():
            if path.stat().st_size >= 64 * ROW_BYTES:
                raise OSError(28, "no space")
        append(path, blocks)

    append = building.append
    with monkeypatch.context() as full:
        full.setattr(building, "append", refuse)
        with pytest.raises(NotSaved) as wrong:
            build_shelf(folder, many(100), StandIn())
    encode = StandIn()

    build_shelf(folder, many(100), encode)

    assert wrong.value.code == "shelf_disk_full"
    assert len(encode.asked) == 36


NORTH = """# NORTH SERVICE
# CONFIDENTIALITY

## 1. Records
<!-- 1.keep --> Records are kept for six years in a locked cabinet.
"""
SOUTH = """# SOUTH SERVICE

## 1. Telephone
<!-- 1.voicemail --> Staff do not leave a message on an answering machine unless the parent agreed.
"""


QUICK = f"""
import sys
sys.path += [{str(Path(__file__).parent)!r}, {str(PROJECT / "tests")!r}]
import triage.desk.shelving as shelving
from test_shelf import StandIn

class Quick:
    def __init__(self, cache): self.encode = StandIn()
    def start(self): pass
    def stop(self): pass

shelving.EncoderProcess = Quick
"""
"""Without it the first start of the real encoder, which writes its export, takes most of 10 s."""


def test_a_folder_of_policies_is_indexed_and_searched_from_the_command_line(tmp_path: Path) -> None:
    policies, data = tmp_path / "policies", ("--data-dir", str(tmp_path / "data"))
    (policies / "south").mkdir(parents=True)
    (policies / "north.md").write_text(NORTH, encoding="utf-8")
    (policies / "south" / "policy.md").write_text(SOUTH, encoding="utf-8")
    (policies / "README.md").write_text("Words without a section.", encoding="utf-8")

    indexed = run_triage("policy", "index", str(policies), *data, first=QUICK)
    found = run_triage(
        "policy", "search", "can I leave a message", "--json", "--count", "1", *data, first=QUICK
    )

    assert indexed.returncode == 1
    assert indexed.stdout == "Policies: 2. Passages: 2. New or changed: 2.\n"
    assert indexed.stderr.startswith("README.md was left out.")
    assert len(indexed.stderr.splitlines()) == 1  # no bar where nobody looks on
    assert found.returncode == 0
    said = json.loads(found.stdout)
    assert (said["schema"], said["mode"]) == ("triage.policy_search/1", "words+meaning")
    [result] = said["results"]
    assert (result["policy"], result["id"]) == ("SOUTH SERVICE", "1.voicemail")
    assert result["text"] == SOUTH.split("--> ")[1].strip()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["index", "nowhere"], "There is no such folder.", id="no folder"),
        pytest.param(["index", "."], "No file in that folder reads as a policy.", id="no policy in it"),
        pytest.param(["search", "x"], "No policies are indexed yet.", id="nothing indexed"),
    ],
)
def test_what_is_not_there_is_said_with_exit_code_three(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    ran = run_triage("policy", *arguments, "--data-dir", str(tmp_path / "data"), cwd=tmp_path)

    assert ran.returncode == 3
    assert ran.stdout == ""
    assert ran.stderr.startswith(said)
