"""Four ways to draw the screen: calm dark, calm light, high contrast, and no colour at all.

Text stands 7:1 or more against its ground, lines and focus 3:1 or more (SCREENS 5). Colour never carries meaning
alone: each thing it marks is also a word, a number or a mark.
"""

from textual.theme import Theme

CALM_DARK = "calm-dark"
CALM_LIGHT = "calm-light"
HIGH_CONTRAST = "high-contrast"
MONO = "mono"


def themes() -> tuple[Theme, ...]:
    """The themes in the order in which they take turns; ``mono`` only fits an app built for terminal colours."""
    return (
        _theme(CALM_DARK, ground="#10161d", raised="#1b242f", text="#e8ebef", quiet="#b9c3cf", rule="#6d7f93",
               accent="#9fd0ff", marked="#27405c", danger="#ffb4a8", dark=True),
        _theme(CALM_LIGHT, ground="#fbfaf6", raised="#eceae2", text="#1b2430", quiet="#424e5c", rule="#76818e",
               accent="#0b4a7d", marked="#cfe3f5", danger="#8a1411", dark=False),
        _theme(HIGH_CONTRAST, ground="#000000", raised="#000000", text="#ffffff", quiet="#ffffff", rule="#ffffff",
               accent="#ffff66", marked="#1c3c8c", danger="#ffc2b8", dark=True),
    )  # fmt: skip


def mono() -> Theme:
    """The terminal's own two colours, with bold and reverse; the app must be built with ``ansi_color=True``."""
    plain = "ansi_default"
    return Theme(
        name=MONO, ansi=True, primary=plain, secondary=plain, warning=plain, error=plain, success=plain, accent=plain,
        foreground=plain, background=plain, surface=plain, panel=plain, boost=plain, dark=True,
        variables=_variables(ground=plain, raised=plain, text=plain, quiet=plain, rule=plain, accent=plain,
                             marked=plain, danger=plain),
    )  # fmt: skip


def _theme(
    name: str, *, ground: str, raised: str, text: str, quiet: str, rule: str, accent: str, marked: str, danger: str,
    dark: bool,
) -> Theme:  # fmt: skip
    return Theme(
        name=name, primary=accent, secondary=accent, warning=danger, error=danger, success=accent, accent=accent,
        foreground=text, background=ground, surface=ground, panel=raised, boost=raised, dark=dark, text_alpha=1.0,
        variables=_variables(ground=ground, raised=raised, text=text, quiet=quiet, rule=rule, accent=accent,
                             marked=marked, danger=danger),
    )  # fmt: skip


def _variables(
    *, ground: str, raised: str, text: str, quiet: str, rule: str, accent: str, marked: str, danger: str
) -> dict[str, str]:
    return {
        "ground": ground,
        "raised": raised,
        "words": text,
        "quiet": quiet,
        "rule": rule,
        "marked": marked,
        "danger": danger,
        "border": rule,
        "border-blurred": rule,
        "footer-background": raised,
        "footer-foreground": text,
        "footer-item-background": raised,
        "footer-key-background": raised,
        "footer-key-foreground": accent,
        "footer-description-background": raised,
        "footer-description-foreground": text,
        "block-cursor-background": marked,
        "block-cursor-foreground": text,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": marked,
        "block-cursor-blurred-foreground": text,
        "block-hover-background": raised,
        "input-cursor-background": text,
        "input-cursor-foreground": ground,
        "input-selection-background": marked,
        "scrollbar": rule,
        "scrollbar-hover": rule,
        "scrollbar-active": accent,
        "scrollbar-background": ground,
        "scrollbar-background-hover": ground,
        "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
    }
