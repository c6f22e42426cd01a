"""Setting up on the screen: from an empty device to the sign-in, and each way back."""

from datetime import date
from pathlib import Path

import pytest
from screen_kit import NARROW, TINY, StillClock, app_on, keyed, picture, settled
from textual.pilot import Pilot

from triage.desk.desk import Desk
from triage.desk.views import Access
from triage.records.people import Role
from triage.vault import keys, passphrase
from tui.screens.home import HomeScreen
from tui.screens.setup import SetupScreen
from tui.screens.sign_in import SignInScreen
from tui.widgets import choices

MORGANS = "meadow ribbon quartz saddle"
CASEYS = "copper lantern violet harbour"
MANAGER = ("Morgan Invented", "01632 960001", MORGANS, MORGANS)
REVIEW = "1 September 2027"
TO_THE_RULES = ("Invented SENDIASS", *MANAGER, "", "Casey Invented", CASEYS, CASEYS, "")


@pytest.fixture
def bare(tmp_path: Path, clock: StillClock, _untouched: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A device without records; keys at the least cost, digits heard at once."""
    monkeypatch.setattr(
        keys,
        "wrap",
        lambda key, words, about, _cost=None: passphrase.wrap(key, words, about, passphrase.LEAST_COST),
    )
    monkeypatch.setattr(choices, "HELD_KEY_SECONDS", -1.0)
    return Desk(
        guide=_untouched._guide, flow=_untouched._flow, folder=tmp_path / "bare" / "vault", clock=clock
    )


async def answer(pilot: Pilot[int], *answers: str) -> None:
    for each in answers:
        await keyed(pilot, *each, "enter")


async def make_it(pilot: Pilot[int]) -> str:
    """From the rules to the recovery key, which is given."""
    await pilot.press("0")
    await pilot.pause()
    await answer(pilot, REVIEW)
    await pilot.press("1")
    await settled(pilot)
    return pilot.app.screen._recovery


def files_in(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


async def test_from_an_empty_device_to_signing_in(bare: Desk) -> None:
    app = app_on(bare)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert "To set up records, press U." in " ".join(picture(app).split())
        await pilot.press("u")
        await answer(pilot, *TO_THE_RULES)
        await pilot.press("1", "3", "enter")
        await answer(pilot, "Morgan Invented")
        assert "There is no date in the text. When is the next review due?" in " ".join(picture(app).split())
        await answer(pilot, "", REVIEW)
        shown = picture(app)
        assert "1 Morgan Invented  01632 960001" in shown
        assert "Rules agreed by Morgan Invented:" in shown
        await pilot.press("1")
        await settled(pilot)
        code = app.screen._recovery
        assert code in picture(app)
        await answer(pilot, code[-4:].lower())
        assert code not in picture(app)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert bare.access is Access.LOCKED
        await pilot.press("s")
        await settled(pilot)
        assert isinstance(app.screen, SignInScreen)

    morgan = next(person for person in bare.people() if person.role is Role.MANAGER)
    assert bare.sign_in(morgan.id, MORGANS) == morgan
    assert bare.service is not None
    assert [contact.phone for contact in bare.service.manager_chain] == ["01632 960001"]
    assert bare.service.rules_adopted == {"call_999": "Morgan Invented", "exact_words": "Morgan Invented"}
    assert bare.service.policy_review_due == date(2027, 9, 1)
    assert bare.verify().intact
    bare.close()


async def test_no_passphrase_is_ever_drawn_and_the_recovery_key_is_in_no_file(
    bare: Desk, tmp_path: Path
) -> None:
    app, seen = app_on(bare), []
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("u")
        for each in TO_THE_RULES:
            await keyed(pilot, *each)
            seen.append(picture(app))
            await answer(pilot, "")
        code = await make_it(pilot)

    assert not any(words in shown for shown in seen for words in (MORGANS, CASEYS, "ribbon", "lantern"))
    assert code
    everything = b"".join(file.read_bytes() for file in files_in(tmp_path))
    assert code.encode() not in everything
    assert code.replace("-", "").encode() not in everything
    assert MORGANS.encode() not in everything


async def test_escape_goes_back_one_answer_and_leaves_at_the_first_with_nothing_made(
    bare: Desk, tmp_path: Path
) -> None:
    app = app_on(bare)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("u")
        await answer(pilot, "Invented", "Morgan")
        assert "to reach Morgan?" in " ".join(picture(app).split())
        await pilot.press("escape")
        await pilot.pause()
        assert "Who is the line manager?" in picture(app)
        await pilot.press("escape", "escape")
        await settled(pilot)

        assert isinstance(app.screen, HomeScreen)
    assert files_in(tmp_path) == []
    assert bare.access is Access.NONE


async def test_two_passphrases_that_differ_are_asked_for_again(bare: Desk) -> None:
    app = app_on(bare)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("u")
        await answer(pilot, "Invented", "Morgan", "", MORGANS, CASEYS)
        assert "! The two were not the same." in picture(app)
        await answer(pilot, MORGANS, MORGANS)

        assert "Who is rung next?" in picture(app)


async def test_the_recovery_key_stays_until_its_last_group_is_typed(bare: Desk) -> None:
    app = app_on(bare)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("u")
        await answer(pilot, *TO_THE_RULES)
        code = await make_it(pilot)
        for typed in ("", "nope", code[:4] if code[:4] != code[-4:] else "0000"):
            await answer(pilot, typed)
            assert code in picture(app)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, SetupScreen)
        assert code in picture(app)
        await answer(pilot, code[-4:])

        assert "Records can be kept on this device now." in picture(app)


async def test_one_manager_alone_is_allowed_and_said_plainly(bare: Desk) -> None:
    app = app_on(bare)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("u")
        await answer(pilot, "Invented", *MANAGER, "")
        assert "! One manager only." in picture(app)
        await answer(pilot, "")
        await pilot.press("0")
        await pilot.pause()
        await answer(pilot, REVIEW)

        assert "! One manager only. Nobody decides while they are away." in picture(app)


async def test_when_it_cannot_be_made_it_says_why_and_nothing_typed_is_lost(
    bare: Desk, tmp_path: Path
) -> None:
    (tmp_path / "bare" / "vault").mkdir(parents=True)
    (tmp_path / "bare" / "vault" / "in_the_way").touch()
    app = app_on(bare)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("u")
        await answer(pilot, *TO_THE_RULES)
        assert await make_it(pilot) == ""
        assert "! There are records here already." in picture(app)
        (tmp_path / "bare" / "vault" / "in_the_way").unlink()
        await pilot.press("1")
        await settled(pilot)

        assert app.screen._recovery


async def test_what_looks_like_markup_is_shown_as_it_was_typed(bare: Desk) -> None:
    app = app_on(bare)
    async with app.run_test(size=TINY) as pilot:
        await pilot.press("u")
        await answer(pilot, "[b]Invented[/b]", "[@click=app.quit]M[/]", "[/x]", MORGANS, MORGANS)

        assert "1 [@click=app.quit]M[/]  [/x]" in picture(app)


async def test_where_there_are_records_nobody_sets_up_again(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("u")
        await settled(pilot)

        assert isinstance(app.screen, HomeScreen)
        assert "U Set up" not in picture(app)
