"""The chain of events by itself: every way of changing it is named by the number of the event."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from triage.records.people import Person, Role
from triage.vault.audit import (
    FIRST_PREV,
    Action,
    Body,
    Event,
    Fault,
    checkpoint,
    commitment,
    event_hash,
    sealed_event,
    verify,
)
from triage.vault.identity import PrivateKeys, enrolment, signing_key
from triage.vault.register import Register

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SALT = b"s" * 32
PRIVATE = PrivateKeys.new(may_decide=True)
assert PRIVATE.deciding
SIGNING = signing_key(PRIVATE.signing)
P1 = Person(id="p1", name="Invented", role=Role.MANAGER)
REGISTER = Register([(1, enrolment(P1, PRIVATE.public(), START, "p1", signing_key(PRIVATE.deciding)))])


def a_chain(length: int = 6) -> list[Event]:
    events: list[Event] = []
    for number in range(1, length + 1):
        keeps = number % 2 == 0
        events.append(
            sealed_event(
                events[-1] if events else None,
                at=START + timedelta(minutes=number),
                offset_minutes=60,
                person_id="p1",
                action=Action.RECORD_SUBMITTED if keeps else Action.SIGNED_IN,
                ref=f"ESC-{number}" if keeps else None,
                covers=commitment(SALT, b"body %d" % number) if keeps else None,
                signing=SIGNING,
            )
        )
    return events


def bodies_of(events: list[Event]) -> list[Body]:
    return [Body(event.seq, event.ref or "", event.commitment) for event in events if event.commitment]


def test_a_chain_nobody_touched_is_intact() -> None:
    events = a_chain()

    found = verify(events, bodies_of(events), REGISTER, {})

    assert (found.intact, found.count, found.head) == (True, 6, events[-1].hash)
    assert (found.first_fault_seq, found.reason, found.broken_refs) == (None, None, ())


def test_an_empty_chain_is_intact_and_its_head_is_the_first_prev() -> None:
    found = verify([], [], REGISTER, {})

    assert (found.intact, found.count, found.head) == (True, 0, FIRST_PREV)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"person_id": "p2"}, id="another person"),
        pytest.param({"at": START}, id="another time"),
        pytest.param({"offset_minutes": 0}, id="another time zone"),
        pytest.param({"action": Action.LOCKED}, id="another action"),
        pytest.param({"ref": "ESC-9"}, id="another record"),
    ],
)
def test_an_edited_event_is_named(change: dict[str, object]) -> None:
    events = a_chain()
    events[2] = events[2].model_copy(update=change)

    found = verify(events, bodies_of(events), REGISTER, {})

    assert (found.intact, found.first_fault_seq, found.reason) == (False, 3, Fault.EDITED)


def test_an_event_edited_and_sealed_anew_breaks_the_one_after_it() -> None:
    events = a_chain()
    forged = events[2].model_copy(update={"person_id": "p2"})
    events[2] = forged.model_copy(update={"hash": event_hash(forged)})

    found = verify(events, bodies_of(events), REGISTER, {})

    assert (found.first_fault_seq, found.reason) == (3, Fault.NOT_SIGNED)


def test_an_event_signed_by_somebody_else_in_that_name_is_named() -> None:
    other = signing_key(PrivateKeys.new(may_decide=False).signing)
    events = a_chain(4)
    events.append(
        sealed_event(
            events[-1],
            at=START + timedelta(hours=1),
            offset_minutes=0,
            person_id="p1",
            action=Action.SIGNED_IN,
            ref=None,
            covers=None,
            signing=other,
        )  # fmt: skip
    )

    found = verify(events, bodies_of(events), REGISTER, {})

    assert (found.first_fault_seq, found.reason) == (5, Fault.NOT_SIGNED)


@pytest.mark.parametrize("gone", [1, 3, 5])
def test_a_deleted_event_is_named(gone: int) -> None:
    events = a_chain()
    bodies = bodies_of(events)
    del events[gone - 1]

    found = verify(events, bodies, REGISTER, {})

    assert (found.intact, found.first_fault_seq, found.reason) == (False, gone, Fault.MISSING)


def test_two_swapped_events_are_named_by_the_first() -> None:
    events = a_chain()
    events[0] = events[0].model_copy(update={"seq": 3})
    events[2] = events[2].model_copy(update={"seq": 1})
    events[0], events[2] = events[2], events[0]

    found = verify(events, bodies_of(events), REGISTER, {})

    assert (found.intact, found.first_fault_seq) == (False, 1)


def test_an_event_slipped_in_is_named() -> None:
    events = a_chain()
    slipped_in = sealed_event(
        events[0],
        at=START,
        offset_minutes=0,
        person_id="p9",
        action=Action.LOCKED,
        ref=None,
        covers=None,
        signing=SIGNING,
    )
    later = [event.model_copy(update={"seq": event.seq + 1}) for event in events[1:]]
    bodies = [Body(body.seq + 1, body.ref, body.commitment) for body in bodies_of(events)]

    found = verify([events[0], slipped_in, *later], bodies, REGISTER, {})

    assert (found.intact, found.first_fault_seq) == (False, 2)


def test_what_an_event_covers_is_named_when_it_was_changed() -> None:
    events = a_chain()
    bodies = bodies_of(events)
    bodies[1] = Body(4, "ESC-4", commitment(SALT, b"other words"))

    found = verify(events, bodies, REGISTER, {})

    assert (found.first_fault_seq, found.reason, found.broken_refs) == (4, Fault.BODY_CHANGED, ("ESC-4",))


def test_what_an_event_covers_is_named_when_it_is_gone() -> None:
    events = a_chain()

    found = verify(events, bodies_of(events)[:-1], REGISTER, {})

    assert (found.first_fault_seq, found.reason, found.broken_refs) == (6, Fault.BODY_CHANGED, ("ESC-6",))


def test_something_kept_without_an_event_is_named() -> None:
    events = a_chain()
    forged = Body(99, "ESC-2", commitment(SALT, b"a decision nobody made"))

    found = verify(events, [*bodies_of(events), forged], REGISTER, {})

    assert (found.intact, found.broken_refs) == (False, ("ESC-2",))


def test_something_kept_under_an_event_that_keeps_nothing_is_named() -> None:
    events = a_chain()

    found = verify(events, [*bodies_of(events), Body(1, "ESC-1", "0" * 64)], REGISTER, {})

    assert (found.first_fault_seq, found.broken_refs) == (1, ("ESC-1",))


def test_a_clock_set_back_is_noticed_and_is_no_fault() -> None:
    first = sealed_event(
        None,
        at=START,
        offset_minutes=0,
        person_id="p1",
        action=Action.SIGNED_IN,
        ref=None,
        covers=None,
        signing=SIGNING,
    )
    second = sealed_event(
        first,
        at=START - timedelta(days=2000),
        offset_minutes=0,
        person_id="p1",
        action=Action.LOCKED,
        ref=None,
        covers=None,
        signing=SIGNING,
    )

    found = verify([first, second], [], REGISTER, {})

    assert (found.intact, found.clock_back_seqs) == (True, (2,))


def test_the_hash_of_an_event_is_the_one_this_format_has_always_given() -> None:
    event = Event(
        seq=1,
        at=START,
        offset_minutes=60,
        person_id="p1",
        action=Action.SIGNED_IN,
        ref=None,
        commitment=None,
        prev=FIRST_PREV,
        hash="",
        signature="0" * 128,
    )

    assert event_hash(event) == "b4fa6589c6fc813e8de7980bef513a87ccbe08712e2ca215fef8199f576a951a"


def test_a_moment_hashes_the_same_in_every_time_zone_it_is_read_in() -> None:
    [event] = a_chain(1)
    elsewhere = event.model_copy(update={"at": event.at.astimezone()})

    assert event_hash(elsewhere) == event.hash


def test_a_commitment_hides_what_it_covers_behind_its_salt() -> None:
    assert commitment(b"a" * 32, b"yes") != commitment(b"b" * 32, b"yes")


def test_a_checkpoint_is_origin_size_and_head_in_three_lines() -> None:
    text = checkpoint("safeguarding-triage/0a1b", 3, "ff" * 32)

    assert text.endswith("\n")
    origin, size, head = text.splitlines()
    assert (origin, size) == ("safeguarding-triage/0a1b", "3")
    assert base64.b64decode(head, validate=True) == b"\xff" * 32
