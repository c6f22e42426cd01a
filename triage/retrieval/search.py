"""One look-up, answered twice: by words within milliseconds, by words and meaning once there are vectors.

A disclosure always leads to what section 7 asks of staff. Likeness would not: «consult your line manager»
shares no words with anything a caller says, so the way there is a table in the pack.
"""

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from triage.model import AnswerKind, Detection, Finding, Hit, Silence, Stage
from triage.policy.pack import Pack
from triage.retrieval.catalogue import catalogue_of
from triage.retrieval.fusion import fused, ranked, says_score, squashed, with_steps, words_say
from triage.retrieval.glossary import load_glossary
from triage.retrieval.index import WordHit, WordIndex, terms_of

if TYPE_CHECKING:
    from triage.retrieval.encoder import Encode
    from triage.retrieval.meanings import Meanings

MOST_HITS = 10
LONGEST_ASKED = 2_000
"""Characters of a long text that choose between the passages of one clause."""

WORDS_SILENT_BELOW = 0.37
"""``words_say`` under which words alone answer «silent»: it keeps 95 % of what the policy answers."""

SURELY_A_LOOK_UP = 0.05
"""A text with a signal may be answered «silent» only when it is this unlikely to be an account."""

MEANING = "meaning"


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
        hits, silences = self._word_hits(text)
        scores = {clause: squashed(hit.score) for clause, hit in hits.items()}
        best = max((hit.score for hit in hits.values()), default=0.0)
        says = words_say(best, silences[0].score if silences else 0.0)
        steps = self._steps(detection)
        is_silent = not steps and says < WORDS_SILENT_BELOW
        order = with_steps(steps, ranked(scores), is_account=True, is_answered=True)
        return Finding(
            answer=AnswerKind.SILENT if is_silent else AnswerKind.SAYS,
            says_score=max(says, detection.score) if steps and detection else says,
            hits=self._hits(text, order, scores, hits, steps, by_meaning=False),
            silence=self._silence_by_id[silences[0].key] if is_silent and silences else None,
            stage=Stage.WORDS,
        )

    def by_meaning(self, text: str, encode: "Encode", detection: Detection | None = None) -> Finding:
        """The full answer. Raises SealBroken, or whatever ``encode`` raises."""
        hits, _ = self._word_hits(text)
        sense = self._meanings_with(encode).of(self._glossary.readings(text), encode)
        scores = fused(sense.cosines, sense.judgement.clauses, {key: hit.score for key, hit in hits.items()})
        says = says_score(sense.judgement.none, max(sense.cosines.values()))
        steps = self._steps(detection)
        answered = says >= sense.silent_below
        order = with_steps(steps, ranked(scores), is_account=sense.is_account, is_answered=answered)
        silence = self._silence_by_id[sense.silence] if sense.silence else None
        answer = _answer(answered, silence, bool(steps), sense.judgement.account)
        return Finding(
            answer=answer,
            says_score=max(says, detection.score * sense.judgement.account) if detection else says,
            hits=self._hits(text, order, scores, hits, steps, by_meaning=True),
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

    def _word_hits(self, text: str) -> tuple[dict[str, WordHit], list[WordHit]]:
        """By clause, a lead-in's hit given to its bullets; and the best of what the policy does not say."""
        senses = self._glossary.senses(text)
        terms = terms_of(" ".join((text, *senses)), self._glossary.stop_words)
        found: dict[str, WordHit] = {}
        for hit in self._clauses.find(terms, limit=len(self._catalogue.stands_for)):
            for clause in self._catalogue.stands_for[hit.key]:
                found.setdefault(clause, hit)
        return found, self._silences.find(terms, limit=1)

    def _steps(self, detection: Detection | None) -> tuple[str, ...]:
        """Clauses the signals lead to, then what those are linked to; empty when nothing was heard."""
        if detection is None or not detection.concern:
            return ()
        led = [clause for signal in detection.signals for clause in signal.clauses]
        linked = [clause for start in led for clause in self._pack.links.get(start, ())]
        bullets = [each for clause in (*led, *linked) for each in self._catalogue.stands_for.get(clause, ())]
        return tuple(dict.fromkeys(bullets))

    def _hits(
        self,
        text: str,
        order: Iterable[str],
        scores: Mapping[str, float],
        words: Mapping[str, WordHit],
        steps: tuple[str, ...],
        *,
        by_meaning: bool,
    ) -> tuple[Hit, ...]:
        asked = text[:LONGEST_ASKED]
        return tuple(
            Hit(
                quotation=self._pack.best_quote(clause, asked),
                score=scores.get(clause, 0.0),
                why=(
                    *(("signal",) if clause in steps else ()),
                    *((MEANING,) if by_meaning and clause in scores else ()),
                    *(words[clause].words if clause in words else ()),
                ),
            )
            for clause in list(order)[:MOST_HITS]
        )


def _answer(answered: bool, silence: Silence | None, has_steps: bool, account: float) -> AnswerKind:
    """Silence is never the answer to a disclosure: only a text that is surely a look-up may get it."""
    if silence and silence.kind is AnswerKind.TENSION:
        return AnswerKind.TENSION
    if answered or (has_steps and account >= SURELY_A_LOOK_UP):
        return AnswerKind.SAYS
    return AnswerKind.SILENT
