"""Labels as the call screen needs them: a rung in capitals, a rung for a narrow screen, a category in words."""

from triage.content import message
from triage.model import Category, Rung


def rung_words(rung: Rung) -> str:
    """``SAFETY WORRY``"""
    return message(f"rung_{rung.value}")


def rung_short(rung: Rung) -> str:
    """``WORRY``"""
    return message(f"rung_short_{rung.value}")


def category_words(category: Category | None) -> str:
    """``domestic abuse``; for a danger that has no category of its own, ``danger``."""
    return message("danger_without_category") if category is None else category.value.replace("_", " ")
