"""Look-ups by words and meaning, with the real encoder, the shipped head and the shipped pack."""

import time

import pytest

from triage.encoder.encoder import Encoder
from triage.model import AnswerKind, Category, Detection, HeardBy, Rung, Signal, Stage
from triage.policy.pack import Pack
from triage.retrieval.catalogue import catalogue_of
from triage.retrieval.head import NONE, load_head
from triage.retrieval.search import Search
from triage.retrieval.vectors import key_of, unpacked

ABUSE = ("7.consult_manager", "7.circumstances.abused", "7.record")


def heard(*clauses: str) -> Detection:
    signal = Signal(
        Category.DOMESTIC_ABUSE, Rung.SAFETY_WORRY, (0, 4), "he h", HeardBy.RULE, 0.99, clauses, "r1"
    )
    return Detection((signal,), 0.99, 0.1)


@pytest.fixture(scope="module")
def search(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Search:
    return Search(pack, tmp_path_factory.mktemp("cache"))


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        pytest.param(
            "a man says his wife rang us this morning, did she", "3.confirm_use", id="no shared words"
        ),
        pytest.param(
            "nurse gave me a dads number, what do i ask her", "5.third_party_consent", id="third party"
        ),
        pytest.param("can i leave typing up what we decided till tomorrow", "7.record", id="record"),
        pytest.param("her boss picked up, is it ok to leave a message with him", "6.messages", id="messages"),
        pytest.param("bobby at the door with papers off a judge", "7.legal_disclosure", id="legal"),
    ],
)
def test_meaning_leads_to_the_clause(search: Search, encoder: Encoder, text: str, clause: str) -> None:
    finding = search.by_meaning(text, encoder.encode)

    assert clause in [hit.quotation.clause_id for hit in finding.hits[:3]]
    assert finding.answer is AnswerKind.SAYS
    assert finding.stage is Stage.MEANING


@pytest.mark.parametrize(
    "text",
    [
        "how many weeks has the council got for a plan",
        "how many years before a closed file gets shredded",
        "what number do i ring for the crisis team",
        "who covers when my manager's away",
    ],
)
def test_what_the_policy_does_not_say_is_called_silent(search: Search, encoder: Encoder, text: str) -> None:
    finding = search.by_meaning(text, encoder.encode)

    assert finding.answer is AnswerKind.SILENT
    assert finding.silence is not None
    assert finding.hits


def test_where_two_clauses_pull_apart_the_answer_is_the_tension(
    search: Search, encoder: Encoder, pack: Pack
) -> None:
    entry = next(entry for entry in pack.silences if entry.kind == "tension")

    finding = search.by_meaning(entry.examples[0], encoder.encode)

    assert (finding.answer, finding.silence) == (AnswerKind.TENSION, entry.silence)


def test_says_score_ranks_an_answered_text_above_an_unanswered_one(search: Search, encoder: Encoder) -> None:
    answered = search.by_meaning("can a parent see her file", encoder.encode)
    silent = search.by_meaning("how do i claim mileage", encoder.encode)

    assert answered.says_score > silent.says_score


@pytest.mark.parametrize(
    "text",
    [
        "he hits me and I can't tell anyone please don't write this down",
        "my mate's uncle makes him carry packages on the train for lads",
        "they are taking her abroad in summer for a ceremony",
        "x",
        "how do i claim mileage",
    ],
)
def test_whatever_was_heard_leads_to_the_line_manager(search: Search, encoder: Encoder, text: str) -> None:
    finding = search.by_meaning(text, encoder.encode, heard(*ABUSE))

    assert "7.consult_manager" in [hit.quotation.clause_id for hit in finding.hits[:2]]


@pytest.mark.parametrize("text", ["nan locks the fridge now", "how do i claim mileage"])
def test_whatever_was_heard_is_never_answered_with_silence(
    search: Search, encoder: Encoder, text: str
) -> None:
    assert search.by_meaning(text, encoder.encode, heard(*ABUSE)).answer is not AnswerKind.SILENT


def test_a_look_up_about_risk_keeps_its_own_clause_in_front(search: Search, encoder: Encoder) -> None:
    found = search.by_meaning("parent discloses past abuse, which clause", encoder.encode, heard(*ABUSE)).hits

    assert found[0].quotation.clause_id == "7.circumstances.abused"
    assert found[1].quotation.clause_id == "7.consult_manager"


def test_the_shipped_vectors_and_head_belong_to_the_shipped_pack(pack: Pack) -> None:
    """When this fails notes have changed: run ``python -m triage.retrieval.training --vectors-only``."""
    from policy_corpus import root

    catalogue = catalogue_of(pack)
    head = load_head(root() / pack.name)
    known = unpacked(head.vectors)

    assert head.manifest.labels == (*catalogue.clause_ids, NONE)
    assert [text for text in catalogue.texts if key_of(text) not in known] == []


def test_nothing_is_written_when_every_vector_is_shipped(pack: Pack, encoder: Encoder, tmp_path) -> None:
    Search(pack, tmp_path).prepare(encoder.encode)

    assert list(tmp_path.iterdir()) == []


def test_a_failing_encoder_is_the_callers_to_hear(pack: Pack) -> None:
    from triage.encoder.process import EncoderProcess, EncoderUnavailable

    stopped = EncoderProcess()
    stopped.stop()

    with pytest.raises(EncoderUnavailable):
        Search(pack).by_meaning("x", stopped.encode)


def test_the_words_answer_needs_no_encoder_and_no_wait(search: Search) -> None:
    start = time.perf_counter()
    search.by_words("can I leave a voicemail")

    assert time.perf_counter() - start < 1
