"""What is done to texts before they are learned from."""

import random

from triage.listening.meaning import OUTPUTS
from triage.training.material import Call
from triage.training.network import in_company
from triage.training.typing_slips import as_typed

NO_CONCERN = (False,) * len(OUTPUTS)
CALL = Call(
    "Mum locks him in the garage when he has a meltdown, she says it calms him.", (True, *NO_CONCERN[1:])
)


def test_slips_leave_most_texts_and_most_words_alone() -> None:
    chance = random.Random(1)
    typed = [as_typed(CALL.text, chance) for _ in range(400)]

    unchanged = sum(text == CALL.text for text in typed)
    assert 240 <= unchanged <= 320
    assert all(len(text.split()) == len(CALL.text.split()) for text in typed)
    assert len(set(typed)) > 25


def test_short_words_and_numbers_hold_no_slip() -> None:
    chance = random.Random(2)

    assert {as_typed("he is 6, ok", chance).casefold().rstrip(".") for _ in range(200)} <= {
        "he is 6, ok",
        "he is 6 ok",
    }


def test_company_keeps_every_word_of_the_call() -> None:
    chance = random.Random(3)
    told = [in_company(CALL, ["thanks ever so much", "It was sunny."], chance) for _ in range(300)]

    assert all(CALL.text in text for text in told)
    assert 30 <= sum(text != CALL.text for text in told) <= 95
    assert any(text.startswith("thanks ever so much. Mum") for text in told)


def test_the_same_chance_gives_the_same_text() -> None:
    assert as_typed(CALL.text, random.Random(7)) == as_typed(CALL.text, random.Random(7))
