"""What the app lets out: nothing but the picture on the screen. And how it is left."""

import io
from pathlib import Path
from typing import Any

import pytest
from screen_kit import NARROW, WIDE, StandIn, app_on, picture, settled, type_line, until
from textual import events
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.screen import Screen

from triage.desk.desk import Desk
from triage.errors import ExitCode
from triage.model import Heard, Rung
from triage.records.draft import LineKind
from tui.app import TriageApp
from tui.screens.call import CallScreen
from tui.screens.help import HelpScreen, help_page
from tui.screens.home import HomeScreen
from tui.screens.leave import LeaveScreen
from tui.screens.lock import LockScreen
from tui.screens.policy import PolicyScreen
from tui.screens.sign_in import SignInScreen
from tui.theme import MONO
from tui.widgets.line_box import LineBox

CANARY = "Tamsin Quillfeather"
MARKUP = "[/b] [@click=app.quit]x[/] [link=http://x]y [red]"
STEERING = "a\x1b]52;c;Q0FO\x07b\x1b]0;t\x07c\x9b31md\u202ee"


@pytest.mark.trap(3)
async def test_a_crash_says_fixed_words_ends_70_and_prints_no_ones_words(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    def hear(text: str, *, rung: Rung | None) -> Heard:
        secret = f"{text} and more"
        raise RuntimeError(secret)

    app = app_on(StandIn(desk, hear=hear), start="call")
    written = io.StringIO()
    app.error_console.file = written
    with pytest.raises(RuntimeError):
        async with app.run_test(size=NARROW) as pilot:
            await type_line(pilot, CANARY)

    streams = capsys.readouterr()
    shown = written.getvalue() + streams.out + streams.err
    assert app.return_code == ExitCode.CRASHED
    assert "The program stopped." in shown
    assert CANARY not in shown
    assert "Traceback" not in shown


async def test_a_fault_while_it_leaves_is_no_crash(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        app.exit(0)
        app._handle_exception(RuntimeError(CANARY))

    assert app.return_code == 0


async def test_a_crash_keeps_the_draft(new_desk: Desk) -> None:
    def look_up(_text: str) -> object:
        raise RuntimeError

    app = app_on(StandIn(new_desk, look_up=look_up), start="call")

    async def type_until_it_breaks() -> None:
        async with app.run_test(size=NARROW) as pilot:
            await pilot.press(*"he was here")
            await until(pilot, lambda: app.return_code is not None)

    with pytest.raises(RuntimeError):
        await type_until_it_breaks()

    assert [draft.typing for draft in new_desk.drafts()] == ["he was here"]


@pytest.mark.trap(20)
async def test_there_is_no_palette_no_clipboard_no_selection_and_no_picture(
    desk: Desk, tmp_path: Path
) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await pilot.press(*CANARY, "ctrl+p", "ctrl+a", "ctrl+x")
        app.copy_to_clipboard(CANARY)
        app.notify(CANARY)
        app.open_url("http://example.invalid")
        app.save_screenshot(path=str(pictures))
        app.deliver_screenshot(path=str(pictures))
        await settled(pilot)

        assert isinstance(app.screen, CallScreen)
        assert not app.ENABLE_COMMAND_PALETTE
        assert not app.ALLOW_SELECT
        assert app.clipboard == ""
        assert list(pictures.iterdir()) == []


async def _open(app: TriageApp, pilot: Any, kind: type[Screen[Any]]) -> None:
    keys = {
        HomeScreen: (),
        CallScreen: ("c",),
        PolicyScreen: ("slash",),
        SignInScreen: ("s",),
        LockScreen: ("f8",),
    }
    await pilot.press(*keys[kind])
    await settled(pilot)
    assert isinstance(app.screen, kind)


@pytest.mark.parametrize("kind", [HomeScreen, CallScreen, PolicyScreen, SignInScreen, LockScreen])
@pytest.mark.trap(5)
async def test_markup_and_steering_typed_and_pasted_are_words_on_every_screen(
    desk: Desk, kind: type[Screen[Any]]
) -> None:
    app = app_on(desk)
    async with app.run_test(size=WIDE) as pilot:
        await _open(app, pilot, kind)
        keep = [
            character for character in MARKUP if kind in (CallScreen, PolicyScreen) or not character.isalpha()
        ]
        await pilot.press(*keep)
        target = app.screen.focused or app.screen
        target.post_message(events.Paste(STEERING + MARKUP))
        await settled(pilot)

        assert app.return_code is None, "nothing in it was run"
        assert not any(ord(sign) < 32 or sign in "\x9b\u202e" for sign in picture(app) if sign != "\n")
        if kind is CallScreen:
            await pilot.press("enter")
            await settled(pilot)
            assert app.keeping.draft is not None
            [line] = app.keeping.draft.thread
            assert line.text == MARKUP + "abcde" + MARKUP


@pytest.mark.trap(5)
async def test_markup_in_a_kept_line_is_drawn_as_it_was_typed(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f2")
        await type_line(pilot, "he said [redacted] twice [/]")

        assert app.keeping.draft is not None
        assert app.keeping.draft.thread[0].kind is LineKind.CALLER_WORDS
        assert 'They said "he said [redacted] twice [/]"' in picture(app)


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
@pytest.mark.trap(1)
async def test_leaving_saves_first(new_desk: Desk, key: str) -> None:
    app = app_on(new_desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press(*"he came b", key)
        await pilot.pause()

    assert app.return_code == 0
    assert [draft.typing for draft in new_desk.drafts()] == ["he came b"]


@pytest.mark.trap(2)
async def test_what_is_saved_as_it_goes_is_read_from_no_widget(
    new_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object, **_options: object) -> None:
        raise NoMatches

    app = app_on(new_desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press(*"he came b")
        with monkeypatch.context() as patched:
            patched.setattr(DOMNode, "query_one", gone)
            patched.setattr(DOMNode, "query", gone)
            assert app.keeping.flush()

    assert [draft.typing for draft in new_desk.drafts()] == ["he came b"]


async def test_leaving_a_call_with_a_risk_asks_once_and_y_leaves(desk: Desk) -> None:
    app = app_on(desk, start="call", rung=Rung.SAFETY_WORRY)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+q")
        await settled(pilot)
        assert isinstance(app.screen, LeaveScreen)
        assert "not submitted" in picture(app)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, CallScreen)
        await pilot.press("ctrl+q", "y")
        await pilot.pause()

    assert app.return_code == 0


async def test_every_screen_has_a_help_page_and_the_key_brings_it_and_takes_it_away(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("question_mark")
        await settled(pilot)
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape", "c", "f1")
        await settled(pilot)

        assert isinstance(app.screen, HelpScreen)
        assert "Type what you hear" in picture(app)


def test_no_help_page_is_missing() -> None:
    pages = {screen.HELP_PAGE for screen in _all_screens()}

    assert all(help_page(page).startswith("# ") for page in pages)


def _all_screens() -> list[Any]:
    import importlib
    import pkgutil

    import tui.screens
    from tui.screens.base import TriageScreen

    for module in pkgutil.iter_modules(tui.screens.__path__):
        importlib.import_module(f"tui.screens.{module.name}")
    return [screen for screen in TriageScreen.__subclasses__() if screen.__module__.startswith("tui.")]


@pytest.mark.trap(40)
async def test_no_colour_is_chosen_when_the_app_is_built_and_draws_no_colour(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_on(desk, start="call", rung=Rung.SAFETY_WORRY, mono_only=True)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)

        assert app.theme == MONO
        assert ">2 SAFETY WORRY<" in picture(app)
        for strip in app.screen._compositor.render_strips():
            for segment in strip:
                style = segment.style
                assert style is None or style.color is None or style.color.is_default, segment
                assert style is None or style.bgcolor is None or style.bgcolor.is_default, segment


async def test_resizing_to_nothing_and_back_keeps_the_words(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press(*"still here")
        for size in ((1, 1), (500, 100), (60, 18), NARROW):
            await pilot.resize_terminal(*size)
        await settled(pilot)

        assert app.screen.query_one(LineBox).text == "still here"
        assert "still here" in picture(app)
