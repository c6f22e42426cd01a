"""A pack whose files no longer fit: what still opens, and what it says."""

import shutil
from collections.abc import Callable
from importlib.resources import as_file
from pathlib import Path

import pytest

import policy_corpus
from triage.content import message
from triage.errors import ContentError, NotFound
from triage.policy.pack import DEFAULT_PACK, Pack, load_pack
from triage.policy.stamp import stamp

Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped pack."""
    with as_file(policy_corpus.root() / DEFAULT_PACK) as shipped:
        return Path(shutil.copytree(shipped, tmp_path / DEFAULT_PACK))


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Changes words in a file of the copy."""

    def change(name: str, old: str, new: str) -> None:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")

    return change


def opened(folder: Path) -> Pack:
    return load_pack(root=folder.parent)


def test_a_changed_word_opens_with_the_warning_and_names_the_note_to_read_again(
    folder: Path, edit: Edit
) -> None:
    edit("policy.md", "must consult their line manager", "may consult their line manager")

    pack = opened(folder)

    assert not pack.intact
    assert pack.stale_notes == ("7.consult_manager",)
    assert message("policy_changed").startswith("The policy text has changed.")


def test_an_added_paragraph_opens_with_the_warning_and_can_be_quoted(folder: Path) -> None:
    with (folder / "policy.md").open("a", encoding="utf-8", newline="\n") as file:
        file.write("\nSomething nobody agreed.\n")

    pack = opened(folder)

    assert not pack.intact
    [added] = pack.stale_notes
    assert pack.quote(added).text == "Something nobody agreed."
    assert pack.notes[added].title == "Ensuring the Effectiveness of the Policy"


def test_words_that_a_note_on_the_law_quotes_may_change_without_closing_the_policy(
    folder: Path, edit: Edit
) -> None:
    edit("policy.md", "Prevention of Terrorism Act 1989", "Terrorism Act 2000")

    assert not opened(folder).intact


def test_line_ends_of_windows_break_the_seal_but_not_the_policy(folder: Path) -> None:
    file = folder / "policy.md"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    pack = opened(folder)

    assert (pack.intact, pack.stale_notes) == (False, ())


def test_a_wrong_seal_in_the_settings_is_a_changed_text_too(folder: Path, edit: Edit) -> None:
    edit("pack.toml", 'policy_sha256 = "', 'policy_sha256 = "0')

    assert not opened(folder).intact


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        pytest.param("pack.toml", '"7.exceptions" = [', '"7.nowhere" = [', "links.7.nowhere", id="a link"),
        pytest.param(
            "clauses.toml", '[clause."7.record"]', '[clause."7.recorded"]', "7.recorded", id="a note"
        ),
        pytest.param(
            "silences.toml",
            'clauses = ["7.consult_manager"]',
            'clauses = ["7.x"]',
            "manager_away",
            id="a silence",
        ),
        pytest.param(
            "currency.toml",
            'clauses = ["7.terrorism"]',
            'clauses = ["7.x"]',
            "terrorism_act_repealed",
            id="the law",
        ),
    ],
)
def test_a_citation_that_leads_nowhere_is_refused_by_file_and_key(
    folder: Path, edit: Edit, file: str, old: str, new: str, key: str
) -> None:
    edit(file, old, new)

    with pytest.raises(ContentError) as refused:
        opened(folder)
    assert (refused.value.facts["file"], refused.value.facts["key"]) == (file, key)


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        pytest.param("clauses.toml", '"clause."8"', "", "8", id="a clause without a note"),
        pytest.param(
            "currency.toml",
            'policy_words = "Prevention',
            'policy_words = "The Prevention',
            "terrorism_act_repealed",
            id="words that the policy does not use",
        ),
        pytest.param(
            "silences.toml",
            'id = "manager_disagree"',
            'id = "manager_away"',
            "manager_away",
            id="an id used twice",
        ),
        pytest.param(
            "silences.toml",
            'source = "practice"',
            'source = "policy 7"',
            "silence.5.source",
            id="a false label",
        ),
        pytest.param("pack.toml", "title =", "titel =", "title", id="a key nobody knows"),
    ],
)
def test_a_file_that_breaks_its_own_rules_is_refused_by_file_and_key(
    folder: Path, edit: Edit, file: str, old: str, new: str, key: str
) -> None:
    if key == "8":
        notes = (folder / file).read_text(encoding="utf-8")
        start = notes.index('[clause."8"]')
        (folder / file).write_text(
            notes[:start] + notes[notes.index("[clause.", start + 1) :], encoding="utf-8"
        )
    else:
        edit(file, old, new)

    with pytest.raises(ContentError) as refused:
        opened(folder)
    assert (refused.value.facts["file"], refused.value.facts["key"]) == (file, key)


@pytest.mark.parametrize("name", ["policy.md", "pack.toml", "clauses.toml", "silences.toml", "currency.toml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(ContentError) as refused:
        opened(folder)
    assert refused.value.facts["file"] == name


def test_stamping_seals_a_changed_text_and_its_note_again(folder: Path, edit: Edit) -> None:
    edit("policy.md", "must consult their line manager", "must first consult their line manager")

    stamp(folder)

    pack = opened(folder)
    assert (pack.intact, pack.stale_notes) == (True, ())


def test_stamping_an_unchanged_pack_changes_nothing(folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}

    stamp(folder)

    assert {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()} == before


@pytest.mark.parametrize(
    ("clause", "words", "passage"),
    [
        pytest.param(
            "7.legal_disclosure", "police have an order from a judge", "7.production_order", id="an order"
        ),
        pytest.param(
            "7.legal_disclosure", "are we legally required to", "7.legal_disclosure", id="any legal demand"
        ),
        pytest.param(
            "4.paper_files", "can the local authority look", "4.paper_files.local_authority", id="the council"
        ),
        pytest.param("4.paper_files", "which cabinets get locked", "4.paper_files", id="the cabinet"),
        pytest.param("2", "can I share it without permission", "2.sharing", id="sharing"),
        pytest.param("2", "zzz", "2.commitment", id="nothing in common: the first"),
    ],
)
def test_of_a_clause_in_two_places_the_fitting_one_is_quoted(
    pack: Pack, clause: str, words: str, passage: str
) -> None:
    assert pack.best_quote(clause, words).passage_id == passage


def test_a_quotation_carries_our_short_title(pack: Pack) -> None:
    assert pack.quote("7.production_order").title == pack.notes["7.legal_disclosure"].title


def test_a_clause_that_does_not_exist_is_not_found(pack: Pack) -> None:
    with pytest.raises(NotFound):
        pack.quote("7.nothing")
    with pytest.raises(NotFound):
        pack.best_quote("7.nothing", "words")


@pytest.mark.parametrize("address", ["7.legal_disclosure", "7.production_order"])
def test_a_note_on_the_law_beside_a_passage_stands_beside_its_clause(pack: Pack, address: str) -> None:
    assert "production_orders" in {note.id for note in pack.law_beside(address)}


def test_a_clause_whose_law_has_not_moved_has_no_note_on_the_law(pack: Pack) -> None:
    assert pack.law_beside("6.post") == ()
