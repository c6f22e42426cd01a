"""Four ways to draw the screen: calm dark, calm light, high contrast, and no colour at all.

Text stands 7:1 or more against its ground, lines and focus 3:1 or more (SCREENS 5). Colour never carries
meaning alone: each thing it marks is also a word, a number or a mark.
"""

from dataclasses import dataclass

from textual.theme import Theme

CALM_DARK = "calm-dark"
CALM_LIGHT = "calm-light"
HIGH_CONTRAST = "high-contrast"
MONO = "mono"


@dataclass(frozen=True, slots=True)
class Palette:
    """The eight colours a screen is drawn with."""

    ground: str
    raised: str
    """Ground of row 1, the box and the foot."""
    text: str
    quiet: str
    """Text that stands back: still 7:1."""
    rule: str
    """Lines between things: 3:1."""
    accent: str
    """Names of panels and keys."""
    marked: str
    """Ground of the row in hand."""
    danger: str
    """What warns; it says so in words too."""


_DARK = Palette("#10161d", "#1b242f", "#e8ebef", "#b9c3cf", "#6d7f93", "#9fd0ff", "#27405c", "#ffb4a8")
_LIGHT = Palette("#fbfaf6", "#eceae2", "#1b2430", "#3d4856", "#76818e", "#0b4270", "#cfe3f5", "#86100d")
_CONTRAST = Palette("#000000", "#000000", "#ffffff", "#ffffff", "#ffffff", "#ffff66", "#1c3c8c", "#ffc2b8")
_TERMINAL = Palette(*["ansi_default"] * 8)


def themes() -> tuple[Theme, ...]:
    """In the order in which they take turns; ``mono`` is not among them: it needs an app built for it."""
    light = _theme(CALM_LIGHT, _LIGHT, dark=False)
    return _theme(CALM_DARK, _DARK), light, _theme(HIGH_CONTRAST, _CONTRAST)


def mono() -> Theme:
    """The terminal's own two colours, with bold and reverse; for an app built with ``ansi_color=True``."""
    return _theme(MONO, _TERMINAL, ansi=True)


def _theme(name: str, palette: Palette, *, dark: bool = True, ansi: bool = False) -> Theme:
    return Theme(
        name=name,
        primary=palette.accent,
        secondary=palette.accent,
        accent=palette.accent,
        success=palette.accent,
        warning=palette.danger,
        error=palette.danger,
        foreground=palette.text,
        background=palette.ground,
        surface=palette.ground,
        panel=palette.raised,
        boost=palette.raised,
        dark=dark,
        ansi=ansi,
        text_alpha=1.0,
        variables=_variables(palette),
    )


def _variables(palette: Palette) -> dict[str, str]:
    return {
        "ansi-background": palette.ground,
        "ansi-foreground": palette.text,
        "ground": palette.ground,
        "raised": palette.raised,
        "words": palette.text,
        "quiet": palette.quiet,
        "rule": palette.rule,
        "marked": palette.marked,
        "danger": palette.danger,
        "border": palette.rule,
        "border-blurred": palette.rule,
        "footer-background": palette.raised,
        "footer-foreground": palette.text,
        "footer-item-background": palette.raised,
        "footer-key-background": palette.raised,
        "footer-key-foreground": palette.accent,
        "footer-description-background": palette.raised,
        "footer-description-foreground": palette.text,
        "block-cursor-background": palette.marked,
        "block-cursor-foreground": palette.text,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": palette.marked,
        "block-cursor-blurred-foreground": palette.text,
        "block-hover-background": palette.raised,
        "input-cursor-background": palette.text,
        "input-cursor-foreground": palette.ground,
        "input-selection-background": palette.marked,
        "scrollbar": palette.rule,
        "scrollbar-hover": palette.rule,
        "scrollbar-active": palette.accent,
        "scrollbar-background": palette.ground,
        "scrollbar-background-hover": palette.ground,
        "scrollbar-background-active": palette.ground,
        "scrollbar-corner-color": palette.ground,
    }
