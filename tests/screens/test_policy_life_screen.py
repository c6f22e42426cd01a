"""The policy's own life on the screen: one key to it from anywhere, its cross-reference, tensions, copies."""

import importlib
import inspect
import pkgutil
from dataclasses import replace
from datetime import date

import pytest
from record_case import RISK_LINE, submitted
from screen_kit import NARROW, WIDE, StandIn, StillClock, app_on, keyed, picture, settled
from textual.screen import ModalScreen, Screen

import tui.screens
from triage.content import message
from triage.desk.desk import Desk
from triage.records.receipt import PolicyReceipt
from tui.app import TriageApp
from tui.messages import BookAsked, ModeAsked, PersonChangeAsked, ProofAsked, RecordAsked, SetupAsked
from tui.screens.base import TriageScreen
from tui.screens.help import HelpScreen
from tui.screens.policy import PolicyScreen
from tui.widgets.sign_in_box import PassphraseInput


def words_of(app: TriageApp) -> str:
    """What the policy screen has drawn, whole, whatever the window shows of it."""
    assert isinstance(app.screen, PolicyScreen)
    return " ".join(str(app.screen.text.visual).split())


def all_screens() -> list[type[Screen[object]]]:
    names = [f"tui.screens.{each.name}" for each in pkgutil.iter_modules(tui.screens.__path__)]
    return [
        kind
        for name in names
        for _, kind in inspect.getmembers(importlib.import_module(name), inspect.isclass)
        if issubclass(kind, Screen) and kind.__module__ == name
    ]


def keys_of(kind: type[Screen[object]]) -> set[str]:
    bound = [each.key if hasattr(each, "key") else each[0] for each in kind.__dict__.get("BINDINGS", ())]
    return {key for keys in bound for key in keys.split(",")}


@pytest.mark.obligation("P2.1", partly=True)
def test_no_screen_takes_the_key_of_the_policy_for_itself() -> None:
    found = all_screens()

    assert len(found) >= 15
    assert [kind.__name__ for kind in found if "f7" in keys_of(kind)] == []
    covers = {kind.__name__ for kind in found if not issubclass(kind, TriageScreen)}
    assert covers - {kind.__name__ for kind in found if issubclass(kind, ModalScreen)} == set()


ON_THE_WAY: dict[str, tuple[object, ...]] = {
    "home": (),
    "call": (ModeAsked("call"),),
    "records": (ModeAsked("records"),),
    "inbox": (ModeAsked("inbox"),),
    "guidance": (ModeAsked("guidance"),),
    "setting up": (SetupAsked(),),
    "prove it": (ProofAsked(),),
    "signing in": (PersonChangeAsked(),),
}


@pytest.mark.obligation("P2.1")
@pytest.mark.parametrize("way", ON_THE_WAY)
async def test_one_key_opens_the_whole_policy_from_any_screen_and_esc_leads_back(
    desk: Desk, way: str
) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        for asked in ON_THE_WAY[way]:
            app.screen.post_message(asked)
        await pilot.pause()
        before = app.screen
        await pilot.press("f7")
        await pilot.pause()
        assert isinstance(app.screen, PolicyScreen)
        assert [each.number for each in desk.pack.policy.sections] == [str(n) for n in range(1, 10)]
        assert len(app.screen.sections.options) == 9
        await pilot.press("escape")
        await pilot.pause()

        assert app.screen is before


