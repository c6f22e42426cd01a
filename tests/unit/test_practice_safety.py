import pytest

from triage.practice.safety import asks_safety, safety_words


@pytest.mark.parametrize("line", safety_words().asks)
def test_a_line_about_safety_is_known(line: str) -> None:
    assert asks_safety(line)


@pytest.mark.parametrize("line", safety_words().does_not_ask)
def test_another_line_is_not_taken_for_one_about_safety(line: str) -> None:
    assert not asks_safety(line)


def test_a_phone_apostrophe_is_read() -> None:
    assert asks_safety("Who\u2019s with you?")
