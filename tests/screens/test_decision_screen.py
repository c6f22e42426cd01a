"""The manager's decision: nothing chosen beforehand, reasons either way, signed by the right person only."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, current_thread

import pytest
from record_case import (
    CASEY,
    DEVON,
    HEARD,
    LARGE,
    MORGAN,
    SMALL,
    complete,
    keyed,
    not_shared,
    opened,
    pressed,
    seen,
    words,
)
from record_case import answered as with_answers
from screen_kit import StillClock, settled, until
from textual.pilot import Pilot

from triage.content import message
from triage.desk.bootstrap import open_desk
from triage.desk.desk import Desk
from triage.desk.setting_up import set_up
from triage.desk.views import RecordFile
from triage.errors import WrongPassphrase
from triage.model import Rung
from triage.paths import vault_dir
from triage.records.decision import SHORTEST_REASON, Choice, Decision, ParentTold, Recipient
from triage.records.decision_parts import AuthorView, Discussion, FactReliedOn, PoliceChoice
from triage.records.draft import Draft
from triage.records.escalation import Escalation
from triage.records.people import Contact, Service
from triage.vault.passphrase import Cost
from tui.app import TriageApp
from tui.messages import DecisionAsked
from tui.screens.decision import DecisionScreen
from tui.screens.decision_form import EXCEPTIONS, Part
from tui.widgets import answer_box, choices

REASONS = "A child may be hurt tonight."
LEAST = Cost(memory_kib=46 * 1024, passes=1)
"""The cheapest key that a vault takes."""


@pytest.fixture(autouse=True)
def _no_held_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pilot types faster than people do."""
    for module in (choices, answer_box):
        monkeypatch.setattr(module, "HELD_KEY_SECONDS", 0.0)


def consulted(desk: Desk, rung: Rung = Rung.SAFETY_WORRY, heard: str = HEARD) -> Draft:
    """A call whose author has spoken to the line manager."""
    return with_answers(desk, complete(desk, rung, heard), line_manager="spoken")


def submitted(desk: Desk, rung: Rung = Rung.SAFETY_WORRY, heard: str = HEARD) -> Escalation:
    """The same, in the inbox."""
    return desk.submit(consulted(desk, rung, heard))


async def deciding(pilot: Pilot[int], ref: str) -> DecisionScreen:
    """The form for a record, as the app opens it."""
    pilot.app.post_message(DecisionAsked(ref))
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, DecisionScreen)
    return screen


def decided(desk: Desk, ref: str) -> Decision | None:
    """The newest decision kept."""
    return next(row.decision for row in desk.records() if row.ref == ref)


@pytest.mark.obligation("P7.1", "P7.12")
async def test_nothing_is_chosen_and_nothing_is_signed_before_a_choice(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await deciding(pilot, ref)
        assert screen.form.list_of(Part.CHOICE).highlighted is None
        await keyed(pilot, "s")

        assert "! Choose what you decide. Nothing is chosen for you." in words(pilot)
        assert decided(desk, ref) is None


@pytest.mark.obligation("P7.5", "P7.11", "P7.13", "P2.3")
async def test_a_decision_to_share_without_consent_is_made_by_keys_alone(desk: Desk) -> None:
    ref = submitted(desk, Rung.DANGER_NOW).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "1", *REASONS, "enter", "1", "enter", *"He said so", "enter")
        await keyed(pilot, "1", "2", "3", "enter", *"The aunt", "enter", *"The threat", "enter")
        await keyed(pilot, "3", *"He reads her post", "enter", "s")

        decision = decided(desk, ref)
        assert decision == Decision(
            ref=ref,
            by=MORGAN,
            choice=Choice.SHARE_WITHOUT_CONSENT,
            reasons=REASONS,
            exceptions=EXCEPTIONS[:1],
            recipients=(Recipient.POLICE, Recipient.SOCIAL_CARE, Recipient.OTHER),
            other_recipient="The aunt",
            facts=(FactReliedOn(exception=EXCEPTIONS[0], fact="He said so"),),
            what_shared="The threat",
            parent_told=ParentTold.NOT_SAFE,
            parent_told_reason="He reads her post",
            decided_at=desk.now(),
            written_at=desk.now(),
        )
        assert "Signed at 14:03. Nothing was sent to anyone." in words(pilot)


