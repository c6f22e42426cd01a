"""What passes the border of the program, and what does not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.text import LONGEST_LINE, clean, one_line

STEERING = [
    pytest.param("a\x1b[31mb", "ab", id="colour"),
    pytest.param("a\x1b]0;title\x07b", "ab", id="window title, ended by a bell"),
    pytest.param("a\x1b]52;c;aGVsbG8=\x1b\\b", "ab", id="clipboard, ended by a string terminator"),
    pytest.param("a\x9b31mb", "ab", id="colour in one byte"),
    pytest.param("a\x1bPq#0\x1b\\b", "ab", id="device string"),
    pytest.param("a\u202eb\u2066c", "abc", id="direction overrides"),
    pytest.param("a\u200bb\ufeffc\u00add", "abcd", id="hidden characters"),
    pytest.param("a\x00\x07\x08\x7fb", "ab", id="control characters"),
    pytest.param("a\x1b[3\x1b[31m1mb", "a[31mb", id="a sequence inside a sequence"),
]


@pytest.mark.parametrize(("raw", "kept"), STEERING)
def test_what_steers_a_terminal_is_taken_out(raw: str, kept: str) -> None:
    assert clean(raw).text == kept


@pytest.mark.trap(6)
@pytest.mark.parametrize(("raw", "kept"), STEERING)
def test_what_was_taken_out_is_counted(raw: str, kept: str) -> None:
    assert clean(raw).hidden_removed == len(raw) - len(kept)


def test_a_string_that_never_ends_takes_no_words_with_it() -> None:
    assert clean("he said\x1b]0;he would hurt us tonight").text == "he said]0;he would hurt us tonight"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("she said [/b] and [@click=app.quit]", id="markup"),
        pytest.param("\u06a9\u06c1\u0627\u200c\u06c1\u06d2", id="Urdu with a joiner"),
        pytest.param("\U0001f468\u200d\U0001f469\u200d\U0001f467 tonight", id="a family in one character"),
        pytest.param("two\nlines\tand a tab", id="line end and tab"),
        pytest.param("f\u2014 off, he's \u00a320 short", id="dash and pound"),
    ],
)
def test_words_come_through_unchanged(words: str) -> None:
    assert clean(words) == (words, 0, 0)


def test_line_ends_of_every_kind_become_one() -> None:
    assert clean("a\r\nb\rc").text == "a\nb\nc"


def test_what_is_cut_for_length_is_counted() -> None:
    cleaned = clean("x" * (LONGEST_LINE + 7))

    assert (len(cleaned.text), cleaned.cut) == (LONGEST_LINE, 7)


@given(st.text())
def test_nothing_that_steers_is_left_in_any_text(raw: str) -> None:
    text = clean(raw).text

    assert not [char for char in text if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"]
    assert "\u202e" not in text


@given(st.text())
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    once = clean(raw).text

    assert clean(once).text == once


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S", "Zs"))))
def test_no_visible_character_is_ever_lost(words: str) -> None:
    assert clean(words).text == unicodedata.normalize("NFC", words)


def test_a_name_is_one_line() -> None:
    assert one_line(" Casey\n\tDemo \x1b[1m") == "Casey Demo"
