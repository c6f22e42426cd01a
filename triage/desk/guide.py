"""Listening, finding and advising in one reply: all that works with no vault, and while the vault is locked."""

from triage.desk.views import EncoderState
from triage.errors import TriageError
from triage.guidance import GuidanceContent, advise
from triage.listening.detect import detect
from triage.listening.lexicon import Lexicon
from triage.listening.meaning import MeaningEar
from triage.model import Detection, Finding, Guidance, Heard, Rung
from triage.policy.pack import Pack
from triage.records.draft import KeptSignal, Reply
from triage.records.people import Service
from triage.retrieval.encoder_process import EncoderProcess
from triage.retrieval.search import Search


class Guide:
    """Answers a line twice: by words at once, and by meaning as soon as the encoder is up."""

    def __init__(
        self, pack: Pack, words: GuidanceContent, lexicon: Lexicon, ear: MeaningEar, search: Search,
        encoder: EncoderProcess | None,
    ) -> None:  # fmt: skip
        self.pack = pack
        self._words = words
        self._lexicon = lexicon
        self._ear = ear
        self._search = search
        self._encoder = encoder
        self.service: Service | None = None

    @property
    def encoder_state(self) -> EncoderState:
        """FAILED also where no encoder was asked for."""
        return EncoderState(self._encoder.state) if self._encoder else EncoderState.FAILED

    def hear(self, text: str, rung: Rung | None) -> Heard:
        """The reply by rules and words."""
        detection = detect(text, self._lexicon)
        return self._reply(text, rung, detection, self._search.by_words(text, detection))

    def hear_with_meaning(self, text: str, rung: Rung | None) -> Heard | None:
        """The reply with both ears; waits for the encoder. None when it has failed: the words reply stands."""
        encoder = self._encoder
        if encoder is None:
            return None
        try:
            encoder.wait_ready()
            detection = detect(text, self._lexicon, self._ear, encoder.encode)
            finding = self._search.by_meaning(text, encoder.encode, detection)
        except TriageError:
            return None
        return self._reply(text, rung, detection, finding)

    def look_up(self, text: str) -> Finding:
        """Clauses by words. A look-up that holds a disclosure leads to section 7 all the same."""
        return self._search.by_words(text, detect(text, self._lexicon))

    def look_up_with_meaning(self, text: str) -> Finding | None:
        """Clauses by words and meaning; None when the encoder has failed."""
        heard = self.hear_with_meaning(text, None)
        return heard.finding if heard else None

    def guidance(self, rung: Rung | None) -> Guidance:
        """For a rung chosen by key, or for None what to say before anything is known."""
        return advise(rung, None, None, self.pack, self._words, self.service)

    def _reply(self, text: str, rung: Rung | None, detection: Detection, finding: Finding) -> Heard:
        guidance = advise(rung, detection, finding, self.pack, self._words, self.service)
        return Heard(text, detection, finding, guidance)

    def close(self) -> None:
        """Ends the encoder process."""
        if self._encoder:
            self._encoder.stop()


def kept(heard: Heard) -> Reply:
    """What the thread keeps of a reply: ids and spans, no words of the pack."""
    return Reply(
        signals=tuple(
            KeptSignal(
                category=signal.category, rung=signal.rung, span=signal.span, by=signal.by,
                score=signal.score, rule=signal.rule,
            )
            for signal in heard.detection.signals
        ),
        clauses=tuple(hit.quotation.clause_id for hit in heard.finding.hits),
        steps=(heard.guidance.say.id, *(step.id for step in heard.guidance.steps)),
        answer=heard.finding.answer,
        silence=heard.finding.silence.id if heard.finding.silence else None,
    )  # fmt: skip
