"""The keys at the foot: whole or not at all, help always, and a click is a key."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from tui.widgets.key_line import KeyLine


class Keyed(App[None]):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "words", "Their words"),
        Binding("f3", "words", "The same again"),
        Binding("f4", "check", "Check answers"),
        Binding("ctrl+b", "unseen", "Unseen", show=False),
        Binding("f6", "long", "A key that is very long to say"),
        Binding("f5", "drop", "Dropped"),
        Binding("f8", "hide", "Hide"),
        Binding("f1", "help", "Help"),
    ]
    done = ""

    def compose(self) -> ComposeResult:
        yield KeyLine()

    def action_check(self) -> None:
        self.done += "check"

    def action_help(self) -> None:
        self.done += "help"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "drop" else True


def drawn(app: App[None]) -> str:
    return app.query_one(KeyLine).render_line(0).text.rstrip()


async def test_a_key_stands_whole_or_not_at_all_and_help_and_hiding_always_do() -> None:
    for width, keys in (
        (100, "f2 Their words f4 Check answers f6 A key that is very long to say f5 Dropped f8 Hide f1 Help"),
        (48, "f2 Their words f4 Check answers f8 Hide f1 Help"),
        (47, "f2 Their words f4 Check answers f8 Hide f1 Help"),
        (46, "f2 Their words f8 Hide f1 Help"),
        (20, "f8 Hide f1 Help"),
    ):
        app = Keyed()
        async with app.run_test(size=(width, 5)) as pilot:
            await pilot.pause()
            assert drawn(app) == keys, width


async def test_a_click_presses_the_key_under_it_and_nothing_beside_it() -> None:
    app = Keyed()
    async with app.run_test(size=(100, 5)) as pilot:
        await pilot.pause()
        line = drawn(app)
        for words in ("Check answers", "Help", "Dropped"):
            await pilot.click(KeyLine, offset=(line.index(words), 0))
        await pilot.click(KeyLine, offset=(len(line) + 2, 0))
        await pilot.click(KeyLine, offset=(line.index("f6") - 1, 0))
        await pilot.pause()
        assert app.done == "checkhelp"
