"""All fixed text of ours can be read at Flesch-Kincaid grade 6: by a tired person, in a second language.

The grade is that of a whole page or file: of one short line it says nothing. The policy's words are not
ours.
"""

import re
from collections.abc import Iterable, Iterator

import pytest
import readability

from policy_corpus import root
from triage.content import messages
from triage.guidance import load_guidance
from triage.interview.flow import Flow, load_flow
from triage.policy.kept import load_kept
from triage.policy.pack import Pack, load_pack

HIGHEST = 6.0
FEWEST_SENTENCES = 8
_FACT, _ENDS, _WORD = (
    re.compile(r"\{[^}]*\}"),
    re.compile(r"(?<=[.?!])\"?\s+|\n\n+"),
    re.compile(r"[A-Za-z][A-Za-z'’-]*"),
)
PACK = load_pack()
HELP = sorted((root() / "language" / "help").iterdir(), key=lambda file: file.name)


def sentences(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for sentence in _ENDS.split(_FACT.sub("it", text)):
            words = _WORD.findall(sentence)
            if len(words) > 2:
                yield " ".join(words)


def grade(texts: Iterable[str]) -> float:
    """Kincaid and others, «Derivation of new readability formulas», 1975."""
    lines = "\n".join(f"{sentence} ." for sentence in sentences(texts))
    measures = readability.getmeasures(lines, lang="en")
    return float(measures["readability grades"]["Kincaid"])


def help_words(name: str) -> str:
    page = (root() / "language" / "help" / name).read_text(encoding="utf-8")
    return "\n".join(line for line in page.splitlines() if not line.startswith("    "))


def of_flow(flow: Flow) -> Iterator[str]:
    for question in flow.question:
        yield from (question.prompt, *question.help, *filter(None, [question.say]))
        yield from (option.label for option in question.options)
    yield from (outcome.text for outcome in flow.outcome)


def fixed_text(pack: Pack) -> Iterator[tuple[str, list[str]]]:
    yield "messages", list(messages().values())
    yield "guidance", [line.text for line in load_guidance(pack).line.values()]
    yield "silences", [words for entry in pack.silences for words in (entry.text, entry.instead)]
    yield "notes on the law", [note.position for note in pack.currency]
    yield "what is kept", [words for each in load_kept(pack).purpose for words in (each.holds, each.why)]
    yield "gists", [note.gist for note in pack.notes.values()]
    for file in sorted((root() / pack.name / "flows").iterdir(), key=lambda file: file.name):
        yield file.name, list(of_flow(load_flow(pack, file)))
    yield "help at the command line", [help_words(file.name) for file in HELP if file.name.startswith("cli_")]
    for file in HELP:
        if file.name.startswith("screen_"):
            yield file.name, [help_words(file.name)]


TEXTS = [(name, texts) for name, texts in fixed_text(PACK) if len(list(sentences(texts))) >= FEWEST_SENTENCES]


@pytest.mark.parametrize("texts", [texts for _, texts in TEXTS], ids=[name for name, _ in TEXTS])
def test_it_reads_at_grade_six_or_below(texts: list[str]) -> None:
    assert grade(texts) <= HIGHEST


def test_the_measure_tells_plain_words_from_heavy_ones() -> None:
    heavy = (
        "Confidentiality considerations necessitate proportionate deliberation by the responsible manager. "
        * 8
    )

    assert grade([heavy]) > HIGHEST
    assert len(TEXTS) > 12