@pytest.mark.obligation("P2.1", partly=True)
async def test_the_policy_opens_over_a_record_a_help_page_and_the_lock(desk: Desk) -> None:
    ref = submitted(desk).ref
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        app.screen.post_message(RecordAsked(ref))
        await settled(pilot)
        await pilot.press("f7", "escape", "question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        assert "F7 opens the whole policy from any screen." in picture(app)
        await pilot.press("f7")
        await pilot.pause()
        assert isinstance(app.screen, PolicyScreen)
        await pilot.press("escape", "f8")
        await settled(pilot)
        await pilot.press("f7")
        await pilot.pause()
        assert isinstance(app.screen, PolicyScreen)
        assert ref not in picture(app)


@pytest.mark.obligation("P2.1", partly=True)
async def test_a_passphrase_half_typed_is_left_alone(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        app.screen.post_message(SetupAsked())
        await pilot.pause()
        for typed in ("Invented", "Morgan", ""):
            await keyed(pilot, *typed, "enter")
        await keyed(pilot, *"half_of_it", "f7")
        await pilot.pause()

        secret = app.screen.query_one(PassphraseInput)
        assert secret.has_focus
        assert secret.value == "half_of_it"


async def test_over_a_call_the_line_that_no_screen_of_a_call_may_miss_stays(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("f7")
        await settled(pilot)

        assert isinstance(app.screen, PolicyScreen)
        assert RISK_LINE in picture(app)


@pytest.mark.obligation("P2.4")
async def test_see_breaches_opens_section_7_with_one_key(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("p", "b")
        await settled(pilot)
        assert words_of(app).startswith("1. Introduction")
        await pilot.press("down")
        await settled(pilot)
        assert '"see breaches of confidentiality" means policy 7' in words_of(app)
        await pilot.press("b")
        await settled(pilot)

        assert words_of(app).startswith("7. Breaches of Confidentiality")
        assert "> 7 Breaches" in picture(app)


@pytest.mark.obligation("P2.5", partly=True)
async def test_both_sides_of_a_tension_stand_beside_section_2(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("p", "down")
        await settled(pilot)
        notes = " ".join(str(app.screen.query_one("#notes").visual).split())

    assert "TENSION (not part of the policy): How wide the reasons to share are" in notes
    after = notes.partition("One side:")[2]
    one, _, other = after.partition("The other side:")
    assert "i.e. child protection" in one
    assert "may prevent a crime" in other
    assert "Your service has not agreed yet what to do here." in other


@pytest.mark.obligation("P1.3")
@pytest.mark.obligation("P8.1", partly=True)
async def test_the_standards_stand_with_their_newer_ones_and_a_warning_after_a_year(
    desk: Desk, clock: StillClock
) -> None:
    def notes(app: TriageApp) -> str:
        return " ".join(str(app.screen.query_one("#notes").visual).split())

    app = app_on(desk)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("p")
        await settled(pilot)
        assert "certain minimum standards as prescribed by the Government" in words_of(app)
        assert 'The policy says: "Quality Standards set out by the Government in 2016".' in notes(app)
        assert "These have been replaced. The Minimum Standards for SENDIASS" in notes(app)
        assert "Checked on: 22 November 2026." in notes(app)
        assert "more than a year old" not in notes(app)
        clock.move(days=366)
        await pilot.press("down", "up")
        await settled(pilot)

        assert "! This note is more than a year old." in notes(app)


@pytest.mark.obligation("P9.1", partly=True)
async def test_i_say_that_i_have_read_my_copy_and_only_when_i_mean_it(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("p", "y", "r", "escape", "y")
        await settled(pilot)
        assert desk._session.vault().book(PolicyReceipt) == ()
        await pilot.press("r")
        await settled(pilot)
        assert desk.pack.sha256 in words_of(app).replace(" ", "")
        assert "I have a copy of this policy and I have read it." in words_of(app)
        await pilot.press("y")
        await settled(pilot)

        assert "Noted with your name and the time" in words_of(app)
    [kept] = desk._session.vault().book(PolicyReceipt)
    assert kept.entry is not None
    assert (kept.entry.by.id, kept.entry.policy_sha256) == ("demo-caseworker", desk.pack.sha256)


async def test_with_records_closed_nothing_is_noted_and_it_says_why(desk: Desk) -> None:
    desk.lock()
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("p", "r", "y")
        await settled(pilot)

        assert "Sign in first." in words_of(app)


@pytest.mark.obligation("P9.1", partly=True)
async def test_the_book_of_receipts_shows_a_manager_everybody_and_others_themselves(desk: Desk) -> None:
    desk.policy_life.confirm()
    shown = {}
    for person in ("demo-caseworker", "demo-manager"):
        desk.change_person(person)
        app = app_on(desk)
        async with app.run_test(size=WIDE) as pilot:
            app.screen.post_message(BookAsked("receipts"))
            await settled(pilot)
            shown[person] = str(app.screen.query_one("#receipts").visual)

    assert "Casey Demo (caseworker): copy read on 22 November 2026." in shown["demo-caseworker"]
    assert "Morgan Demo" not in shown["demo-caseworker"]
    assert "Casey Demo (caseworker): copy read on 22 November 2026." in shown["demo-manager"]
    assert "Morgan Demo (manager): no copy confirmed. DUE." in shown["demo-manager"]


@pytest.mark.obligation("P9.3", partly=True)
async def test_home_says_in_one_calm_line_that_a_copy_is_due(desk: Desk) -> None:
    app = app_on(StandIn(desk, is_demo=False))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert message("receipt_due") in picture(app)
        desk.policy_life.confirm()
        await pilot.press("p", "escape")
        await settled(pilot)

        assert message("receipt_due") not in picture(app)
        assert message("training_due") in picture(app)


@pytest.mark.obligation("P9.4")
@pytest.mark.parametrize(
    ("due", "words"),
    [
        pytest.param(date(2026, 11, 21), "! The yearly review was due on 21 November 2026.", id="overdue"),
        pytest.param(date(2026, 11, 22), "Next review of the policy: 22 November 2026.", id="today"),
    ],
)
async def test_the_services_own_review_date_stands_on_home(desk: Desk, due: date, words: str) -> None:
    assert desk.service is not None
    service = desk.service.model_copy(update={"policy_review_due": due})
    app = app_on(StandIn(desk, service=service))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert words in picture(app)
        await pilot.press("p")
        await settled(pilot)

        assert "There is no date in the" in picture(app)


@pytest.mark.obligation("P9.5", partly=True)
async def test_a_text_that_the_service_did_not_agree_to_is_said_on_home(desk: Desk) -> None:
    assert desk.service is not None
    service = desk.service.model_copy(update={"policy_sha256": "0" * 64})
    app = app_on(StandIn(desk, service=service))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)

        assert f"! {message('policy_not_agreed_text')}" in picture(app)


@pytest.mark.obligation("P9.5")
@pytest.mark.trap(29)
async def test_a_record_says_that_the_policy_has_changed_since_and_keeps_its_words(desk: Desk) -> None:
    record = submitted(desk)
    changed = replace(desk.pack, sha256="0" * 64)
    app = app_on(StandIn(desk, pack=changed))
    async with app.run_test(size=NARROW) as pilot:
        app.screen.post_message(RecordAsked(record.ref))
        await settled(pilot)
        assert message("record_older_policy")[:40] in picture(app)
        await pilot.press("5")
        await settled(pilot)

        assert message("record_older_policy")[:40] in picture(app)
        assert record.policy_sha256 == desk.pack.sha256
