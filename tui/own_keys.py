"""Keys of one's own: each does the work of a shipped key, on every screen; the shipped key stays as it is.

So no word on a screen ever names a key that does something else. Only function keys and Ctrl with a letter
can be chosen: they are never text, so an own key cannot eat what is typed.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from textual.binding import Binding
from textual.dom import DOMNode

from triage.errors import UsageError

SHIPPED = ("f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9")
"""What an own key can do the work of: the keys that some keyboards and terminals keep for themselves."""
SAME_AS_ANOTHER = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"})
"""A terminal sends them as Backspace, Tab or Enter."""
OF_THE_TERMINAL = frozenset({"ctrl+c", "ctrl+q", "ctrl+s", "ctrl+z"})
"""It stops, holds or puts away the program with them."""
_CAN_BE = re.compile(r"ctrl\+[a-z]|f[1-9]|f1[0-2]")


def check_own_key(key: str, shipped: str, own: Mapping[str, str]) -> None:
    """That ``key`` may do the work of ``shipped`` beside the ``own`` keys there are. Raises UsageError."""
    if not _CAN_BE.fullmatch(key):
        raise UsageError("own_key_kind")
    if key in SAME_AS_ANOTHER:
        raise UsageError("own_key_same", key=shown(key))
    if key in OF_THE_TERMINAL:
        raise UsageError("own_key_terminal", key=shown(key))
    if key in keys_in_use():
        raise UsageError("own_key_used", key=shown(key))
    if own.get(key, shipped) != shipped:
        raise UsageError("own_key_taken", key=shown(key), shipped=shown(own[key]))


def with_own_key(key: str, shipped: str, own: Mapping[str, str]) -> dict[str, str]:
    """``own`` with ``key`` in place of what did the work of ``shipped``. Raises UsageError."""
    check_own_key(key, shipped, own)
    return {**{each: does for each, does in own.items() if does != shipped}, key: shipped}


def allowed(own: Mapping[str, str]) -> dict[str, str]:
    """Those of a file that may be: one that a later version of the program needs itself is left out."""
    kept: dict[str, str] = {}
    for key, shipped in own.items():
        if shipped in SHIPPED and shipped not in kept.values():
            try:
                kept = with_own_key(key, shipped, kept)
            except UsageError:
                continue
    return kept


def shown(key: str) -> str:
    """As it stands on a keyboard: «F2», «Ctrl+B»."""
    return key.upper() if key.startswith("f") else key.title()


@cache
def keys_in_use() -> frozenset[str]:
    """Every key that some screen or part of ours, or a part of Textual's that they use, answers to."""
    import_module("tui.app")
    for package in ("tui.screens", "tui.widgets"):
        for found in iter_modules(import_module(package).__path__, f"{package}."):
            import_module(found.name)
    used: set[str] = set()
    for part in _all_below(DOMNode):
        if not part.__module__.startswith(("tui.", "textual.")):
            continue
        for binding in vars(part).get("BINDINGS", ()):
            keys = binding.key if isinstance(binding, Binding) else binding[0]
            used.update(each.strip() for each in keys.split(","))
    return frozenset(used)


def _all_below(part: type[DOMNode]) -> Iterable[type[DOMNode]]:
    for below in part.__subclasses__():
        yield below
        yield from _all_below(below)
