"""Hidden means hidden: nothing of a case on the screen, and the exact screen again after."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from screen_kit import NARROW, WIDE, StandIn, StillClock, app_on, picture, settled, type_line, until
from textual.widgets import Input

from triage.desk.bootstrap import open_desk, utc_now
from triage.desk.desk import Desk
from triage.desk.setting_up import set_up
from triage.desk.views import Access
from triage.errors import Locked, WrongPassphrase
from triage.model import Rung
from triage.paths import vault_dir
from triage.records.people import Person, Role, Service
from triage.vault.passphrase import LEAST_COST
from tui.app import FORGOTTEN_SECONDS, IDLE_SECONDS, TriageApp
from tui.screens.call import CallScreen
from tui.screens.lock import LockScreen
from tui.widgets.line_box import LineBox

CANARY = "Tamsin Quillfeather"
PASSPHRASES = {"one": "violet anchor meadow lantern", "two": "copper willow harbour biscuit"}


@pytest.mark.trap(17)
async def test_f8_hides_everything_at_once_and_closes_the_records(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await type_line(pilot, CANARY)
        await pilot.press("f8")
        app.notify(CANARY)
        await pilot.press("ctrl+p", "f2", "f4", "question_mark")
        await pilot.resize_terminal(*NARROW)
        await settled(pilot)

        assert isinstance(app.screen, LockScreen)
        assert desk.access is Access.LOCKED
        assert "Tamsin" not in picture(app)
        assert CANARY not in app.export_screenshot()
        assert "Your draft is safe. It was saved at 14:03:07." in picture(app)
        assert "Life at risk? Call 999." in picture(app)


async def test_after_the_lock_the_exact_screen_is_back(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "a line")
        await pilot.press("f2", *"he sa", "f8")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)

        assert isinstance(app.screen, CallScreen)
        assert app.screen.query_one(LineBox).text == "he sa"
        assert app.screen.has_class("-words")
        assert desk.me is not None


@pytest.mark.trap(17, 19)
async def test_guidance_works_while_locked_and_shows_nothing_of_the_case(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, CANARY)
        await pilot.press("f8", "f9")
        await settled(pilot)
        await pilot.press("2", "down")
        await settled(pilot)

        assert desk.guidance(Rung.SAFETY_WORRY).say.text.strip('"')[:40] in picture(app)
        assert "Section 7" in picture(app)
        assert "Tamsin" not in picture(app)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, LockScreen)


async def test_what_was_noted_while_locked_is_kept_as_a_call_of_its_own_after_unlocking(
    new_desk: Desk,
) -> None:
    app = app_on(new_desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "first call")
        await pilot.press("f8", "f9")
        await settled(pilot)
        await type_line(pilot, "second caller")
        await pilot.press("f2", "enter")
        await settled(pilot)
        app.keeping.flush()

        assert isinstance(app.screen, CallScreen)
        assert {draft.thread[0].text for draft in new_desk.drafts()} == {"first call", "second caller"}


async def test_a_call_left_open_for_an_hour_locks_and_keeps_its_words(new_desk: Desk) -> None:
    ticks = [0.0]
    app = TriageApp(new_desk, ticks=lambda: ticks[0])
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("c")
        await settled(pilot)
        await type_line(pilot, "he is back")
        ticks[0] += FORGOTTEN_SECONDS - 1
        app._hide_when_idle()
        assert not app.hidden
        ticks[0] += 1
        app._hide_when_idle()
        await settled(pilot)

        assert isinstance(app.screen, LockScreen)
        assert new_desk.access is Access.LOCKED
        new_desk.sign_in("demo-caseworker", new_desk._session.demo_passphrase or "")
        assert [line.text for line in new_desk.drafts()[0].thread] == ["he is back"]


@pytest.mark.trap(18)
async def test_idling_locks_after_five_minutes_but_not_while_a_call_runs(desk: Desk) -> None:
    ticks = [0.0]
    app = TriageApp(desk, ticks=lambda: ticks[0])
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("c")
        await settled(pilot)
        ticks[0] += IDLE_SECONDS * 2
        app._hide_when_idle()
        assert not app.hidden
        await pilot.press("escape")
        await settled(pilot)
        ticks[0] += IDLE_SECONDS - 1
        app._hide_when_idle()
        assert not app.hidden
        ticks[0] += 1
        app._hide_when_idle()
        await settled(pilot)

        assert isinstance(app.screen, LockScreen)
        assert desk.access is Access.LOCKED


@pytest.mark.obligation("P4.9")
@pytest.mark.parametrize("how", ["key", "idle"])
async def test_home_shows_a_call_by_its_time_alone_and_a_key_or_idling_hides_that_too(
    new_desk: Desk, how: str
) -> None:
    draft = new_desk.start_call().with_typing(CANARY).ended(new_desk.now(), dropped=False)
    new_desk.keep(draft)
    ticks = [0.0]
    app = TriageApp(new_desk, ticks=lambda: ticks[0])
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert "Draft from today" in picture(app)
        assert "Tamsin" not in picture(app)

        if how == "key":
            await pilot.press("f8")
        else:
            ticks[0] += IDLE_SECONDS
            app._hide_when_idle()
        await settled(pilot)

        assert isinstance(app.screen, LockScreen)
        assert not any(word in picture(app) for word in ("Draft from", draft.ref, "Tamsin"))
        assert app.title == "triage"


async def test_a_wrong_passphrase_says_so_waits_longer_each_time_and_locks_nobody_out(desk: Desk) -> None:
    tried: list[str] = []

    def sign_in(_person: str, passphrase: str) -> None:
        tried.append(passphrase)
        raise WrongPassphrase("wrong_passphrase")

    app = app_on(StandIn(desk, is_demo=False, sign_in=sign_in))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f8")
        await settled(pilot)
        await pilot.press(*"9 wrong one", "enter")
        await settled(pilot)
        assert "That passphrase did not open it." in picture(app)
        assert "You can try again in 1 seconds." in picture(app)
        assert app.screen.query_one(Input).value == ""
        await until(pilot, lambda: "You can try again now." in picture(app))
        await pilot.press(*"again", "enter")
        await settled(pilot)

        assert "You can try again in 2 seconds." in picture(app)
        assert tried == ["9 wrong one", "again"]


async def test_the_passphrase_is_masked_and_never_copied(desk: Desk) -> None:
    app = app_on(StandIn(desk, is_demo=False))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f8")
        await settled(pilot)
        await pilot.press(*"horse", "shift+home", "ctrl+x")
        await settled(pilot)

        assert app.screen.query_one(Input).value == "horse"
        assert "horse" not in picture(app)
        assert app.clipboard == ""


async def test_with_no_vault_hiding_still_hides_and_enter_goes_on(desk: Desk, clock: StillClock) -> None:
    app = app_on(StandIn(desk, access=Access.NONE, me=None, service=None))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f8")
        await settled(pilot)
        assert isinstance(app.screen, LockScreen)
        await pilot.press("enter")
        await settled(pilot)

        assert not app.hidden


@pytest.mark.obligation("P4.1")
async def test_records_are_encrypted_open_by_ones_own_passphrase_alone_and_lock_by_themselves(
    tmp_path: Path,
) -> None:
    roles = {"one": Role.CASEWORKER, "two": Role.MANAGER}
    people = [
        (Person(id=each, name=each.title(), role=roles[each]), words) for each, words in PASSPHRASES.items()
    ]
    set_up(vault_dir(tmp_path), Service(name="Test", manager_chain=()), tuple(people), utc_now, LEAST_COST)
    now = [datetime(2026, 11, 22, 14, 3, tzinfo=UTC)]
    desk = open_desk(tmp_path, with_encoder=False, clock=lambda: now[0])
    for person, passphrase in (
        ("one", PASSPHRASES["two"]),
        ("two", PASSPHRASES["one"]),
        ("three", PASSPHRASES["one"]),
    ):
        with pytest.raises(Locked):
            desk.sign_in(person, passphrase)
    ticks = [0.0]
    app = TriageApp(desk, ticks=lambda: ticks[0])
    async with app.run_test(size=NARROW) as pilot:
        now[0] += timedelta(minutes=5)  # past the wait that wrong ones bring
        desk.sign_in("one", PASSPHRASES["one"])
        desk.keep(desk.start_call().with_typing(CANARY).ended(desk.now(), dropped=False))
        files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        assert files
        assert not any(file.startswith(b"SQLite format 3") for file in files)
        assert not any(CANARY.encode() in file for file in files)

        ticks[0] += IDLE_SECONDS
        app._hide_when_idle()
        await settled(pilot)
        assert desk.access is Access.LOCKED
        with pytest.raises(Locked):
            desk.drafts()
    desk.close()
