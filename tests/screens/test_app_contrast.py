"""Text stands 7:1 against its ground and lines 3:1, in every theme, on every screen (SCREENS 5)."""

import pytest
from record_case import MORGAN, submitted
from rich.color import Color
from screen_kit import NARROW, WIDE, app_on, keyed, picture, settled
from textual.app import App
from textual.widgets import OptionList

from triage.desk.desk import Desk
from tui.screens.books import BOOKS
from tui.theme import themes
from tui.widgets import answer_box, choices
from tui.widgets.rows import Rows

LINES = set("╭╮╰╯┌┐└┘├┤─│━┃▁▂▃▄▅▆▇█▔▕▏▎▍▌▋▊▉")


@pytest.fixture(autouse=True)
def no_held_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of a test come faster than a hand's."""
    for module in (answer_box, choices):
        monkeypatch.setattr(module, "HELD_KEY_SECONDS", 0.0)


def _luminance(color: Color) -> float:
    parts = [part / 255 for part in color.get_truecolor()]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(one: Color, other: Color) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _too_faint(app: App[int]) -> list[tuple[str, float]]:
    found = []
    for strip in app.screen._compositor.render_strips():
        for text, style, _ in strip:
            words = text.strip()
            if not words or style is None or style.color is None or style.bgcolor is None:
                continue
            ratio = _ratio(style.color, style.bgcolor)
            if ratio < (3 if set(words) <= LINES else 7):
                found.append((words, round(ratio, 2)))
    return found


def _coloured(app: App[int]) -> list[tuple[str, str, str]]:
    """Text in any colour but the terminal's own two, with the colours that the terminal is sent."""
    found = []
    for strip in app.screen._compositor.render_strips():
        for text, style, _ in strip:
            colours = [each for each in (style and style.color, style and style.bgcolor) if each]
            if text.strip() and not all(each.is_default for each in colours):
                found.append((text.strip(), str(style.color), str(style.bgcolor)))
    return found


STATES: tuple[tuple[str, ...], ...] = (
    ("k",),
    ("escape", "s"),
    ("escape", "p", "down", "n"),
    ("slash", *"photo"),
    ("escape", "escape", "c"),
    (*"he said he would hurt us", "enter"),
    ("2", "f2", *"word"),
    ("f3",),
    ("f1",),
    ("escape", "escape", "escape", "escape"),
    ("f8",),
)


@pytest.mark.parametrize("theme", [theme.name for theme in themes()])
@pytest.mark.trap(40)
async def test_every_word_can_be_read_on_every_screen(desk: Desk, theme: str) -> None:
    app = app_on(desk)
    async with app.run_test(size=WIDE) as pilot:
        app.theme = theme
        for keys in STATES:
            await pilot.press(*keys)
            await settled(pilot)

            assert _too_faint(app) == [], keys


@pytest.mark.trap(40)
async def test_without_colour_all_is_drawn_in_the_terminals_own_two_and_what_is_in_hand_has_a_mark(
    desk: Desk,
) -> None:
    app = app_on(desk, mono_only=True)
    async with app.run_test(size=NARROW) as pilot:
        for keys in STATES:
            await pilot.press(*keys)
            await settled(pilot)

            assert _coloured(app) == [], keys
            for chooser in app.screen.query(OptionList):
                if chooser.has_focus and chooser.highlighted is not None and chooser.display:
                    lines = picture(app).split("\n")[chooser.region.y : chooser.region.bottom]
                    assert sum(line.lstrip().startswith(">") for line in lines) == 1, (keys, lines)
                    if isinstance(chooser, Rows):
                        row = picture(app).split("\n")[app.cursor_position.y]
                        assert row.lstrip().startswith(">"), (keys, app.cursor_position)


OF_A_MANAGER: tuple[tuple[tuple[str, ...], str], ...] = (
    (("m",), "Decisions needed: 1"),
    (("enter",), "DECISION NEEDED"),
    *(((str(tab),), f">{tab} ") for tab in (2, 3, 4, 5, 6)),
    (("a", "x"), "│ x"),
    (("escape", "d"), "What do you decide?"),
    (("1",), "(your answer)"),
    (("escape", "escape", "escape", "escape", "r"), "RECORDS"),
    (("escape", "e"), "Somebody asks about a parent"),
    (("1", "f4"), "Check your answers"),
)
"""Keys, and words of the state they lead to."""


@pytest.mark.parametrize("theme", [theme.name for theme in themes()])
async def test_every_word_can_be_read_where_a_manager_works(desk: Desk, theme: str) -> None:
    submitted(desk)
    desk.change_person(MORGAN.id)
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        app.theme = theme
        await settled(pilot)
        for keys, words in OF_A_MANAGER:
            for key in keys:
                await keyed(pilot, key)
            await settled(pilot)

            assert words in picture(app), keys
            assert _too_faint(app) == [], keys


@pytest.mark.parametrize("theme", [theme.name for theme in themes()])
async def test_every_word_can_be_read_in_every_book(desk: Desk, theme: str) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        app.theme = theme
        await settled(pilot)
        await keyed(pilot, "b")
        for number, book in enumerate(BOOKS, 1):
            await keyed(pilot, str(number))
            await settled(pilot)
            assert type(app.screen).__name__ != "BooksScreen"
            assert _too_faint(app) == [], book.name
            await keyed(pilot, "escape")
            await settled(pilot)
        assert _too_faint(app) == []
