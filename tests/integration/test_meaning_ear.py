"""The shipped ear with the real encoder."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from triage.errors import SealBroken
from triage.listening.detect import detect
from triage.listening.lexicon import load_lexicon
from triage.listening.meaning import MeaningEar, Seal
from triage.model import Category, HeardBy, Rung
from triage.retrieval.encoder import WEIGHTS_SHA256, Encoder


@pytest.fixture(scope="module")
def ear() -> MeaningEar:
    return MeaningEar.load()


UNSEEN_CONCERNS = [
    pytest.param("He leaves her sat in her own mess all day and says she likes it.", id="neglect"),
    pytest.param("She's got nobody and she says the pills are looking friendly.", id="suicide"),
    pytest.param("They are sending her abroad to be wed and she is only fifteen.", id="forced marriage"),
    pytest.param(
        "A grown man buys her drinks and she stays out with him all night, she's thirteen.", id="exploitation"
    ),
]
UNSEEN_ORDINARY = [
    pytest.param("When is the annual review and who sends the reports?", id="review"),
    pytest.param("Could I have a copy of the appeal guide in large print please?", id="guide"),
    pytest.param("He is happy at school and would like to join the chess club.", id="happy"),
]


@pytest.mark.parametrize("text", UNSEEN_CONCERNS)
@pytest.mark.obligation("P7.10")
def test_a_concern_in_words_no_rule_knows_is_heard(text: str, ear: MeaningEar, encoder: Encoder) -> None:
    assert ear.hear(text, encoder.encode)


@pytest.mark.parametrize("text", UNSEEN_ORDINARY)
def test_an_ordinary_question_raises_nothing(text: str, ear: MeaningEar, encoder: Encoder) -> None:
    assert detect(text, load_lexicon(), ear, encoder.encode).signals == ()


def test_a_concern_in_the_middle_of_a_long_friendly_call_is_heard_where_it_stands(
    ear: MeaningEar, encoder: Encoder
) -> None:
    friendly = (
        "The review went well. He likes his new school. The taxi comes at eight. We had cake. It was sunny. "
    )
    worry = "His uncle touches him in bed and he cries every night."
    text = friendly * 4 + worry + " " + friendly * 4

    heard = ear.hear(text, encoder.encode)

    assert any(text[slice(*signal.span)] == worry for signal in heard)


def test_both_ears_only_add(ear: MeaningEar, encoder: Encoder) -> None:
    text = "mum disc DV, kids upstairs"
    alone = detect(text, load_lexicon())

    both = detect(text, load_lexicon(), ear, encoder.encode)

    assert {signal.rule for signal in alone.signals} <= {signal.rule for signal in both.signals}
    assert both.rung <= alone.rung


@pytest.mark.obligation("P7.8")
def test_a_goodbye_is_danger_now_and_leads_to_the_manager(ear: MeaningEar, encoder: Encoder) -> None:
    text = "She's left a note with names in it, says goodbye to everyone, and she isn't answering the door."

    detection = detect(text, load_lexicon(), ear, encoder.encode)

    assert detection.rung is Rung.DANGER_NOW
    assert detection.signals[0].clauses[0] == "7.consult_manager"
    assert "7.circumstances.immediate_danger" in detection.signals[0].clauses


@pytest.mark.parametrize("text", ["", "  \n", "😀😀", "\x00\x1b[2J", "他打我。", "he said no. " * 200])
def test_no_text_makes_the_ear_fail(text: str, ear: MeaningEar, encoder: Encoder) -> None:
    detection = detect(text, load_lexicon(), ear, encoder.encode)

    assert all(text[slice(*signal.span)] == signal.words for signal in detection.signals)
    assert 0.0 <= detection.score <= 1.0


def test_signals_of_the_ear_name_no_rule_and_a_known_category(ear: MeaningEar, encoder: Encoder) -> None:
    heard = ear.hear("My dad burns me with his cigarettes and the police came.", encoder.encode)

    assert heard
    assert all(signal.by is HeardBy.MEANING and signal.rule is None for signal in heard)
    assert all(signal.category is None or signal.category in Category for signal in heard)


def test_the_whole_of_a_text_and_its_sentences_are_encoded_in_one_batch(ear: MeaningEar) -> None:
    batches: list[Sequence[str]] = []

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        batches.append(texts)
        return np.full((len(texts), 384), 384**-0.5, dtype=np.float32)

    ear.hear("One thing. Another thing.", encode)

    assert batches == [["One thing. Another thing.", "One thing.", "Another thing."]]


def test_an_ear_with_one_byte_changed_is_refused(ear: MeaningEar) -> None:
    from policy_corpus import root

    raw = (root() / "language" / "ear.npz").read_bytes()

    MeaningEar(raw, ear.seal)
    with pytest.raises(SealBroken):
        MeaningEar(raw[:-1] + bytes([raw[-1] ^ 1]), ear.seal)


def test_the_ear_belongs_to_the_encoder_that_ships(ear: MeaningEar) -> None:
    assert ear.seal.encoder == WEIGHTS_SHA256


def test_the_seal_refuses_outputs_in_another_order(ear: MeaningEar) -> None:
    turned = Seal(**{**ear.seal.model_dump(), "outputs": tuple(reversed(ear.seal.outputs))})

    with pytest.raises(SealBroken):
        MeaningEar(b"", turned)


def test_listening_by_rules_never_imports_numpy() -> None:
    asked = "import sys; import triage.listening.detect; sys.exit('numpy' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", asked], cwd=Path(__file__).parents[2], check=False)

    assert done.returncode == 0
