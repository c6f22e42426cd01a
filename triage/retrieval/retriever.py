"""The seams of langchain-core: our search as retriever, our encoder as embeddings, for a chain of one's own.

Import this module late: langchain-core takes 0.4 s, and nothing on the way to the screen needs it. Tracing is
off in code here, whatever the environment says: with it on, a library would send a caller's words to a host.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableConfig
from langsmith import tracing_context

from triage.model import Finding, Hit

if TYPE_CHECKING:
    from triage.encoder.encoder import Encode


class ClauseRetriever(BaseRetriever):
    """Clauses for a text, best first, as documents whose content is the policy's own words."""

    find: Callable[[str], Finding]
    """One look-up: ``search.by_words``, or ``lambda text: search.by_meaning(text, encode)``."""
    k: int = 5
    """How many documents at most."""

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> list[Document]:
        """As the base does, never traced."""
        with tracing_context(enabled=False):
            return super().invoke(input, config, **kwargs)

    async def ainvoke(
        self, input: str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> list[Document]:
        """As the base does, never traced."""
        with tracing_context(enabled=False):
            return await super().ainvoke(input, config, **kwargs)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - the base passes it by name
        k: int | None = None,
    ) -> list[Document]:
        return [_document(hit) for hit in self.find(query).hits[: self.k if k is None else k]]


class ClauseEmbeddings(Embeddings):
    """The shipped encoder where langchain-core wants embeddings."""

    def __init__(self, encode: "Encode") -> None:
        self._encode = encode

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One row of length 1 for each text."""
        rows: list[list[float]] = self._encode(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """The same for one."""
        return self.embed_documents([text])[0]


def _document(hit: Hit) -> Document:
    said = hit.quotation
    return Document(
        id=said.passage_id,
        page_content=said.text,
        metadata={
            "clause": said.clause_id,
            "passage": said.passage_id,
            "section": said.section,
            "title": said.title,
            "lines": list(said.lines),
            "lead_in": said.lead_in,
            "score": hit.score,
        },
    )
