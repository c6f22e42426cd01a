"""A shelf of 1,000, 10,000 and 100,000 clauses: how long to build, how long a look-up takes, what it costs.

``python tests/benchmarks/scale.py``, or with the sizes wanted; each runs in a fresh process. Look-ups are
real and encoded inside the time shown. Clauses are made of the words of the shipped policy, as often as they
stand there: few different words, each in thousands of clauses, the hardest case for the words side.

Vectors of the first 1,000 clauses are real. All beyond them are those with noise (cosine 0.8 to the real
one): a build then shows the shelf's own time, with the encoder's shown apart, and recall holds for such
clouds of vectors, not for every text. Figures are of this machine at this moment.
"""

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from triage.encoder.process import EncoderProcess
from triage.policy.pack import load_pack
from triage.privacy.guards import apply_guards
from triage.shelf.building import build_shelf
from triage.shelf.entry import Entry, Shelved
from triage.shelf.graph import grow_graph, open_graph
from triage.shelf.rows import best, cosines, mapped, rows_path
from triage.shelf.shelf import CANDIDATES, Shelf
from triage.shelf.store import ShelfStore

if TYPE_CHECKING:
    from triage.encoder.encoder import Encode, Vectors

SIZES = (1_000, 10_000, 100_000)
REAL = 1_000
NOISE = 0.75
"""Length of the noise beside a vector of length 1: a cosine of 0.8."""
LOOK_UPS = 200
LANGCHAIN_UP_TO = 10_000
"""Beyond it the store, lists of floats in Python, takes gigabytes and seconds a look-up."""
GRAPH_UP_TO = 100_000
ASKED = Path(__file__).parents[2] / "material" / "asked" / "lookups.jsonl"


def clause_texts(count: int) -> list[str]:
    chosen = random.Random(7)
    words = " ".join(clause.text for clause in load_pack().policy.clauses).split()
    return [" ".join(chosen.choices(words, k=chosen.randint(8, 40))) for _ in range(count)]


def look_ups() -> list[str]:
    lines = ASKED.read_text(encoding="utf-8").splitlines()
    return random.Random(3).sample([json.loads(line)["text"] for line in lines], LOOK_UPS)


def policies(texts: Sequence[str]) -> list[Shelved]:
    """Of 100 clauses each."""
    return [
        Shelved(f"{at}.md", f"Policy {at}", str(at), tuple(
            Entry(f"1.c{number}", "Confidentiality", text, None, (number, number))
            for number, text in enumerate(texts[at : at + 100], 1)
        ))
        for at in range(0, len(texts), 100)
    ]  # fmt: skip


def noisy(real: "Vectors") -> "Encode":
    """The real vectors first, then the same again and again with other noise."""
    chance = np.random.default_rng(11)
    given = 0

    def encode(texts: Sequence[str]) -> "Vectors":
        nonlocal given
        rows = real[np.arange(given, given + len(texts)) % len(real)]
        if given >= len(real):
            noise = chance.standard_normal(rows.shape)
            rows = rows + NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        given += len(texts)
        return rows.astype(np.float32)

    return encode


def measured(answer: Callable[[str], object], asked: Sequence[str]) -> str:
    """Milliseconds a look-up, once warm."""
    for text in asked[:5]:
        answer(text)
    took = []
    for text in asked:
        begin = time.perf_counter()
        answer(text)
        took.append((time.perf_counter() - begin) * 1000)
    took.sort()
    return f"p50 {statistics.median(took):6.1f} ms   p95 {took[int(len(took) * 0.95)]:6.1f} ms"


def recall(folder: Path, generation: int, rows: "Vectors", asked: "Vectors") -> float:
    """Of the 10 nearest by exact search, how many stay when only the graph's candidates are scored."""
    graph = open_graph(folder, generation)
    assert graph is not None
    found = 0
    for row in asked:
        exact = best(cosines(rows, row[None]), 10)
        near = graph.near(row[None], CANDIDATES)
        found += len({*exact} & {*near[best(cosines(rows[near], row[None]), 10)]})
    return found / (10 * len(asked))


def megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def langchain(texts: Sequence[str], rows: "Vectors", encode: "Encode", asked: Sequence[str]) -> None:
    from langchain_core.vectorstores import InMemoryVectorStore

    from triage.retrieval.retriever import ClauseEmbeddings

    store = InMemoryVectorStore(ClauseEmbeddings(noisy(np.asarray(rows))))
    begin, before = time.perf_counter(), megabytes()
    store.add_texts(list(texts))
    took = (time.perf_counter() - begin) / len(texts) * 1000
    print(
        f"  LangChain in memory  build {took:.2f} ms a clause (vectors given), {megabytes() - before} MB more"
    )
    store.embedding = ClauseEmbeddings(encode)
    some = asked[: max(20, LOOK_UPS * 1_000 // len(texts))]
    print(
        f"  LangChain in memory  {measured(lambda text: store.similarity_search(text, 10), some)}", flush=True
    )


def run(count: int, folder: Path, encoder: EncoderProcess) -> None:
    texts, asked = clause_texts(count), look_ups()
    begin = time.perf_counter()
    real = np.concatenate([encoder.encode(texts[at : at + 32]) for at in range(0, REAL, 32)])
    print(f"{count:,} clauses; the encoder takes {time.perf_counter() - begin:.2f} ms a clause")
    begin = time.perf_counter()
    build_shelf(folder, policies(texts), noisy(real[:REAL]))
    took = time.perf_counter() - begin
    size = sum(file.stat().st_size for file in folder.iterdir()) // 2**20
    print(f"  build   {took:6.1f} s, {took / count * 1000:.3f} ms a clause, encoder apart; {size} MB on disk")
    begin = time.perf_counter()
    build_shelf(folder, policies(texts), noisy(real[:REAL]))
    print(f"  again   {time.perf_counter() - begin:6.1f} s, nothing changed", flush=True)
    shelf = Shelf(folder)
    print(
        f"  encoder {measured(lambda text: encoder.encode([text]), asked)}, in the figures of exact and graph"
    )
    print(f"  words   {measured(lambda text: shelf.by_words(text, 10), asked)}")
    print(f"  exact   {measured(lambda text: shelf.by_meaning(text, encoder.encode, 10), asked)}", flush=True)
    print(f"  memory  {megabytes()} MB at most, mapped rows included, without the encoder's process")
    state = ShelfStore(folder, is_made=True).state()
    rows = mapped(rows_path(folder, state.generation), state.rows)
    if count <= GRAPH_UP_TO:
        begin = time.perf_counter()
        grow_graph(folder, state.generation, rows, lambda done, total: None)
        took = time.perf_counter() - begin
        vectors = np.concatenate([encoder.encode([text]) for text in asked])
        found = recall(folder, state.generation, rows, vectors)
        print(f"  graph   {took:6.1f} s, {took / count * 1000:.3f} ms a clause; recall@10 {found:.3f}")
        near = Shelf(folder, exact_up_to=0)
        print(
            f"  graph   {measured(lambda text: near.by_meaning(text, encoder.encode, 10), asked)}", flush=True
        )
    if count <= LANGCHAIN_UP_TO:
        langchain(texts, rows, encoder.encode, asked)


def main() -> None:
    alone = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }  # as the guards of the program
    for size in sys.argv[1:] or SIZES:
        subprocess.run([sys.executable, __file__, "run", str(size)], check=True, env=alone)


def run_alone(count: int) -> None:
    apply_guards()
    with tempfile.TemporaryDirectory() as place:
        for is_quick in (False, True):  # the first start leaves the export that a second one runs
            encoder = EncoderProcess(Path(place))
            encoder.start()
            try:
                encoder.wait_ready()
                if is_quick:
                    run(count, Path(place) / "shelf", encoder)
            finally:
                encoder.stop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        run_alone(int(sys.argv[2]))
    else:
        main()
