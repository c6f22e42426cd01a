"""How a letter stands beside those that are here, in every order in which they may come."""

from itertools import permutations

import pytest
from handover_case import (
    BAILEY,
    CASEY,
    ROWAN,
    a_letter,
    a_receipt,
    a_record,
    an_addition,
    decided,
)

from triage.handover.anchors import chain_went_back
from triage.handover.letter import ChainHead, Letter
from triage.handover.standing import Standing, standing

FIRST = a_letter()
NOTED = a_letter(additions=(an_addition(),))
NOTED_TWICE = a_letter(additions=(an_addition(), an_addition(text="Rang again.")))
OTHER_NOTE = a_letter(additions=(an_addition(text="Something else."),))
DECIDED = a_letter(decisions=(decided(a_record()),))
OTHER_WORDS = a_letter(a_record(said="Something else was said."))
OTHER_VAULT = a_letter(chain=ChainHead(origin="safeguarding-triage/ffffffffffffffff", size=1, head="0" * 64))


@pytest.mark.parametrize(
    ("kept", "letter", "expected"),
    [
        pytest.param([], FIRST, Standing.NEW, id="nothing is here"),
        pytest.param([FIRST], FIRST, Standing.ALREADY, id="the same"),
        pytest.param([FIRST], NOTED, Standing.NEWER, id="more"),
        pytest.param([NOTED], FIRST, Standing.OLDER, id="less"),
        pytest.param([FIRST, NOTED_TWICE], NOTED, Standing.OLDER, id="between"),
        pytest.param([NOTED], OTHER_NOTE, Standing.CONFLICT, id="as many, others"),
        pytest.param([NOTED], DECIDED, Standing.CONFLICT, id="neither begins with the other"),
        pytest.param([FIRST], OTHER_WORDS, Standing.CONFLICT, id="other words"),
        pytest.param([NOTED], OTHER_WORDS, Standing.CONFLICT, id="other words, fewer additions"),
        pytest.param([FIRST], OTHER_VAULT, Standing.CONFLICT, id="another vault's record of this name"),
        pytest.param([FIRST, OTHER_WORDS], OTHER_WORDS, Standing.ALREADY, id="the same conflict again"),
        pytest.param([FIRST, OTHER_WORDS], NOTED, Standing.CONFLICT, id="more of one of two in conflict"),
    ],
)
def test_a_record_beside_those_that_came_before(
    kept: list[Letter], letter: Letter, expected: Standing
) -> None:
    assert standing(letter, kept) is expected


def test_whatever_the_order_what_goes_on_is_never_a_conflict() -> None:
    for order in permutations((FIRST, NOTED, NOTED_TWICE)):
        kept: list[Letter] = []
        for letter in order:
            stands = standing(letter, kept)
            assert stands in (Standing.NEW, Standing.NEWER, Standing.OLDER)
            kept += [letter] if stands is not Standing.OLDER else []


def test_a_record_written_here_is_the_same_or_in_conflict() -> None:
    assert standing(FIRST, [], own=a_record().canonical()) is Standing.ALREADY
    assert standing(FIRST, [], own=b"") is Standing.CONFLICT


def test_receipts_of_two_managers_do_not_meet() -> None:
    letter = a_letter(to=(BAILEY, ROWAN))
    by_bailey = a_receipt(letter, decisions=(decided(a_record()),))

    assert standing(a_receipt(letter, sender=ROWAN), [by_bailey]) is Standing.NEW
    assert standing(a_receipt(letter), [by_bailey]) is Standing.OLDER


def test_two_receipts_that_say_different_things_are_a_conflict() -> None:
    other = a_receipt(a_letter(a_record(said="Something else was said.")))

    assert standing(other, [a_receipt(a_letter())]) is Standing.CONFLICT


@pytest.mark.parametrize(
    ("size", "head", "minutes", "expected"),
    [
        pytest.param(12, "ab" * 32, 0, False, id="the same"),
        pytest.param(13, "cd" * 32, 1, False, id="longer"),
        pytest.param(12, "cd" * 32, 1, True, id="as long, and another"),
        pytest.param(11, "cd" * 32, 1, True, id="made later, and shorter"),
        pytest.param(11, "cd" * 32, -1, False, id="made earlier, and late to arrive"),
    ],
)
def test_a_list_of_events_that_went_back_is_seen(size: int, head: str, minutes: int, expected: bool) -> None:
    from datetime import timedelta

    now = FIRST.model_copy(
        update={
            "chain": FIRST.chain.model_copy(update={"size": size, "head": head}),
            "created_utc": FIRST.created_utc + timedelta(minutes=minutes),
        }
    )

    assert chain_went_back(now, [FIRST]) is expected
    assert chain_went_back(now, [OTHER_VAULT]) is False


def test_the_content_hash_does_not_change_with_the_journey() -> None:
    assert a_letter(to=(ROWAN,), sender=CASEY).sha256 == FIRST.sha256
    assert len({each.sha256 for each in (FIRST, NOTED, NOTED_TWICE, OTHER_NOTE, DECIDED, OTHER_WORDS)}) == 6
