"""The one line that no screen of a call may miss: the only guard that catches what every ear overhears."""

from textual.content import Content
from textual.widgets import Static

from triage.content import message


class RiskLine(Static):
    """«Someone at risk? Consult your line manager (policy 7)»: always there, at every size, whatever was
    heard."""

    DEFAULT_CSS = """
    RiskLine { height: 1; color: $danger; padding: 0 1; text-style: bold; text-wrap: nowrap; }
    """

    def __init__(self) -> None:
        super().__init__(Content(message("risk_line")))
