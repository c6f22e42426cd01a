"""A request to see or to remove what is kept, written down by whoever takes it."""

from triage.content import message
from triage.desk.desk import Desk
from triage.records.draft import Answer
from tui.keeping import Keeping
from tui.screens.form import FormScreen


def new_request(desk: Desk, keeping: Keeping) -> FormScreen:
    """The questions, from where they were left."""

    def finish(answers: tuple[Answer, ...]) -> str:
        return message("request_kept", request=desk.data_requests.keep(answers).request)

    return FormScreen(desk, keeping, desk.data_requests.flow, finish)
