"""The lock drops the memory of the process: nothing of key, passphrase or a caller's words is left in it."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from edges_case import (
    LEAVES_ALTERNATE_SCREEN,
    OTHER_PASSPHRASE,
    PASSPHRASE,
    Triage,
    a_vault,
    family,
    forms_of,
    found_in_memory,
    secrets_of,
)

CANARY = "Tamsin Quillfeather"
ECHO = 8
ESC = "\x1b"
F8, F9 = "\x1b[19~", "\x1b[20~"
WAITS = tuple(map(float, os.environ.get("TRIAGE_LOCK_WAITS", "0.3").split()))
"""Seconds into the lock at which it is told to stop. The full measure: 0 0.05 0.15 0.3 0.5 0.8"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


WHOLE = pytest.mark.parametrize("triage", [""], ids=[""], indirect=True)
"""The program as it is, with the process that reads meaning."""


@pytest.fixture
def triage(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Triage]:
    """Casey Test is signed in, on Home; by words only where a test does not ask for the whole."""
    a_vault(tmp_path)
    program = Triage(tmp_path, broken=getattr(request, "param", "words_only"))
    program.sign_in()
    yield program
    program.stop()


@pytest.fixture
def in_call(triage: Triage) -> Triage:
    """A line is kept, another is begun."""
    triage.send("c")
    triage.until("LIVE CALL")
    triage.type(f"{CANARY} rang")
    triage.send("\r")
    triage.until("> ")
    triage.type("he said he")
    triage.until("Draft saved")
    return triage


# B19
@WHOLE
def test_after_the_lock_memory_holds_no_key_no_passphrase_and_no_word(
    in_call: Triage, tmp_path: Path
) -> None:
    wanted = {
        **secrets_of(tmp_path),
        "passphrase": forms_of(PASSPHRASE),
        "words": forms_of("Quillfeather"),
        "name": forms_of("Tamsin"),
    }
    try:
        before = found_in_memory(in_call.pid, wanted)
    except PermissionError:
        pytest.skip("the system lets nobody but root read the memory of a closed process, and that is right")
    helpers = family(in_call.pid)[1:]
    in_call.lock()
    after = found_in_memory(in_call.pid, wanted)

    assert before["words"] > 0, "the scan sees what is there"
    assert before["vault key"] + before["signing key"] > 0, "the same"
    assert after == dict.fromkeys(wanted, 0)
    assert not set(helpers) & set(family(in_call.pid)), "a worker of before still runs"


# B18
@pytest.mark.trap(17)
def test_the_new_image_paints_nothing_of_the_case_and_tells_nobody_where_it_was(in_call: Triage) -> None:
    before = in_call.lock()
    in_call.send(F9)
    in_call.until("CALL")
    in_call.send(ESC)
    in_call.until("LOCKED")
    painted = in_call.wrote[before:]
    told = (
        Path(f"/proc/{in_call.pid}/environ").read_bytes() + Path(f"/proc/{in_call.pid}/cmdline").read_bytes()
    )

    assert b"Quillfeather" not in painted
    assert b"he said he" not in painted
    assert b"ESC-" not in painted
    assert b"ESC-" not in told
    assert b"Casey" not in told
    assert LEAVES_ALTERNATE_SCREEN not in in_call.wrote, "the first screen was never shown"


def test_after_the_lock_the_call_is_back_as_it_was(in_call: Triage) -> None:
    in_call.send(f"{ESC}OQ")
    in_call.until("THEIR WORDS")
    in_call.lock()
    in_call.give_passphrase()
    in_call.until("he said he")

    assert CANARY in in_call.picture
    assert "THEIR WORDS" in in_call.picture
    assert "Draft saved" in in_call.picture


@WHOLE
def test_guidance_works_while_locked_and_what_was_noted_there_is_kept(in_call: Triage) -> None:
    in_call.lock()
    in_call.send(F9)
    in_call.until("DO NEXT")
    in_call.type("2")
    in_call.until(">2 SAFETY WORRY<")
    in_call.type("a second caller")
    in_call.send("\r")
    in_call.until("Note a second caller")
    in_call.send(F8)
    in_call.until("LOCKED")
    in_call.give_passphrase()
    in_call.until("Note a second caller")
    in_call.until("Draft saved")
    in_call.send(ESC)

    in_call.until("answers still needed", times=2)


def test_another_person_who_unlocks_sees_nothing_and_the_first_still_comes_back(in_call: Triage) -> None:
    before = in_call.lock()
    in_call.give_passphrase(OTHER_PASSPHRASE, down=1)
    in_call.until("Signed in: Morgan Test")
    assert b"Quillfeather" not in in_call.wrote[before:]
    in_call.lock()
    in_call.give_passphrase()

    in_call.until("he said he")


# B18
def test_idle_for_five_minutes_it_locks_and_two_seconds_before_it_does_not(tmp_path: Path) -> None:
    """The clock of the idle lock is moved; its five minutes are the program's own."""
    a_vault(tmp_path)
    opened = Triage(tmp_path, broken="fast_clock")
    try:
        opened.sign_in()
        os.kill(opened.pid, signal.SIGUSR1)
        for _ in range(4):  # as many looks of the lock at its clock, one a second at the most
            time.sleep(0.3)
            assert "Signed in: Casey Test" in opened.picture
        os.kill(opened.pid, signal.SIGUSR2)
        opened.until("Sign in to go on where you were")
    finally:
        opened.stop()


