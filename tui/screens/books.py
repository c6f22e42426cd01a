"""The books: what can be written or read beside records. A part adds itself with one line in ``BOOKS``.

The list names kinds of book only: nobody's name, no number of anything, before a book is opened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.getters import query_one
from textual.widgets import OptionList, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.records.place import Opened
from tui.keeping import Keeping
from tui.messages import BookAsked
from tui.screens.base import TriageScreen
from tui.widgets.rows import Row, Rows

Opener = Callable[[Desk, Keeping], TriageScreen]


@dataclass(frozen=True, slots=True)
class Book:
    """One line of the list. Its words are the message ``book_<name>``; a form has the name of its flow."""

    name: str
    opener: str
    """Where its screen is made: ``module:function`` of desk and keeping, imported when it is asked for."""

    @property
    def title(self) -> str:
        """As the list names it."""
        return message(f"book_{self.name}")

    def open(self, desk: Desk, keeping: Keeping) -> TriageScreen:
        """Its screen, with what was begun there."""
        module, function = self.opener.split(":")
        opener: Opener = getattr(import_module(module), function)
        return opener(desk, keeping)


BOOKS: tuple[Book, ...] = (
    Book("enquiry", "tui.screens.enquiry:new_enquiry"),
    Book("enquiries", "tui.screens.enquiry:enquiries"),
    Book("data_request", "tui.screens.data_request:new_request"),
    Book("requests", "tui.screens.requests:requests"),
    Book("sharing", "tui.screens.sharing:sharing"),
    Book("paper", "tui.screens.paper:paper"),
    Book("left_off", "tui.screens.left_off:left_off"),
    Book("receipts", "tui.screens.receipts:receipts"),
    Book("kept", "tui.screens.kept:kept"),
)
"""In the order of the list; the first nine have a digit."""


def book_of(name: str) -> Book | None:
    """The book of that name; None when there is none."""
    return next((book for book in BOOKS if book.name == name), None)


class BooksScreen(TriageScreen):
    """The list. A digit opens its book, and so does Enter on the row in hand."""

    HELP_PAGE = "books"
    CSS_PATH = "books.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"book({number})", "Open", show=False) for number in range(1, 10)),
    ]

    rows = query_one("#rows", Rows)

    def place(self) -> Opened:
        """The list itself."""
        return Opened(screen="books")

    def body(self) -> ComposeResult:
        yield Static(message("books_about"), id="about", markup=False)
        yield Rows(id="rows")

    def on_mount(self) -> None:
        super().on_mount()
        self.rows.show(tuple(Row(book.name, f"{at}  {book.title}") for at, book in enumerate(BOOKS, 1)))
        self.rows.focus()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """The keys go to the list."""
        if self.is_mounted:
            self.rows.focus()

    def status(self) -> tuple[str, ...]:
        return (message("books_title"),)

    def action_book(self, number: int) -> None:
        """The book with that digit."""
        if number <= len(BOOKS):
            self.post_message(BookAsked(BOOKS[number - 1].name))

    @on(OptionList.OptionSelected)
    def _row_chosen(self, chosen: OptionList.OptionSelected) -> None:
        self.post_message(BookAsked(chosen.option_id or ""))
