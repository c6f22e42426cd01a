"""New text beside the text in use: found clause by clause, with or without addresses, and what it touches."""

import hashlib
import re
from pathlib import Path

import policy_corpus
from triage.policy.amendment import Amendment, compare, in_our_form
from triage.policy.pack import Pack
from triage.policy.reading import read_policy
from triage.policy.touched import touched_by, words_gone

SOURCE = Path(__file__).parents[1] / "content/data/west-midlands-sendiass-confidentiality-policy.txt"
ADDRESS = re.compile(r"<!--.*?--> ?")


def text_of(pack: Pack) -> str:
    """The policy as somebody would write it anew: no addresses in it."""
    raw = (policy_corpus.root() / pack.name / "policy.md").read_text(encoding="utf-8")
    return ADDRESS.sub("", raw)


def compared(pack: Pack, new: str) -> Amendment:
    return compare(pack.policy, read_policy(new), pack.sha256, new.encode())


def edited(pack: Pack, old: str, new: str) -> Amendment:
    text = text_of(pack)
    assert old in text
    return compared(pack, text.replace(old, new))


def test_the_same_words_differ_in_nothing_though_no_address_is_given(pack: Pack) -> None:
    assert compared(pack, text_of(pack)).changes == ()


def test_the_policy_as_it_was_given_to_us_differs_in_nothing(pack: Pack) -> None:
    assert compared(pack, in_our_form(SOURCE.read_text(encoding="utf-8"))).changes == ()


def test_both_texts_are_named_by_their_bytes(pack: Pack) -> None:
    amendment = compared(pack, text_of(pack))

    assert amendment.old_sha256 == pack.sha256
    assert amendment.new_sha256 == hashlib.sha256(text_of(pack).encode()).hexdigest()


def test_a_changed_word_is_found_in_its_clause(pack: Pack) -> None:
    [change] = edited(pack, "must consult their line manager", "may consult their line manager").changes

    assert (change.kind, change.address, change.section) == ("changed", "7.consult_manager", "7")
    assert [(words.kind, words.text) for words in change.words if words.kind != "same"] == [
        ("out", "must"), ("in", "may"),
    ]  # fmt: skip


def test_half_a_sentence_that_is_a_clause_of_its_own_is_told_apart(pack: Pack) -> None:
    [change] = edited(
        pack, "parents may have access to these files at any time.",
        "parents and young people may see these files within 30 days of asking.",
    ).changes  # fmt: skip

    assert (change.kind, change.address) == ("changed", "4.access")


def test_a_clause_taken_out_is_named(pack: Pack) -> None:
    [change] = edited(pack, "- The parent discloses that they have been abused.\n", "").changes

    assert (change.kind, change.clause_id, change.after) == ("removed", "7.circumstances.abused", "")


def test_new_sentences_belong_to_no_clause_yet(pack: Pack) -> None:
    new = "A worry about a manager goes to the named director, who answers within one day."
    text = text_of(pack).replace("## 8. Legislative", f"{new}\n\n## 8. Legislative")

    [change] = compared(pack, text).changes

    assert (change.kind, change.clause_id, change.section, change.after) == ("added", None, "7", new)


def test_a_new_heading_and_a_new_section_are_named(pack: Pack) -> None:
    text = (
        text_of(pack).replace("## 8. Legislative Framework", "## 8. The Law") + "\n## 10. Pictures\nNone.\n"
    )

    found = [(change.kind, change.section, change.after) for change in compared(pack, text).changes]

    assert found == [("changed", "8", "The Law"), ("added", "10", "Pictures"), ("added", "10", "None.")]


def test_a_change_touches_all_kinds_of_content_that_name_the_clause(pack: Pack) -> None:
    touched = touched_by(frozenset({"7.terrorism"}), policy_corpus.root(), pack.name)

    places = {(each.file.removeprefix(f"{pack.name}/"), each.entry) for each in touched}
    assert ("clauses.toml", "clause.7.terrorism") in places
    assert ("currency.toml", "note.terrorism_duty_now.clauses") in places
    assert ("silences.toml", "silence.terrorism_and_telling.sides.1") in places
    assert ("pack.toml", "links.7.terrorism") in places
    files = {file for file, _ in places}
    assert {"guidance.toml", "language/listening.toml"} <= files


def test_a_change_touches_questions_signals_and_tests_too(pack: Pack) -> None:
    touched = touched_by(frozenset({"7.consult_manager"}), policy_corpus.root(), pack.name)

    files = {each.file for each in touched}
    assert f"{pack.name}/flows/disclosure.toml" in files
    assert "tests/unit/test_amendment.py" in files
    assert any(file.startswith("material/") for file in files)
    assert any(each.file == "language/signals.toml" for each in touched)


def test_another_clause_with_a_longer_address_is_not_touched(tmp_path: Path, pack: Pack) -> None:
    folder = tmp_path / "corpus" / "p"
    folder.mkdir(parents=True)
    (folder / "x.toml").write_text('a = ["7.exceptions.safety"]\nb = "7.exceptions"\n', encoding="utf-8")

    touched = touched_by(frozenset({"7.exceptions"}), tmp_path / "corpus", "p")

    assert [(each.file, each.entry) for each in touched] == [("p/x.toml", "b")]


def test_quoted_words_that_the_new_text_lacks_are_named(pack: Pack) -> None:
    new = read_policy(text_of(pack).replace("Prevention of Terrorism Act 1989", "Terrorism Act 2000"))

    assert words_gone(pack.policy, policy_corpus.root(), pack.name) == ()
    [gone] = words_gone(new, policy_corpus.root(), pack.name)
    assert gone.file == f"{pack.name}/currency.toml"
    assert "terrorism_act_repealed" in gone.entry
