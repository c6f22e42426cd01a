"""Requests, prints and what is off-site, as the list of books opens them."""

from datetime import timedelta

import pytest
from screen_kit import NARROW, app_on, keyed, picture, settled

from triage.desk.desk import Desk
from triage.records.draft import Answer, AnswerState
from tui.screens import books

MORGAN = "demo-manager"


@pytest.mark.obligation("P4.6", "P4.8", partly=True)
async def test_a_manager_reads_which_request_waits_and_what_should_be_back(new_desk: Desk) -> None:
    desk, now = new_desk, new_desk.now()
    taken = desk.paper.take_out(
        "this laptop", "Casey", "Morgan", now - timedelta(days=2), now - timedelta(days=1)
    )
    wanted = Answer(question="wanted", state=AnswerState.GIVEN, choices=("access",), at=now)
    request = desk.data_requests.keep((wanted,)).request
    desk.change_person(MORGAN)
    number = str([book.name for book in books.BOOKS].index("outstanding") + 1)
    app = app_on(desk)

    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert "! Off-site and should be back: 1." in picture(app)
        assert request not in picture(app)
        await keyed(pilot, "b")
        await keyed(pilot, number)
        await settled(pilot)
        seen = picture(app)

    assert f"{request}  today" in seen
    assert "! waits for a manager" in seen
    assert taken.number in seen
    assert "! should be back" in seen
