"""Listening, finding and advising in one reply: all that works with no vault, and while it is locked."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from triage.desk.views import EncoderState
from triage.encoder.remembering import remembering
from triage.errors import TriageError
from triage.guidance import advise, load_guidance
from triage.model import Clock, Detection, Finding, Guidance, Heard, Rung
from triage.policy.pack import Pack
from triage.records.draft import KeptSignal, Reply
from triage.records.people import Service

if TYPE_CHECKING:
    from triage.encoder.process import EncoderProcess
    from triage.listening.lexicon import Lexicon
    from triage.listening.meaning import MeaningEar
    from triage.retrieval.search import Search


class Guide:
    """Answers a line twice: by words at once, and by meaning as soon as the encoder is up.

    What takes long to build is built when it is first needed, or by ``warm_up`` once the screen stands.
    """

    def __init__(self, pack: Pack, cache_dir: Path, *, with_encoder: bool) -> None:
        self.pack = pack
        self.service: Service | None = None
        self.clock: Clock | None = None
        """The desk's, by which a note on the law is old; None: nobody asks."""
        self._cache_dir = cache_dir
        self._with_encoder = with_encoder
        self._words = load_guidance(pack)
        self._ear_is_broken = False

    @cached_property
    def _lexicon(self) -> "Lexicon":
        from triage.listening.lexicon import load_lexicon

        return load_lexicon()

    @cached_property
    def _search(self) -> "Search":
        from triage.retrieval.search import Search

        return Search(self.pack, self._cache_dir)

    @cached_property
    def _ear(self) -> "MeaningEar":
        from triage.listening.meaning import MeaningEar

        return MeaningEar.load()

    @cached_property
    def _encoder(self) -> "EncoderProcess":
        from triage.encoder.process import EncoderProcess

        encoder = EncoderProcess(self._cache_dir)
        encoder.start()
        return encoder

    @property
    def encoder_state(self) -> EncoderState:
        """FAILED also where no encoder was asked for, or the ear does not match its seal."""
        if not self._with_encoder or self._ear_is_broken:
            return EncoderState.FAILED
        return EncoderState(self._encoder.state) if self._encoder_began else EncoderState.STARTING

    @property
    def _encoder_began(self) -> bool:
        return "_encoder" in self.__dict__

    def warm_up(self) -> None:
        """Starts the encoder, builds rules and word search: the first line waits for less. For a thread."""
        if self._with_encoder:
            _ = self._encoder
        self.hear("", None)

    def hear(self, text: str, rung: Rung | None) -> Heard:
        """The reply by rules and words."""
        detection = self._by_rules(text)
        return self._reply(text, rung, detection, self._search.by_words(text, detection))

    def hear_with_meaning(self, text: str, rung: Rung | None) -> Heard | None:
        """The reply with both ears; waits for the encoder. None when it has failed: that by words stands."""
        if not self._with_encoder:
            return None
        from triage.listening.detect import detect

        encoder = self._encoder
        try:
            ear = self._ear
        except TriageError:
            self._ear_is_broken = True
            return None
        _ = self._lexicon, self._search  # built while the encoder comes up
        try:
            encoder.wait_ready()
            encode = remembering(encoder.encode)
            detection = detect(text, self._lexicon, ear, encode)
            finding = self._search.by_meaning(text, encode, detection)
        except TriageError:
            return None
        return self._reply(text, rung, detection, finding)

    def look_up(self, text: str) -> Finding:
        """Clauses by words. A look-up that holds a disclosure leads to section 7 all the same."""
        return self._search.by_words(text, self._by_rules(text))

    def look_up_with_meaning(self, text: str) -> Finding | None:
        """Clauses by words and meaning; None when the encoder has failed."""
        heard = self.hear_with_meaning(text, None)
        return heard.finding if heard else None

    def guidance(
        self, rung: Rung | None, heard: Heard | None = None, earlier: frozenset[str] = frozenset()
    ) -> Guidance:
        """For a rung chosen by key, None before anything is known; with the line in hand and those before."""
        detection, finding = (heard.detection, heard.finding) if heard else (None, None)
        return advise(rung, detection, finding, self.pack, self._words, self.service, earlier, self._today)

    @property
    def _today(self) -> date | None:
        return self.clock().date() if self.clock else None

    def _by_rules(self, text: str) -> Detection:
        from triage.listening.detect import detect

        return detect(text, self._lexicon)

    def _reply(self, text: str, rung: Rung | None, detection: Detection, finding: Finding) -> Heard:
        guidance = advise(rung, detection, finding, self.pack, self._words, self.service, today=self._today)
        return Heard(text, detection, finding, guidance)

    def close(self) -> None:
        """Ends the encoder process."""
        if self._encoder_began:
            self._encoder.stop()


def kept(heard: Heard) -> Reply:
    """What the thread keeps of a reply: ids and spans, no words of the pack."""
    return Reply(
        signals=tuple(
            KeptSignal(
                category=signal.category, rung=signal.rung, span=signal.span, by=signal.by,
                score=signal.score, rule=signal.rule, clauses=signal.clauses,
            )
            for signal in heard.detection.signals
        ),
        clauses=tuple(hit.quotation.clause_id for hit in heard.finding.hits),
        steps=(heard.guidance.say.id, *(step.id for step in heard.guidance.steps)),
        answer=heard.finding.answer,
        silence=heard.finding.silence.id if heard.finding.silence else None,
    )  # fmt: skip
