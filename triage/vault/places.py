"""Where people were when the screen locked: one row a person among the settings, gone once taken.

Sealed to the person, as a draft is: it may hold what they had typed.
"""

from triage.records.place import Place
from triage.vault.connection import Connection
from triage.vault.identity import Seat
from triage.vault.sealing import opened, sealed_to


def keep_place(connection: Connection, seat: Seat, place: Place) -> None:
    """In the place of an earlier one. Raises NotSaved, Locked."""
    sealed = sealed_to([seat.keys.recipient], place.canonical())
    with connection.immediate():
        _forget(connection, seat)
        connection.execute(
            "insert into setting (name, value) values (:name, :value)", name=_name(seat), value=sealed.hex()
        )


def take_place(connection: Connection, seat: Seat) -> Place | None:
    """Takes it out; None when there is none, or none that can be read. Raises NotSaved, Locked."""
    with connection.immediate():
        rows = connection.rows("select value from setting where name = :name", name=_name(seat))
        _forget(connection, seat)
    if not rows:
        return None
    try:
        body = opened(bytes.fromhex(rows[0]["value"]), seat.identity)
        return Place.from_canonical(body) if body else None
    except ValueError:  # of an older version: the person starts at home, and their drafts are there
        return None


def _forget(connection: Connection, seat: Seat) -> None:
    connection.execute("delete from setting where name = :name", name=_name(seat))


def _name(seat: Seat) -> str:
    return f"place {seat.person.id}"