@pytest.mark.obligation("P7.12")
async def test_every_choice_needs_reasons(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await deciding(pilot, ref)
        screen.form.box_of(Part.REASONS).show("too short")
        for key in ("1", "2", "3", "4"):
            screen.form.list_of(Part.CHOICE).take_keys()
            await keyed(pilot, key, "escape", "s")

            assert screen.form.unsigned.choice is list(Choice)[int(key) - 1]
            assert decided(desk, ref) is None
            assert message("reasons_too_short", least=SHORTEST_REASON) in words(pilot)


@pytest.mark.obligation("P7.5")
async def test_sharing_without_consent_names_the_exception_in_the_words_of_the_policy(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "1", *REASONS, "enter")

        for clause in EXCEPTIONS:
            assert f'"{desk.pack.quote(clause).text}"' in words(pilot)


async def test_what_does_not_apply_is_not_asked(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=LARGE) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "3")

        assert "Who will be told?" not in seen(pilot)
        assert "Which exception" not in seen(pilot)


@pytest.mark.obligation("P7.12")
async def test_not_sharing_when_someone_may_be_in_danger_is_asked_twice(desk: Desk) -> None:
    ref = submitted(desk, Rung.DANGER_NOW).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter", "s")
        assert "Risk: DANGER NOW. You chose not to share. Press Y to go on" in words(pilot)
        assert decided(desk, ref) is None
        await keyed(pilot, "escape", "y")
        assert decided(desk, ref) is None
        await keyed(pilot, "s", "y")

        decision = decided(desk, ref)
        assert decision is not None
        assert decision.choice is Choice.DO_NOT_SHARE


