"""Where a person is on the screen, as a value; and the way back there after a lock."""

from pydantic import TypeAdapter, ValidationError
from textual.screen import Screen

from triage.desk.desk import Desk
from triage.errors import TriageError
from triage.records.draft import Answer, Draft
from triage.records.place import Mode, Opened, Place
from tui.keeping import Begun, Keeping
from tui.screens.base import TriageScreen
from tui.screens.decision_form import Unsigned

_FORM = TypeAdapter(Unsigned)
_ANSWERS = TypeAdapter(tuple[Answer, ...])
_MODES: dict[str, Mode] = {
    "home": "home", "call": "call", "records": "records", "inbox": "inbox", "policy": "policy",
}  # fmt: skip

Unsigneds = dict[tuple[str, str], Unsigned]
"""By person and record."""


def place_of(
    mode: str, stack: list[Screen[object]], keeping: Keeping, unsigned: Unsigneds, person_id: str
) -> Place:
    """``stack``: the screens of ``mode``, first one first."""
    draft = keeping.draft
    screens = [screen for screen in stack if isinstance(screen, TriageScreen)]
    opened = tuple(place for screen in screens if (place := screen.place()) is not None)
    mine = ((ref, form) for (person, ref), form in unsigned.items() if person == person_id)
    forms = tuple((ref, _FORM.dump_json(form).decode()) for ref, form in mine)
    return Place(
        mode=_MODES.get(mode, "home"),
        draft=draft.ref if draft is not None else None,
        their_words=bool(screens) and screens[0].has_class("-words"),
        opened=opened,
        unsigned=forms,
        begun=tuple(
            (name, _ANSWERS.dump_json(answers).decode())
            for (person, name), answers in keeping.begun.items()
            if person == person_id
        ),
    )


def unsigned_in(place: Place, person_id: str) -> Unsigneds:
    """The decisions begun and not signed. One that cannot be read is left out."""
    forms: Unsigneds = {}
    for ref, form in place.unsigned:
        try:
            forms[person_id, ref] = _FORM.validate_json(form)
        except ValidationError:
            continue
    return forms


def begun_in(place: Place, person_id: str) -> Begun:
    """The other forms begun and not kept. One that cannot be read is left out."""
    begun: Begun = {}
    for name, answers in place.begun:
        try:
            begun[person_id, name] = _ANSWERS.validate_json(answers)
        except ValidationError:
            continue
    return begun


def draft_in(place: Place, desk: Desk) -> Draft | None:
    """None when there was none, or it is a record by now, or somebody else's."""
    if place.draft is None:
        return None
    try:
        draft = desk.draft(place.draft)
    except TriageError:
        return None
    return draft if desk.me is not None and draft.author.id == desk.me.id else None


def screen_of(opened: Opened, desk: Desk, keeping: Keeping, unsigned: Unsigneds) -> TriageScreen | None:
    """The screen as it was opened, with what was typed there; None when it can no longer be."""
    from tui.screens.decision import DecisionScreen
    from tui.screens.record import RecordScreen
    from tui.screens.submitted import SubmittedScreen

    match opened.screen:
        case "check" | "walkthrough":
            return _of_the_draft(opened, desk, keeping)
        case "record":
            return RecordScreen(desk, keeping, opened.ref, opened)
        case "decision":
            return DecisionScreen(desk, keeping, opened.ref, unsigned)
        case "books" | "form":
            return _book_of(opened, desk, keeping)
        case "submitted":
            return SubmittedScreen(desk, keeping, opened.ref)


def _of_the_draft(opened: Opened, desk: Desk, keeping: Keeping) -> TriageScreen | None:
    """Its questions or its answers; None when it can no longer be had."""
    from tui.screens.check import CheckScreen
    from tui.screens.walkthrough import WalkthroughScreen

    if keeping.draft is None:
        return None
    if opened.screen == "check":
        return CheckScreen(desk, keeping)
    return WalkthroughScreen(desk, keeping, opened.question or None)


def _book_of(opened: Opened, desk: Desk, keeping: Keeping) -> TriageScreen | None:
    """The list of books, or a form of it; a form about one thing is opened again from its list."""
    from tui.screens.books import BooksScreen, book_of

    if opened.screen == "books":
        return BooksScreen(desk, keeping)
    book = book_of(opened.question)
    return book.open(desk, keeping) if book is not None and not opened.ref else None
