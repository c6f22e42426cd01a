"""The little language of signals.toml."""

import pytest

from triage.listening.pattern import PatternError, levelled, read_pattern, read_phrase


def finds(pattern: str, text: str, **groups: str) -> bool:
    return read_pattern(pattern, groups).regex.search(levelled(text)) is not None


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        pytest.param("hits him", "She HITS him", True, id="capitals"),
        pytest.param("hits him", "she hits himself", False, id="whole words"),
        pytest.param("he", "he's", False, id="a contraction is another word"),
        pytest.param("don't", "dont", True, id="apostrophe left out"),
        pytest.param("don't", "don’t", True, id="curly apostrophe"),
        pytest.param("self harm", "self-harm", True, id="a hyphen is a space"),
        pytest.param("kick*", "kicking", True, id="any ending"),
        pytest.param("dad*", "dad's", True, id="any ending takes an apostrophe"),
        pytest.param("a (b | c d) e", "a c d e", True, id="choice of phrases"),
        pytest.param("a [b] c", "a c", True, id="left out"),
        pytest.param("a [b] c", "a b c", True, id="put in"),
        pytest.param("hit .. hard", "hit me very hard", True, id="two words between"),
        pytest.param("hit .. hard", "hit me so very hard", False, id="three are too many"),
        pytest.param("hit ... hard", "hit me. It was hard", False, id="never over a sentence"),
        pytest.param("down to # stone", "down to six stone", True, id="number as a word"),
        pytest.param("down to # stone", "down to 6 stone", True, id="number in digits"),
    ],
)
def test_a_pattern_finds(pattern: str, text: str, found: bool) -> None:
    assert finds(pattern, text) is found


def test_a_group_stands_for_its_words() -> None:
    assert finds("{family} hits", "my nan hits", family="mom | nan")


@pytest.mark.parametrize(
    "pattern", ["", "(a | b", "a)", "(a | )", "... a", "a ..", "{nobody}", "a @ b", "[a]"]
)
def test_a_pattern_that_cannot_be_read_says_so(pattern: str) -> None:
    with pytest.raises(PatternError):
        read_pattern(pattern, {})


def test_anchors_name_a_word_every_match_must_hold() -> None:
    pattern = read_pattern("(he | she) [really] strangled me", {})

    assert {anchor.word for anchor in pattern.anchors} == {"strangled"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("assault, course", id="a comma"),
        pytest.param("assault - course", id="a dash"),
        pytest.param("assault (course", id="a bracket"),
        pytest.param("assault. Course", id="a full stop"),
    ],
)
def test_a_harmless_phrase_has_no_punctuation_inside(text: str) -> None:
    phrase = read_phrase("assault course", {}).regex

    assert phrase.search("an assault course")
    assert phrase.search(text) is None


def test_a_harmless_phrase_has_no_wide_gap() -> None:
    with pytest.raises(PatternError):
        read_phrase("assault ... course", {})
