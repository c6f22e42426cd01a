"""Hearing by rules: spans, order, and texts that nobody would type."""

import pytest

from triage.listening.detect import detect, merged
from triage.listening.lexicon import load_lexicon
from triage.listening.sentences import sentences
from triage.model import Category, HeardBy, Rung, Signal

ODD = [
    pytest.param("", id="empty"),
    pytest.param(" \n\t ", id="blank"),
    pytest.param("😀👨‍👩‍👧🔥" * 50, id="emoji"),
    pytest.param("\x00\x1b[31m\u202e\ud800 hit", id="control characters and half a pair"),
    pytest.param("وہ مجھے مارتا ہے", id="Urdu"),
    pytest.param("他打我。", id="Chinese"),
    pytest.param("İİİ ﬁ ß he hit me", id="letters that change length"),
]
LONG = [
    pytest.param("a" * 20_000, id="one word"),
    pytest.param("he " * 6_667, id="he he he"),
    pytest.param("he'" * 6_667, id="apostrophes"),
    pytest.param("he hit hit smacked " * 1_053, id="almost, over and over"),
    pytest.param("(" * 20_000, id="brackets"),
    pytest.param("tell him not to say don't tell " * 645, id="every word a rule knows"),
    pytest.param("mom " + "- " * 9_998, id="dashes"),
]


def test_a_signal_carries_the_words_and_where_they_stand() -> None:
    text = "About the bus. My stepdad hit me last night. Can I have a taxi?"

    [signal] = load_lexicon().hear(text)

    assert text[slice(*signal.span)] == signal.words
    assert "hit me" in signal.words
    assert (signal.category, signal.rung, signal.by) == (
        Category.PHYSICAL_ABUSE,
        Rung.SAFETY_WORRY,
        HeardBy.RULE,
    )


@pytest.mark.parametrize("text", [*ODD, *LONG])
def test_no_text_makes_the_rules_fail(text: str) -> None:
    detection = detect(text, load_lexicon())

    assert all(text[slice(*signal.span)] == signal.words for signal in detection.signals)
    assert 0.0 <= detection.danger_score <= detection.score <= 1.0 or detection.signals


def test_idiom_in_one_sentence_does_not_quiet_another() -> None:
    quiet = "I'll kill for a cup of tea."

    assert load_lexicon().hear(quiet) == ()
    assert load_lexicon().hear(quiet + " He said he'd kill her if she left.")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("There's an assault course and he was assaulted.", id="idiom first"),
        pytest.param("He was assaulted on the assault course.", id="idiom after"),
        pytest.param("He beat me at chess and he beat me with his shoe.", id="the same words twice"),
        pytest.param("He beat me, at chess.", id="a comma in the idiom"),
    ],
)
def test_a_harmless_phrase_quiets_only_the_words_inside_it(text: str) -> None:
    assert load_lexicon().hear(text)


def test_more_heard_never_lowers_a_score() -> None:
    calm, worry = "Can he have a taxi?", "He hits me. Can he have a taxi?"
    danger = worry + " He's outside banging on the door."

    scores = [detect(text, load_lexicon()) for text in (calm, worry, danger)]

    assert scores[0].score < scores[1].score <= scores[2].score
    assert scores[0].danger_score <= scores[1].danger_score < scores[2].danger_score
    assert [found.rung for found in scores] == [Rung.NO_RISK_HEARD, Rung.SAFETY_WORRY, Rung.DANGER_NOW]


def signal(span: tuple[int, int], by: HeardBy, rung: Rung = Rung.SAFETY_WORRY, score: float = 0.5) -> Signal:
    return Signal(Category.NEGLECT, rung, span, "words", by, score, ())


def test_of_two_that_say_the_same_the_rule_is_kept() -> None:
    rule, meaning = signal((5, 9), HeardBy.RULE), signal((0, 20), HeardBy.MEANING, score=0.99)

    assert merged((meaning, rule)) == (rule,)


def test_the_same_category_elsewhere_is_kept_and_so_is_a_stronger_rung() -> None:
    rule, elsewhere = signal((5, 9), HeardBy.RULE), signal((30, 40), HeardBy.MEANING)
    urgent = signal((0, 20), HeardBy.MEANING, Rung.DANGER_NOW)

    assert merged((rule, elsewhere, urgent)) == (urgent, *sorted((rule, elsewhere), key=lambda one: one.span))


def test_sentences_cover_every_word_and_nothing_twice() -> None:
    text = "One. Two!  Three?\nfour and 'five'"

    assert [text[slice(*span)] for span in sentences(text)] == ["One.", "Two!", "Three?", "four and 'five'"]


def test_caller_words_are_not_in_a_repr() -> None:
    [heard] = load_lexicon().hear("My stepdad hit me")

    assert "stepdad" not in repr(heard)
