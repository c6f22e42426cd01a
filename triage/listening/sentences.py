"""Where one sentence ends and the next begins: rules never reach over that line, and the meaning ear hears
each alone."""

import re

from triage.model import Span

_SENTENCE = re.compile(r"[^.!?…\n]*[.!?…\n]+(?:[\"'”’)\]]+)?|[^.!?…\n]+")


def sentences(text: str) -> tuple[Span, ...]:
    """Spans of the sentences of ``text`` in order, without the white space around them; none for blank
    text."""
    spans = []
    for found in _SENTENCE.finditer(text):
        words = found.group()
        start = found.start() + len(words) - len(words.lstrip())
        end = found.start() + len(words.rstrip())
        if any(letter.isalnum() for letter in words):
            spans.append((start, end))
    return tuple(spans)
