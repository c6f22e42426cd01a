"""The seams of langchain-core: standard behaviour, the policy's own words, and no tracing whatever is set."""

import os
import subprocess
import sys

import pytest

from triage.encoder.encoder import Encoder
from triage.policy.pack import Pack
from triage.retrieval.search import Search

TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2")

HANDLERS = """
import sys
from triage.policy.pack import load_pack
from triage.retrieval.retriever import ClauseRetriever
from triage.retrieval.search import Search

seen = []
class Watched(ClauseRetriever):
    def _get_relevant_documents(self, query, *, run_manager, k=None):
        seen.append([type(handler).__name__ for handler in run_manager.handlers])
        return super()._get_relevant_documents(query, run_manager=run_manager, k=k)

Watched(find=Search(load_pack()).by_words).invoke("can I leave a voicemail")
print(seen, "langchain_core.tracers.langchain" in sys.modules)
"""


@pytest.fixture(scope="module")
def retriever(pack: Pack):
    from triage.retrieval.retriever import ClauseRetriever

    return ClauseRetriever(find=Search(pack).by_words)


def test_a_document_is_the_policys_own_words_with_its_address(retriever, pack: Pack) -> None:
    [best, *_] = retriever.invoke("can I leave a voicemail")

    assert best.page_content == pack.quote("6.messages").text
    assert best.metadata["clause"] == "6.messages"
    assert best.metadata["section"] == "6"
    assert best.metadata["lines"] == list(pack.quote("6.messages").lines)
    assert 0 < best.metadata["score"] <= 1


def test_k_counts_in_the_constructor_and_in_the_call(retriever) -> None:
    assert len(retriever.invoke("parents")) == 5
    assert len(retriever.invoke("parents", k=2)) == 2
    assert len(type(retriever)(find=retriever.find, k=1).invoke("parents")) == 1


async def test_the_asynchronous_call_gives_the_same(retriever) -> None:
    assert await retriever.ainvoke("voicemail") == retriever.invoke("voicemail")


def test_no_tracer_is_attached_when_the_environment_asks_for_one() -> None:
    """In a process of its own: the environment is read once and kept."""
    nowhere = {"LANGSMITH_API_KEY": "x", "LANGSMITH_ENDPOINT": "http://127.0.0.1:9"}
    environment = {**os.environ, **dict.fromkeys(TRACING, "true"), **nowhere}

    ran = subprocess.run(
        [sys.executable, "-c", HANDLERS], env=environment, capture_output=True, text=True, check=True
    )

    assert ran.stdout.startswith("[[]]")


def test_the_words_path_does_not_import_langchain_or_numpy() -> None:
    code = (
        "import sys; from triage.policy.pack import load_pack; from triage.retrieval.search import Search;"
        "Search(load_pack()).by_words('voicemail');"
        "print(sorted({'numpy', 'torch', 'langchain_core', 'sentence_transformers'} & set(sys.modules)))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"


def test_embeddings_are_the_encoders(encoder: Encoder) -> None:
    from triage.retrieval.retriever import ClauseEmbeddings

    embeddings = ClauseEmbeddings(encoder.encode)

    assert embeddings.embed_query("x") == pytest.approx(embeddings.embed_documents(["y", "x"])[1], abs=1e-5)
    assert len(embeddings.embed_query("x")) == 384
