"""Colours and keys of one's own: kept for this device, refused where they would clash, never in the way."""

from pathlib import Path

import pytest
from record_case import pressed
from screen_kit import NARROW, app_on, keyed, picture
from textual.pilot import Pilot

from triage.desk.desk import Desk
from triage.desk.own_settings import FILE, OwnSettings
from triage.errors import UsageError
from tui.app import TriageApp, without_colour
from tui.own_keys import allowed, check_own_key
from tui.screens.settings import SettingsScreen
from tui.theme import CALM_DARK, CALM_LIGHT, HIGH_CONTRAST, MONO

ROW_OF_F2 = 2


def file_of(desk: Desk) -> Path:
    return desk._session.folder.parent / FILE


async def open_settings(pilot: Pilot[int]) -> SettingsScreen:
    await pressed(pilot, "k")
    screen = pilot.app.screen
    assert isinstance(screen, SettingsScreen)
    return screen


async def choose_key_for_f2(pilot: Pilot[int], key: str) -> None:
    await open_settings(pilot)
    await pressed(pilot, *["down"] * ROW_OF_F2, "enter")
    assert "Press the key you want for F2" in picture(pilot.app)
    await pressed(pilot, key)


async def test_an_own_key_does_the_work_of_a_shipped_one_which_still_works(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await choose_key_for_f2(pilot, "ctrl+b")
        shown = picture(app)
        assert "Ctrl+B now does what F2 does." in shown
        assert "F2 or Ctrl+B:" in shown

        await pressed(pilot, "escape", "c")
        for key in ("ctrl+b", "f2"):
            before = app.screen._their_words
            await keyed(pilot, key)
            assert app.screen._their_words is not before, key

    again = app_on(desk)
    again.wear(desk.settings_file.read())
    async with again.run_test(size=NARROW) as pilot:
        await pressed(pilot, "c", "ctrl+b")
        assert again.screen._their_words
    assert file_of(desk).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("x", "Choose a function key, or Ctrl with a letter."),
        ("tab", "Choose a function key, or Ctrl with a letter."),
        ("ctrl+h", "cannot tell Ctrl+H from another key"),
        ("ctrl+z", "The terminal needs Ctrl+Z itself"),
        ("ctrl+c", "The terminal needs Ctrl+C itself"),
        ("ctrl+t", "Ctrl+T does something in this program already"),
        ("ctrl+a", "Ctrl+A does something in this program already"),
        ("f8", "F8 does something in this program already"),
        ("f4", "F4 does something in this program already"),
        ("f2", "F2 does something in this program already"),
    ],
)
def test_a_key_that_is_needed_or_cannot_be_told_apart_is_refused(key: str, words: str) -> None:
    from triage.content import message

    with pytest.raises(UsageError) as refused:
        check_own_key(key, "f2", {})

    said = message(refused.value.code, **refused.value.facts)
    assert words in said
    assert said.endswith("Nothing was changed.")


def test_one_own_key_is_not_given_twice() -> None:
    with pytest.raises(UsageError) as refused:
        check_own_key("ctrl+b", "f3", {"ctrl+b": "f2"})

    assert refused.value.facts == {"key": "Ctrl+B", "shipped": "F2"}


async def test_a_refused_key_changes_nothing_and_presses_nothing(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await choose_key_for_f2(pilot, "ctrl+t")
        assert "does something in this program already" in picture(app)
        assert app.theme == CALM_DARK
        await pressed(pilot, "enter", "escape")
        assert isinstance(app.screen, SettingsScreen)
        assert "F2: Write the caller" in picture(app)
        assert not file_of(desk).exists()


async def test_colours_take_turns_are_kept_and_no_colour_waits_for_the_next_start(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await open_settings(pilot)
        for name, words in (
            (CALM_LIGHT, "Colours: calm light"),
            (HIGH_CONTRAST, "Colours: high contrast"),
        ):
            await pressed(pilot, "enter")
            assert app.theme == name
            assert words in picture(app)
        await pressed(pilot, "enter")
        assert "Without colour from the next start." in " ".join(picture(app).split())
        assert app.theme == HIGH_CONTRAST
        assert without_colour(desk.settings_file.read())
        await pressed(pilot, "enter")
        assert (app.theme, without_colour(desk.settings_file.read())) == (CALM_DARK, False)


async def test_r_takes_the_own_keys_away_and_leaves_the_colours(desk: Desk) -> None:
    desk.settings_file.keep(OwnSettings(colours=CALM_LIGHT, keys={"ctrl+b": "f2"}))
    app = app_on(desk)
    app.wear(desk.settings_file.read())
    async with app.run_test(size=NARROW) as pilot:
        await open_settings(pilot)
        await pressed(pilot, "r")
        assert "Your own keys are gone." in picture(app)
        assert desk.settings_file.read() == OwnSettings(colours=CALM_LIGHT)
        await pressed(pilot, "escape", "c", "ctrl+b")
        assert not app.screen._their_words


@pytest.mark.parametrize(
    "text", ["colours = 3", "keys = 1", '[keys]\n"x" = "f2"', "what is this", '[keys]\n"ctrl+b" = "quit"']
)
async def test_a_file_that_cannot_be_read_is_said_and_the_usual_settings_hold(desk: Desk, text: str) -> None:
    file_of(desk).write_text(text)
    app = app_on(desk)
    app.wear(desk.settings_file.read())
    async with app.run_test(size=NARROW) as pilot:
        await open_settings(pilot)
        assert "Your settings could not be read" in picture(app)
        assert app.theme == CALM_DARK


async def test_a_folder_that_takes_nothing_keeps_them_until_the_end_and_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.settings_file.keep(OwnSettings())
    before = file_of(desk).read_bytes()

    def full(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr("triage.vault.durable.os.fsync", full)
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await open_settings(pilot)
        await pressed(pilot, "enter")
        assert "It holds until you leave." in picture(app)
        assert app.theme == CALM_LIGHT
    assert file_of(desk).read_bytes() == before


def test_what_a_file_holds_beyond_what_may_be_is_left_out() -> None:
    assert allowed({"ctrl+b": "f2", "ctrl+t": "f3", "ctrl+g": "f2", "f10": "f11"}) == {"ctrl+b": "f2"}


async def test_colours_set_outside_come_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    desk.settings_file.keep(OwnSettings(colours=CALM_LIGHT))
    app = TriageApp(desk, mono_only=without_colour(desk.settings_file.read()))
    app.wear(desk.settings_file.read())
    async with app.run_test(size=NARROW) as pilot:
        await open_settings(pilot)
        await pressed(pilot, "enter")
        assert "NO_COLOR is set on this device." in picture(app)
        assert app.theme == MONO
