"""What was added to a record: how it is kept, and how a manager reads it."""

from datetime import UTC, datetime

from triage.labels import label
from triage.records.addition import Addition, AdditionKind
from triage.records.afterwards import additions_made
from triage.records.people import Person, Role

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
AUTHOR = Person(id="a", name="A. Khan", role=Role.CASEWORKER)


def added(kind: AdditionKind, text: str, about: str = "") -> Addition:
    return Addition(ref="ESC-2026-0001", at=NOW, by=AUTHOR, kind=kind, text=text, about=about)


def test_a_correction_shows_the_old_words_before_the_new() -> None:
    [line] = additions_made([added(AdditionKind.CORRECTION, "Uncle", about="Aunt")])

    assert line.text.index("Aunt") < line.text.index("Uncle")


def test_a_correction_kept_before_it_named_the_old_words_can_still_be_read() -> None:
    older = added(AdditionKind.CORRECTION, "It said: Aunt. Corrected: Uncle").model_dump_json(
        exclude={"about"}
    )

    [line] = additions_made([Addition.from_canonical(older)])
    assert line.text == "It said: Aunt. Corrected: Uncle"


def test_a_try_that_reached_nobody_says_who_was_tried() -> None:
    tried = added(AdditionKind.MANAGER_TRIED, "Morgan Demo")

    [line] = additions_made([tried])
    assert label("addition_kind", AdditionKind.MANAGER_TRIED) in line.label
    assert line.text == "Morgan Demo"


def test_no_words_of_an_addition_show_in_its_repr() -> None:
    correction = added(AdditionKind.CORRECTION, "Uncle", about="Aunt")

    assert "Uncle" not in repr(correction)
    assert "Aunt" not in repr(correction)
