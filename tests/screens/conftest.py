"""Fixtures of the screens; a test file may have its own by the same names."""

from screen_kit import _demo_vault, _session_clock, _session_desk, clock, desk, new_desk, patient

__all__ = ["_demo_vault", "_session_clock", "_session_desk", "clock", "desk", "new_desk", "patient"]