@pytest.mark.trap(18)
def test_it_never_locks_by_itself_while_the_clock_of_a_call_runs(tmp_path: Path) -> None:
    a_vault(tmp_path)
    opened = Triage(tmp_path, broken="fast_clock")
    try:
        opened.sign_in()
        opened.send("c")
        opened.until("LIVE CALL 00:0")
        opened.type("she")
        for _ in range(3):
            os.kill(opened.pid, signal.SIGUSR1)
        opened.until("LIVE CALL 00:04")

        assert "she" in opened.picture
    finally:
        opened.stop()


def test_what_is_typed_while_it_locks_is_never_shown_and_the_terminal_has_no_echo(in_call: Triage) -> None:
    """A passphrase typed early: the shell's screen never comes up, and what holds the terminal is silent."""
    in_call.send(F8)
    deadline = time.monotonic() + 60
    while "Sign in to go on where you were" not in in_call.picture:
        in_call.program.send("Zq")
        assert not int(str(in_call.settings[3])) & ECHO
        assert time.monotonic() < deadline
    time.sleep(0.3)
    in_call.read()

    assert b"Zq" not in in_call.wrote
    assert LEAVES_ALTERNATE_SCREEN not in in_call.wrote


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("wait", WAITS)
# B41
def test_told_to_stop_while_it_locks_it_gives_the_terminal_back_and_has_the_draft(
    tmp_path: Path, wait: float, number: signal.Signals
) -> None:
    a_vault(tmp_path)
    opened = Triage(tmp_path, broken="words_only")
    try:
        before = opened.settings
        opened.sign_in()
        opened.send("c")
        opened.until("LIVE CALL")
        opened.type(CANARY)
        opened.until("Tamsin")
        opened.send(F8)
        time.sleep(wait)
        os.kill(opened.pid, number)
        code = opened.end(before)
    finally:
        opened.stop()

    assert code == 128 + number
    after = opened.wrote[opened.wrote.rindex(LEAVES_ALTERNATE_SCREEN) :]
    assert b"Quillfeather" not in after
    assert b"Traceback" not in opened.wrote
    assert draft_words(tmp_path) == [CANARY]


# B41
def test_told_to_stop_while_it_is_locked_it_gives_the_terminal_back(in_call: Triage, tmp_path: Path) -> None:
    in_call.lock()
    os.kill(in_call.pid, signal.SIGTERM)

    assert in_call.end() == 143
    assert LEAVES_ALTERNATE_SCREEN in in_call.wrote
    assert draft_words(tmp_path) == ["he said he"]


# B41
def test_a_closed_terminal_ends_it_and_the_draft_is_there(in_call: Triage, tmp_path: Path) -> None:
    in_call.hang_up()

    assert draft_words(tmp_path) == ["he said he"]


@pytest.mark.parametrize("how", ["no_exec", "guard_fails_after_lock"])
def test_what_cannot_start_again_gives_the_terminal_back_and_says_so(tmp_path: Path, how: str) -> None:
    a_vault(tmp_path)
    opened = Triage(tmp_path, broken=how)
    try:
        before = opened.settings
        opened.sign_in()
        opened.send("c")
        opened.until("LIVE CALL")
        opened.type(CANARY)
        opened.until("Tamsin")
        opened.send(F8)
        code = opened.end(before)
    finally:
        opened.stop()

    assert code != 0
    after = opened.wrote[opened.wrote.rindex(LEAVES_ALTERNATE_SCREEN) :]
    assert b"Quillfeather" not in after
    assert b"Traceback" not in after
    assert b"safe" in after or b"Nothing" in after
    assert draft_words(tmp_path) == [CANARY]


def test_a_decision_half_written_is_back_after_the_lock(tmp_path: Path) -> None:
    a_vault(tmp_path)
    ref = a_record(tmp_path)
    opened = Triage(tmp_path, broken="words_only")
    try:
        opened.sign_in(OTHER_PASSPHRASE, down=1)
        opened.send("m")
        opened.until(ref)
        opened.send("\r")
        opened.until("1 Summary")
        opened.send("d")
        opened.until("What do you decide?")
        opened.rest()  # a digit at once would be a key still held down
        opened.type("3")
        opened.rest()
        opened.type("because of the harbour")
        opened.until("because of the harbour")
        before = opened.lock()
        assert b"harbour" not in opened.wrote[before:]
        opened.give_passphrase(OTHER_PASSPHRASE, down=1)

        opened.until("because of the harbour")
    finally:
        opened.stop()


def test_with_no_vault_the_lock_still_forgets_and_enter_goes_on(tmp_path: Path) -> None:
    opened = Triage(tmp_path, broken="words_only")
    try:
        opened.until("Policy text checked")
        opened.send("/")
        opened.type("quillfeather")
        opened.until("quillfeather")
        opened.send(F8)
        opened.until("Press Enter to go on")
        time.sleep(0.5)
        opened.until("Press Enter to go on")
        opened.send("\r")
        opened.until("Start a call")
    finally:
        opened.stop()


def draft_words(folder: Path) -> list[str]:
    """What stands in the box of each draft of Casey Test."""
    from triage.desk.bootstrap import open_desk

    desk = open_desk(folder, with_encoder=False)
    try:
        desk.sign_in("one", PASSPHRASE)
        return [draft.typing for draft in desk.drafts()]
    finally:
        desk.close()


def a_record(folder: Path) -> str:
    """Submitted by Casey Test; gives its reference."""
    from record_case import complete

    from triage.desk.bootstrap import open_desk

    desk = open_desk(folder, with_encoder=False)
    try:
        desk.sign_in("one", PASSPHRASE)
        return desk.submit(complete(desk)).ref
    finally:
        desk.close()
