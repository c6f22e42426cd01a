"""Start, warm latency and memory, beside a LangChain pipeline and plain sentence-transformers.

``python tests/benchmarks/speed.py``; each path runs in a fresh process, and its start is counted from the
moment that process is asked for. «A line heard» is all that a line of a call gets: signals of both ears,
clauses and guidance. What one would take off the shelf looks up the clause, and nothing else. Figures are of
this machine at this moment: close other programs first.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

WARM = 100
LINES = (
    "can I leave a voicemail",
    "Mum told me she was abused years ago. She doesn't want it taken further, she only wants a school.",
    "police are at the door with a production order for the file",
    "He's been sent home three times this week, and when I fetch him he's sat in the corridor in his coat. "
    "They say it's for his own good. My partner went mad at him last night and I had to get in between them. "
    "Can they send him home without writing it down?",
    "how long do we keep closed cases",
    "TC from gran re transport. Says mum not been up since Tues, kids getting selves to school. Wants call.",
)


def measured(answer: Callable[[str], object], asked_at: float, pid: int | None = None) -> dict[str, float]:
    """Seconds to the first answer, milliseconds a line once warm, megabytes held then."""
    answer(LINES[0])
    start = time.time() - asked_at
    for text in LINES:
        answer(text)
    took = []
    for i in range(WARM):
        # A mark behind each line: no answer can be kept from the time before.
        begin = time.perf_counter()
        answer(f"{LINES[i % len(LINES)]} {i}")
        took.append((time.perf_counter() - begin) * 1000)
    took.sort()
    return {
        "start_s": start,
        "p50_ms": statistics.median(took),
        "p95_ms": took[int(WARM * 0.95)],
        "mb": resident() + (resident(pid) if pid else 0.0),
    }


def resident(pid: int | str = "self") -> float:
    """Megabytes that a process holds now; its most so far where the system does not say."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1024 / 1024


def words(asked_at: float, cache: Path) -> dict[str, float]:
    from triage.desk.guide import Guide
    from triage.policy.pack import load_pack

    guide = Guide(load_pack(), cache, with_encoder=False)
    return measured(lambda text: guide.hear(text, None), asked_at)


def meaning(asked_at: float, cache: Path) -> dict[str, float]:
    from triage.desk.guide import Guide
    from triage.policy.pack import load_pack

    guide = Guide(load_pack(), cache, with_encoder=True)
    threading.Thread(target=guide.warm_up, daemon=True).start()  # as the screen does
    encoder = guide._encoder

    def answer(text: str) -> object:
        heard = guide.hear_with_meaning(text, None)
        assert heard is not None
        return heard

    answer(LINES[0])
    found = measured(answer, asked_at, encoder.pid)
    guide.close()
    return found


def with_the_screen(asked_at: float, cache: Path) -> dict[str, float]:
    """The whole program's memory: as ``meaning``, with the screen imported."""
    import tui.app  # noqa: F401

    return meaning(asked_at, cache)


def sentence_transformers(asked_at: float, cache: Path) -> dict[str, float]:
    from triage.encoder.reference import as_encoder, load_model
    from triage.policy.pack import load_pack

    encode = as_encoder(load_model()).encode
    rows = encode([clause.text for clause in load_pack().policy.clauses])
    return measured(lambda text: (rows @ encode([text])[0]).argsort(), asked_at)


def langchain(asked_at: float, cache: Path) -> dict[str, float]:
    from langchain_core.vectorstores import InMemoryVectorStore

    from triage.encoder.reference import as_encoder, load_model
    from triage.policy.pack import load_pack
    from triage.retrieval.retriever import ClauseEmbeddings

    store = InMemoryVectorStore(ClauseEmbeddings(as_encoder(load_model()).encode))
    store.add_texts([clause.text for clause in load_pack().policy.clauses])
    retriever = store.as_retriever()
    return measured(retriever.invoke, asked_at)


PATHS = {
    "LangChain, in memory": langchain,
    "plain sentence-transformers": sentence_transformers,
    "ours, by rules and words": words,
    "ours, a line heard, first start": meaning,
    "ours, a line heard": meaning,
    "ours, with the screen loaded": with_the_screen,
}
"""The order matters: the first start of ours leaves the export that the next one uses."""


def main() -> None:
    print(f"{'':34}{'first answer':>14}{'p50':>11}{'p95':>11}{'memory':>10}   against LangChain")
    base: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as cache:
        for name in PATHS:
            command = [sys.executable, __file__, name, cache, str(time.time())]
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
            figure = json.loads(ran.stdout.splitlines()[-1])
            base = base or figure
            ratios = (f"{figure[each] / base[each]:.2f}" for each in ("start_s", "p95_ms", "mb"))
            print(
                f"{name:34}{figure['start_s']:>12.2f} s{figure['p50_ms']:>8.1f} ms{figure['p95_ms']:>8.1f} ms"
                f"{figure['mb']:>7.0f} MB   start, p95, memory x {', '.join(ratios)}"
            )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(PATHS[sys.argv[1]](float(sys.argv[3]), Path(sys.argv[2]))))
    else:
        main()
