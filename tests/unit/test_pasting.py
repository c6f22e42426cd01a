"""Escapes in a paste become characters that ``clean`` takes out; everything else goes through as it came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.text import clean
from tui.pasting import END, START, Pastes


def passed(*reads: str) -> str:
    pastes = Pastes()
    return "".join(pastes.pass_on(read) for read in reads)


@pytest.mark.parametrize("keys", ["abc", "\x1b", "\x1b[A", "\x1bOP", "\x1b[200", "\x1b[<0;1;1M", "é2\r"])
def test_keys_outside_a_paste_go_through_at_once_and_unchanged(keys: str) -> None:
    assert passed(keys) == keys
    assert passed(*keys) == keys


def test_an_escape_in_a_paste_is_gone_after_cleaning_and_the_words_keep_their_places() -> None:
    through = passed(f"{START}one \x1b[31mtwo\x1b]0;title\x07 thr\x1bee\x1b\r{END}2")

    body = through.removeprefix(START).removesuffix(f"{END}2")
    assert "\x1b" not in body
    cleaned = clean(body)
    assert cleaned.text == "one two three\n"
    assert cleaned.hidden_removed > 0


@pytest.mark.trap(7)
@given(st.text(alphabet="ab\x1b[201~5\r", max_size=40), st.integers(1, 7))
def test_however_it_is_cut_into_reads_a_paste_comes_out_the_same(body: str, size: int) -> None:
    body = body.replace(END, "")
    sent = f"x{START}{body}{END}y\x1b[A"
    reads = [sent[at : at + size] for at in range(0, len(sent), size)]

    assert passed(*reads) == passed(sent)
    assert passed(*reads).count("\x1b") == passed(sent).count("\x1b")


@given(st.text(alphabet="ab\x1b[201~5\r", max_size=40))
def test_no_escape_is_left_inside_a_paste(body: str) -> None:
    inside = passed(f"{START}{body}").removeprefix(START)

    assert "\x1b" not in inside.split(END)[0]
