"""Whether your words are safe, said in words with the real time."""

from triage.content import message
from tui.clock import clock_time, clock_time_with_seconds
from tui.keeping import Saved


def saved_words(saved: Saved) -> str:
    """For row 1; empty when nothing was ever to be saved."""
    if saved.failing_since:
        return message("not_saved_since", time=clock_time(saved.failing_since))
    return message("draft_saved", time=clock_time_with_seconds(saved.at)) if saved.at else ""
