"""Start, warm latency and memory of look-ups, beside a LangChain pipeline and plain sentence-transformers.

``python tests/benchmarks/speed.py``; each path runs in a fresh process. Figures are of this machine at this
moment: close other programs first.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

WARM = 100
LOOK_UPS = (
    "can I leave a voicemail",
    "mum told me she was abused years ago, what do i do",
    "police are at the door with a production order for the file",
    "how long do we keep closed cases",
)


def measured(answer: Callable[[str], object], **more: float) -> dict[str, float]:
    """Milliseconds a look-up, once warm; megabytes of this process at its largest."""
    for text in LOOK_UPS:
        answer(text)
    took = []
    for i in range(WARM):
        begin = time.perf_counter()
        answer(LOOK_UPS[i % len(LOOK_UPS)])
        took.append((time.perf_counter() - begin) * 1000)
    took.sort()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"p50_ms": statistics.median(took), "p95_ms": took[int(WARM * 0.95)], "mb": megabytes, **more}


def words(begin: float) -> dict[str, float]:
    from triage.policy.pack import load_pack
    from triage.retrieval.search import Search

    search = Search(load_pack())
    search.by_words(LOOK_UPS[0])
    return measured(search.by_words, start_s=time.perf_counter() - begin)


def meaning(begin: float) -> dict[str, float]:
    from triage.policy.pack import load_pack
    from triage.retrieval.encoder_process import EncoderProcess
    from triage.retrieval.search import Search

    encoder = EncoderProcess()
    encoder.start()
    search = Search(load_pack())
    search.by_meaning(LOOK_UPS[0], encoder.encode)
    start = time.perf_counter() - begin
    found = measured(lambda text: search.by_meaning(text, encoder.encode), start_s=start)
    encoder.stop()
    found["encoder_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return found


def sentence_transformers(begin: float) -> dict[str, float]:
    from triage.policy.pack import load_pack
    from triage.retrieval.encoder import load_encoder

    encode = load_encoder().encode
    rows = encode([clause.text for clause in load_pack().policy.clauses])

    def answer(text: str) -> object:
        return (rows @ encode([text])[0]).argsort()

    answer(LOOK_UPS[0])
    return measured(answer, start_s=time.perf_counter() - begin)


def langchain(begin: float) -> dict[str, float]:
    from langchain_core.vectorstores import InMemoryVectorStore

    from triage.policy.pack import load_pack
    from triage.retrieval.encoder import load_encoder
    from triage.retrieval.retriever import ClauseEmbeddings

    store = InMemoryVectorStore(ClauseEmbeddings(load_encoder().encode))
    store.add_texts([clause.text for clause in load_pack().policy.clauses])
    retriever = store.as_retriever()
    retriever.invoke(LOOK_UPS[0])
    return measured(retriever.invoke, start_s=time.perf_counter() - begin)


PATHS = {
    "ours, words": words,
    "ours, words and meaning": meaning,
    "plain sentence-transformers": sentence_transformers,
    "LangChain, in memory": langchain,
}


def main() -> None:
    print(f"{'':30}{'first answer':>14}{'p50':>10}{'p95':>10}{'memory':>10}{'encoder':>10}")
    for name in PATHS:
        ran = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True, check=True)
        figure = json.loads(ran.stdout.splitlines()[-1])
        encoder = f"{figure['encoder_mb']:.0f} MB" if "encoder_mb" in figure else ""
        print(
            f"{name:30}{figure['start_s']:>12.2f} s{figure['p50_ms']:>7.1f} ms{figure['p95_ms']:>7.1f} ms"
            f"{figure['mb']:>7.0f} MB{encoder:>10}"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(PATHS[sys.argv[1]](time.perf_counter())))
    else:
        main()
