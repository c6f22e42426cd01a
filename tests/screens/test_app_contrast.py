"""Text stands 7:1 against its ground and lines 3:1, in every theme, on every screen (SCREENS 5)."""

import pytest
from rich.color import Color
from screen_kit import WIDE, app_on, settled
from textual.app import App

from triage.desk.desk import Desk
from tui.theme import themes

LINES = set("─│━┃▁▂▃▄▅▆▇█▔▕▏▎▍▌▋▊▉")


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


@pytest.mark.parametrize("theme", [theme.name for theme in themes()])
async def test_every_word_can_be_read_on_every_screen(desk: Desk, theme: str) -> None:
    app = app_on(desk)
    async with app.run_test(size=WIDE) as pilot:
        app.theme = theme
        states: tuple[tuple[str, ...], ...] = (
            ("s",),
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
        for keys in states:
            await pilot.press(*keys)
            await settled(pilot)

            assert _too_faint(app) == [], keys
