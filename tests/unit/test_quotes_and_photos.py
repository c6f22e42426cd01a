"""Policy 4 on quotes and photographs: the text answers, and nothing here could break what it says."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from pydantic import BaseModel

import triage.records
from triage.policy.pack import Pack
from triage.records.stored import Stored
from triage.retrieval.search import Search

KEEPS_WORDS = ("triage.records.escalation", "triage.records.draft", "triage.vault")
LEARNS = ("triage.training", "triage.shelf", "triage.encoder", "triage.listening", "triage.retrieval")


@pytest.fixture(scope="module")
def house() -> grimp.ImportGraph:
    return grimp.build_graph("triage", include_external_packages=False)


@pytest.fixture(scope="module")
def search(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Search:
    return Search(pack, tmp_path_factory.mktemp("cache"))


def stored_kinds() -> Iterator[type[Stored]]:
    for module in pkgutil.iter_modules(triage.records.__path__):
        importlib.import_module(f"triage.records.{module.name}")
    waiting = [*Stored.__subclasses__()]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("triage.records."):
            yield kind


def holds_more_than_text(kind: type[BaseModel]) -> list[str]:
    """Fields that could hold an image, or the way to one."""
    return [
        name
        for name, field in kind.model_fields.items()
        if any(word in repr(field.annotation) for word in ("bytes", "Path", "Any", "BinaryIO"))
    ]


# What a test can show of «no export path»: those who learn never reach those who keep.
@pytest.mark.obligation("P4.10")
@pytest.mark.parametrize("learns", LEARNS)
def test_what_learns_or_is_published_never_reaches_what_somebody_said(
    house: grimp.ImportGraph, learns: str
) -> None:
    own = {learns, *house.find_descendants(learns)}
    reached = {
        (importer, keeper)
        for importer in own
        for keeper in KEEPS_WORDS
        for each in {keeper, *house.find_descendants(keeper)} & house.modules
        if house.direct_import_exists(importer=importer, imported=each)
    }

    assert own <= house.modules
    assert reached == set()


def test_the_graph_sees_an_import_that_is_there(house: grimp.ImportGraph) -> None:
    assert house.direct_import_exists(importer="triage.vault.cases", imported="triage.records.escalation")


@pytest.mark.obligation("P4.10", "P4.11", partly=True)
@pytest.mark.parametrize(
    ("asked", "clause"),
    [
        ("can we put what she said in our leaflet", "4.quotes"),
        ("may we use a parents words on the website to promote the service", "4.quotes"),
        ("can I use a quote from a service user in a newsletter", "4.quotes"),
        ("can we take a picture of the family at the event", "4.photos"),
        ("do we need consent in writing for photographs", "4.photos"),
        ("photos of the young people for our poster", "4.photos"),
    ],
)
def test_the_text_answers_what_may_be_used(search: Search, asked: str, clause: str) -> None:
    assert clause in [hit.quotation.clause_id for hit in search.by_words(asked).hits[:3]]


@pytest.mark.obligation("P4.11")
def test_nothing_stored_can_hold_a_photograph(pack: Pack) -> None:
    kinds = list(stored_kinds())

    assert len(kinds) > 10
    assert {kind.__name__: holds_more_than_text(kind) for kind in kinds if holds_more_than_text(kind)} == {}
    assert "written consent" in pack.quote("4.photos").text


def test_a_field_for_a_photograph_would_be_seen() -> None:
    class Picture(Stored):
        """Made up."""

        image: bytes
        place: Path | None = None

    assert holds_more_than_text(Picture) == ["image", "place"]
