"""One look-up, answered twice: by words within milliseconds, by words and meaning once there are vectors.

A disclosure always leads to what section 7 asks of staff. Likeness would not: «consult your line manager»
shares no words with anything a caller says, so the way there is a table in the pack.
"""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from triage.model import AnswerKind, Detection, Finding, Hit, Quotation, Silence, Stage
from triage.policy.pack import Pack
from triage.retrieval.catalogue import catalogue_of
from triage.retrieval.fusion import fused, ranked, says_score, squashed, with_steps, words_say
from triage.retrieval.glossary import load_glossary
from triage.retrieval.index import WordIndex, terms_of

if TYPE_CHECKING:
    from triage.encoder.encoder import Encode
    from triage.retrieval.meanings import Meanings

MOST_HITS = 10
MOST_REASONS = 6
"""Matching words told for one hit: enough to see why."""

LONGEST_ASKED = 2_000
"""Characters of a long text that choose between the passages of one clause."""

WORDS_SILENT_BELOW = 0.37
"""``words_say`` under which words alone answer «silent»: it keeps 95 % of what the policy answers."""

MEANING = "meaning"
SIGNAL = "signal"
"""What stands in ``Hit.why`` beside the matching words."""


class Search:
    """Finds clauses of one pack. Safe from any thread."""

    def __init__(self, pack: Pack, cache_dir: Path | None = None, meanings: "Meanings | None" = None) -> None:
        self._pack = pack
        self._cache_dir = cache_dir
        self._catalogue = catalogue_of(pack)
        self._glossary = load_glossary(self._catalogue.words)
        self._clauses = WordIndex(self._catalogue.clause_entries)
        self._silences = WordIndex(self._catalogue.silence_entries)
        self._silence_by_id = {entry.id: entry.silence for entry in pack.silences}
        self._meanings = meanings
        self._turn = threading.Lock()

    def by_words(self, text: str, detection: Detection | None = None) -> Finding:
        """The answer without the encoder."""
        terms = self._terms(text)
        bm25 = self._bm25(terms)
        scores = {clause: squashed(score) for clause, score in bm25.items()}
        nearest = self._silences.find(terms, limit=1)
        says = words_say(max(bm25.values(), default=0.0), nearest[0].score if nearest else 0.0)
        steps = self._steps(detection)
        is_silent = not steps and says < WORDS_SILENT_BELOW
        order = with_steps(tuple(steps), ranked(scores), is_account=True, is_answered=True)
        return Finding(
            answer=AnswerKind.SILENT if is_silent else AnswerKind.SAYS,
            says_score=max(says, detection.score) if steps and detection else says,
            hits=self._hits(text, terms, order[:MOST_HITS], scores, steps),
            silence=self._silence_by_id[nearest[0].key] if is_silent and nearest else None,
            stage=Stage.WORDS,
        )

    def by_meaning(self, text: str, encode: "Encode", detection: Detection | None = None) -> Finding:
        """The full answer. Raises SealBroken, or whatever ``encode`` raises."""
        terms = self._terms(text)
        sense = self._meanings_with(encode).of(self._glossary.readings(text), encode)
        scores = fused(sense.cosines, sense.judgement.clauses, self._bm25(terms))
        says = says_score(sense.judgement.none, max(sense.cosines.values()))
        steps = self._steps(detection)
        answered = says >= sense.silent_below
        order = with_steps(tuple(steps), ranked(scores), is_account=sense.is_account, is_answered=answered)
        silence = self._silence_by_id[sense.silence] if sense.silence else None
        answer = _answer(answered or bool(steps), silence)
        return Finding(
            answer=answer,
            says_score=max(says, detection.score * sense.judgement.account) if detection else says,
            hits=self._hits(text, terms, order[:MOST_HITS], scores, steps, MEANING),
            silence=silence if silence and silence.kind is answer else None,
            stage=Stage.MEANING,
        )

    def prepare(self, encode: "Encode") -> None:
        """Does now what the first ``by_meaning`` would: vectors of texts that are not shipped. SealBroken."""
        self._meanings_with(encode)

    def _meanings_with(self, encode: "Encode") -> "Meanings":
        with self._turn:
            if self._meanings is None:
                from triage.retrieval.meanings import load_meanings

                self._meanings = load_meanings(self._pack.name, self._catalogue, encode, self._cache_dir)
            return self._meanings

    def _terms(self, text: str) -> tuple[str, ...]:
        return terms_of(" ".join((text, *self._glossary.senses(text))), self._glossary.stop_words)

    def _bm25(self, terms: tuple[str, ...]) -> dict[str, float]:
        """By clause, best first; a lead-in's score goes to its bullets."""
        found: dict[str, float] = {}
        for hit in self._clauses.find(terms, limit=len(self._catalogue.stands_for)):
            for clause in self._catalogue.stands_for[hit.key]:
                found.setdefault(clause, hit.score)
        return found

    def _steps(self, detection: Detection | None) -> dict[str, float]:
        """Clauses the signals lead to, then what those are linked to, each with the score of its signal."""
        signals = detection.signals if detection else ()
        led = [(clause, signal.score) for signal in signals for clause in signal.clauses]
        linked = [(clause, score) for start, score in led for clause in self._pack.links.get(start, ())]
        steps: dict[str, float] = {}
        for clause, score in (*led, *linked):
            for answer in self._catalogue.stands_for.get(clause, ()):
                steps.setdefault(answer, score)
        return steps

    def _hits(
        self,
        text: str,
        terms: tuple[str, ...],
        order: tuple[str, ...],
        scores: Mapping[str, float],
        steps: Mapping[str, float],
        *why: str,
    ) -> tuple[Hit, ...]:
        asked = text[:LONGEST_ASKED]
        words = self._clauses.matched(terms, order)
        return tuple(
            Hit(
                quotation=self._quote(clause, asked),
                score=max(scores.get(clause, 0.0), steps.get(clause, 0.0)),
                why=(*((SIGNAL,) if clause in steps else ()), *why, *words.get(clause, ())[:MOST_REASONS]),
            )
            for clause in order
        )

    def _quote(self, clause_id: str, asked: str) -> Quotation:
        if len(self._pack.policy.clause(clause_id).passages) == 1:
            return self._pack.quote(clause_id)
        return self._pack.best_quote(clause_id, asked)


def _answer(answered: bool, silence: Silence | None) -> AnswerKind:
    """Whatever was heard counts as answered: told apart by likeness, some disclosures would meet silence."""
    if silence and silence.kind is AnswerKind.TENSION:
        return AnswerKind.TENSION
    return AnswerKind.SAYS if answered else AnswerKind.SILENT
