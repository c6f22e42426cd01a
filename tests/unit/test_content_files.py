"""Content files are read strictly, and what is wrong is said with its place."""

from pathlib import Path

import pytest

from triage.content import Content, message, messages, read_toml
from triage.errors import ContentError


class Rule(Content):
    id: str
    sure: float
    shown: bool = True


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param('id = "a"\nsure = 0.5\nsurely = 1', "surely", id="a key nobody declared"),
        pytest.param('id = "a"', "sure", id="a key that is missing"),
        pytest.param("id = 7\nsure = 0.5", "id", id="a number for a text"),
        pytest.param('id = "a"\nsure = 0.5\nshown = "no"', "shown", id="a text for a truth value"),
        pytest.param('id = "a"\nid = "b"\nsure = 0.5', "-", id="a key given twice"),
        pytest.param('id = "a', "-", id="not TOML"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, text: str, key: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(ContentError) as refused:
        read_toml(file, Rule)
    assert (refused.value.facts["file"], refused.value.facts["key"]) == ("rules.toml", key)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as refused:
        read_toml(tmp_path / "gone.toml", Rule)
    assert refused.value.facts["file"] == "gone.toml"


def test_a_message_that_does_not_exist_is_an_error_not_a_blank() -> None:
    with pytest.raises(ContentError):
        message("no such message")


def test_a_fact_that_a_message_needs_must_be_given() -> None:
    needs_facts = next(code for code, text in messages().items() if "{" in text)

    with pytest.raises(ContentError):
        message(needs_facts)
