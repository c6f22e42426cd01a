"""Fixtures of the screens; a test file may have its own by the same names."""

from screen_kit import _session_clock, _untouched, clock, desk, new_desk, patient

__all__ = ["_session_clock", "_untouched", "clock", "desk", "new_desk", "patient"]