@pytest.mark.trap(9)
async def test_the_digits_of_a_time_choose_nothing(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await deciding(pilot, ref)
        await keyed(pilot, "t", *"14:03", "enter")

        assert screen.form.unsigned.choice is None
        assert screen.form.unsigned.decided_at is not None


async def test_a_passphrase_typed_at_once_after_s_goes_nowhere_else(live_desk: Desk) -> None:
    ref = live_desk.submit(consulted(live_desk)).ref
    live_desk.sign_in(MORGAN.id, f"four plain words {MORGAN.id}")
    async with TriageApp(live_desk).run_test(size=SMALL) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter", "s", *f"four plain words {MORGAN.id}", "enter")

        decision = decided(live_desk, ref)
        assert decision is not None
        assert decision.reasons == REASONS


async def test_not_sharing_on_another_rung_is_asked_once(desk: Desk) -> None:
    ref = submitted(desk, Rung.CRIME).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter", "2", *"Long ago", "enter", "s")

        assert decided(desk, ref) is not None


async def test_when_it_was_decided_and_when_it_was_written_are_both_kept(
    desk: Desk, clock: StillClock
) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    clock.move(minutes=30)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter", "t", *"14:16", "enter")
        await keyed(pilot, "s")

        decision = decided(desk, ref)
        assert decision is not None
        assert f"{decision.decided_at:%H:%M}" == "14:16"
        assert f"{decision.written_at:%H:%M}" == "14:33"


async def test_a_time_that_cannot_be_is_not_taken(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await deciding(pilot, ref)
        for typed in ("25:00", "soon", "14:59", "14:16 31/02"):
            await keyed(pilot, "t", *typed, "enter")

            assert screen.problem.display
            assert screen.form.unsigned.decided_at is None
            await keyed(pilot, "escape")
            assert not screen.problem.display


async def test_esc_keeps_what_was_typed(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "2", *"Half a thought", "escape", "escape")
        await deciding(pilot, ref)

        assert "Half a thought" in seen(pilot)
        assert "2 Share, with their consent (your answer)" in words(pilot)


async def test_what_one_manager_typed_is_not_shown_to_another(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "2", *"Half a thought", "escape", "escape")
        desk.change_person(DEVON.id)
        await deciding(pilot, ref)

        assert "Half a thought" not in seen(pilot)


@pytest.mark.obligation("P7.11", "P7.23")
async def test_the_author_is_sent_to_the_next_on_the_list(desk: Desk) -> None:
    desk.change_person(MORGAN.id)
    ref = submitted(desk).ref
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await deciding(pilot, ref)

        assert "You recorded this, so you cannot decide it." in words(pilot)
        assert "Devon Demo, 01632 960002" in words(pilot)
        await keyed(pilot, "s")
        assert decided(desk, ref) is None


async def test_a_record_decided_meanwhile_can_be_read_not_changed(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter")
        desk.change_person(DEVON.id)
        first = not_shared(desk, ref)
        desk.decide(first, None)
        desk.change_person(MORGAN.id)
        await keyed(pilot, "s")

        assert "This record was decided at 14:03 by Devon Demo." in words(pilot)
        assert decided(desk, ref) == first


async def test_a_record_that_waits_for_more_can_be_decided(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    desk.decide(not_shared(desk, ref).model_copy(update={"choice": Choice.MORE_INFORMATION}), None)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await deciding(pilot, ref)

        assert screen.form.display


async def test_a_record_that_does_not_match_its_seal_is_not_decided(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    whole = desk.record(ref)
    broken: RecordFile = replace(whole, sealed=False)
    monkeypatch.setattr(desk, "record", lambda _ref: broken)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await deciding(pilot, ref)

        assert "This record does not match its seal. Do not rely on it." in words(pilot)
        assert not screen.form.display


async def test_markup_and_hidden_characters_stay_words(desk: Desk) -> None:
    ref = submitted(desk, heard="[/b] [@click=app.quit]he hit me[/]").ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=LARGE) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "3", *"[/b] [@click=app.quit] and why", "enter", "s")

        decision = decided(desk, ref)
        assert decision is not None
        assert decision.reasons == "[/b] [@click=app.quit] and why"
        await pressed(pilot, "v", "4")
        assert "[/b] [@click=app.quit] and why" in words(pilot)


async def test_the_demonstration_asks_for_no_passphrase(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter", "s")

        assert not screen.passphrase.display
        assert decided(desk, ref) is not None


@pytest.fixture
def live_desk(tmp_path: Path, clock: StillClock) -> Iterator[Desk]:
    """Not the demonstration: everybody has a passphrase, and Casey has given hers."""
    people = tuple((person, f"four plain words {person.id}") for person in (CASEY, MORGAN))
    chain = (Contact(name=MORGAN.name, phone="01632 960001", person_id=MORGAN.id),)
    set_up(vault_dir(tmp_path), Service(name="Invented", manager_chain=chain), people, clock, LEAST)
    desk = open_desk(tmp_path, clock=clock, with_encoder=False)
    desk.sign_in(*[(person.id, passphrase) for person, passphrase in people][0])
    yield desk
    desk.close()


async def test_signing_asks_for_the_managers_passphrase(
    live_desk: Desk, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_desk, "wait_after", lambda _failures: 0.01)
    ref = live_desk.submit(consulted(live_desk)).ref
    live_desk.sign_in(MORGAN.id, f"four plain words {MORGAN.id}")
    async with TriageApp(live_desk).run_test(size=SMALL) as pilot:
        screen = await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter", "s", *"not this one", "enter")
        assert "not this one" not in seen(pilot)
        assert decided(live_desk, ref) is None
        await until(pilot, lambda: message("try_again") in words(pilot))
        clock.move(minutes=1)
        await keyed(pilot, *f"four plain words {MORGAN.id}", "enter")

        assert decided(live_desk, ref) is not None
        assert screen.finished.display


async def test_after_a_wrong_passphrase_the_next_try_has_to_wait(
    live_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def wrong(_decision: Decision, passphrase: str | None) -> None:
        tried.append(f"{passphrase} in {current_thread().name}")
        raise WrongPassphrase

    monkeypatch.setattr(live_desk, "decide", wrong)
    monkeypatch.setattr(live_desk, "wait_after", lambda failures: 3600.0 * failures)
    ref = live_desk.submit(consulted(live_desk)).ref
    live_desk.sign_in(MORGAN.id, f"four plain words {MORGAN.id}")
    async with TriageApp(live_desk).run_test(size=SMALL) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter", "s", *"one", "enter")
        await keyed(pilot, *"two", "enter")

        assert [each.split()[0] for each in tried] == ["one"]
        assert current_thread().name not in tried[0]
        assert f"! {message('wrong_passphrase')} {message('wait_seconds', seconds=3600)}" in words(pilot)


async def test_esc_while_it_is_being_signed_does_not_hide_that_it_is_signed(
    live_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing, go_on = Event(), Event()
    signed = live_desk.decide

    def slow(decision: Decision, passphrase: str | None) -> Decision:
        signing.set()
        go_on.wait(timeout=30)
        return signed(decision, passphrase)

    monkeypatch.setattr(live_desk, "decide", slow)
    ref = live_desk.submit(consulted(live_desk)).ref
    live_desk.sign_in(MORGAN.id, f"four plain words {MORGAN.id}")
    async with TriageApp(live_desk).run_test(size=SMALL) as pilot:
        screen = await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter", "s")
        await pilot.press(*f"four plain words {MORGAN.id}", "enter")
        await until(pilot, signing.is_set)
        await pilot.press("escape")
        go_on.set()
        await settled(pilot)

        assert decided(live_desk, ref) is not None
        assert screen.is_current
        assert screen.finished.display


async def test_esc_before_the_passphrase_is_given_signs_nothing(live_desk: Desk) -> None:
    ref = live_desk.submit(consulted(live_desk)).ref
    live_desk.sign_in(MORGAN.id, f"four plain words {MORGAN.id}")
    async with TriageApp(live_desk).run_test(size=SMALL) as pilot:
        screen = await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter", "s")
        await pilot.press(*f"four plain words {MORGAN.id}", "escape")
        await settled(pilot)

        assert decided(live_desk, ref) is None
        assert screen.form.display
        assert screen.passphrase.line.value == ""


async def test_a_caseworker_gets_plain_words(desk: Desk) -> None:
    desk.change_person(MORGAN.id)
    ref = submitted(desk).ref
    desk.change_person(CASEY.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await opened(pilot, lambda app: DecisionScreen(app.desk, app.keeping, ref))
        assert isinstance(screen, DecisionScreen)

        assert not screen.form.display
        assert decided_by_nobody(desk, ref)


def decided_by_nobody(desk: Desk, ref: str) -> bool:
    """As a manager sees it."""
    desk.change_person(MORGAN.id)
    return decided(desk, ref) is None


@pytest.mark.obligation("P7.11")
async def test_nothing_is_signed_before_author_and_manager_have_spoken(desk: Desk) -> None:
    ref = desk.submit(complete(desk)).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter", "s")
        assert message("discussion_missing") in words(pilot)
        assert decided(desk, ref) is None
        await keyed(pilot, "2", *"She would wait", "enter", "s")

        decision = decided(desk, ref)
        assert decision is not None
        assert decision.discussion == Discussion(view=AuthorView.DISAGREES, points="She would wait")


@pytest.mark.obligation("P7.15")
async def test_on_the_crime_rung_the_manager_decides_on_the_police(desk: Desk) -> None:
    ref = submitted(desk, Rung.CRIME).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter")
        assert screen.form.list_of(Part.POLICE).highlighted is None
        await keyed(pilot, "2", *"It is years ago", "enter", "s")

        decision = decided(desk, ref)
        assert decision is not None
        assert (decision.police, decision.police_reason) == (PoliceChoice.DO_NOT_CONTACT, "It is years ago")


async def test_more_opens_what_need_not_be_asked_and_keeps_it(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=LARGE) as pilot:
        screen = await deciding(pilot, ref)
        await keyed(pilot, "3", *REASONS, "enter", "m")
        shown = set(screen.form.unsigned.parts)
        assert {Part.CONFLICT, Part.ADVICE, Part.ACTIONS, Part.SUPPORT, Part.REVIEW} <= shown
        assert Part.WITHHELD not in shown
        assert screen.form.list_of(Part.CONFLICT).highlighted is None
        screen.form.box_of(Part.ACTIONS).show("Ring back; Casey; Friday")
        screen.form.box_of(Part.ADVICE).show("Duty solicitor; 14:10; no names")
        screen.form.list_of(Part.SUPPORT).take_keys()
        await keyed(pilot, "2", "escape", "s")

        decision = decided(desk, ref)
        assert decision is not None
        assert [(each.what, each.owner, each.due) for each in decision.actions] == [
            ("Ring back", "Casey", "Friday")
        ]
        assert [each.gist for each in decision.advice] == ["no names"]
        assert (decision.support_offered, decision.conflict) == (True, None)


@pytest.mark.obligation("P3.9", partly=True)
async def test_social_care_asks_for_an_exception_also_with_consent(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await deciding(pilot, ref)
        await keyed(pilot, "2", *REASONS, "enter")
        assert Part.EXCEPTIONS not in screen.form.unsigned.parts
        await keyed(pilot, "2", "enter", *"The worry", "enter", "2", "s")

        assert message("authority_needs_exception") in words(pilot)
        assert Part.EXCEPTIONS in screen.form.unsigned.parts
        assert decided(desk, ref) is None


@pytest.mark.obligation("P7.13", partly=True)
@pytest.mark.trap(30)
async def test_telling_the_parent_about_terrorism_comes_with_its_caution(desk: Desk) -> None:
    ref = submitted(desk, heard="my brother is building a bomb for a terrorist attack").ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=LARGE) as pilot:
        screen = await deciding(pilot, ref)
        screen.form.list_of(Part.CHOICE).take_keys()
        await keyed(pilot, "2", *REASONS, "enter", "1", "enter", *"The threat", "enter")

        assert "Not in the policy. Terrorism Act 2000, section 39" in words(pilot)
