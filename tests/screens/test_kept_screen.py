"""What is kept, where and why, as the list of books opens it."""

from screen_kit import NARROW, app_on, keyed, picture, settled

from triage.desk.desk import Desk
from tui.screens import books


async def test_the_page_opens_from_the_books_and_names_nobody(new_desk: Desk) -> None:
    number = str([book.name for book in books.BOOKS].index("kept") + 1)
    app = app_on(new_desk)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await keyed(pilot, "b")
        await keyed(pilot, number)
        await settled(pilot)

        assert "What was said on a call" in picture(app)
        assert "In the encrypted file of records on this device" in picture(app)
        assert "Casey" not in picture(app)
