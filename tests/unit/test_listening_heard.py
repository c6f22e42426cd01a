"""How a text is cut for the meaning ear, and which words can be named as carrying a signal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.listening.heard import hearing, phrases
from triage.listening.sentences import sentences

LONG = " ".join(f"This is sentence number {number}." for number in range(10))


def test_a_short_text_is_heard_whole_and_each_sentence_alone() -> None:
    text = "He went out. He came back."

    assert hearing(text).runs == ((0, len(text)),)
    assert [text[slice(*span)] for span in hearing(text).alone] == ["He went out.", "He came back."]


def test_one_sentence_is_not_heard_twice() -> None:
    assert hearing("He went out.").alone == ()


def test_a_long_text_is_heard_in_runs_of_three_that_overlap() -> None:
    runs = hearing(LONG).runs

    assert len(runs) == 8
    assert LONG[slice(*runs[1])].startswith("This is sentence number 1.")
    assert LONG[slice(*runs[-1])].endswith("number 9.")


@pytest.mark.parametrize("text", ["", "  \n ", "??!", "😀"])
def test_a_text_without_words_is_not_heard(text: str) -> None:
    assert hearing(text).runs == ()


def test_phrases_part_at_commas_and_joining_words_and_are_never_a_scrap() -> None:
    text = "The taxi comes at eight and he likes the driver, but his step dad burns him. Yes, well."

    assert [text[slice(*span)] for span in phrases(text, (0, len(text)))] == [
        "The taxi comes at eight",
        "and he likes the driver",
        "but his step dad burns him.",
        "Yes, well.",
    ]


@given(st.text(max_size=300))
def test_phrases_lie_in_order_inside_the_text_and_hold_words(text: str) -> None:
    for run in hearing(text).runs:
        found = phrases(text, run)
        assert all(run[0] <= start < end <= run[1] for start, end in found)
        assert all(one[1] <= other[0] for one, other in zip(found, found[1:], strict=False))


@given(st.lists(st.sampled_from(["I went home.", "He was sad!", "why?", "ok"]), min_size=1, max_size=12))
def test_every_sentence_stands_in_some_run(parts: list[str]) -> None:
    text = " ".join(parts)
    runs = hearing(text).runs

    assert all(any(a <= start and end <= b for a, b in runs) for start, end in sentences(text))
