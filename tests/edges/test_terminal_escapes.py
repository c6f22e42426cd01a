"""What people type, paste or bring along never steers the terminal, however it got into the program."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from edges_case import CASEY, MORGAN, OTHER_PASSPHRASE, PASSPHRASE, PATIENCE, Triage, a_vault
from record_case import complete

from triage.desk.bootstrap import open_desk
from triage.records.addition import Addition, AdditionKind
from triage.records.decision import Choice, Decision
from triage.records.decision_parts import AuthorView, Discussion
from triage.records.draft import Answer, LineKind, Reply
from triage.records.people import Person

ESC = "\x1b"
F2, F4, F8, F9 = f"{ESC}OQ", f"{ESC}OS", "\x1b[19~", "\x1b[20~"

STEERING = (
    *(chr(code) for code in (*range(1, 9), 11, 12, *range(14, 32), 127, *range(0x80, 0xA0))),
    *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029",
    f"{ESC}]52;c;Q0FOQVJZ\x07", f"{ESC}]52;c;Q0FOQVJZ{ESC}\\", "\x9d52;c;Q0FOQVJZ\x9c",
    f"{ESC}]0;CANARYTITLE\x07", f"{ESC}]2;CANARYTITLE{ESC}\\", f"{ESC}]8;;http://canary.example{ESC}\\x",
    f"{ESC}PCANARYDCS{ESC}\\", f"{ESC}_CANARYAPC{ESC}\\", f"{ESC}^CANARYPM{ESC}\\",
    f"{ESC}[31;77;33m", "\x9b31;77;33m", f"{ESC}[2J", f"{ESC}[?1049l", f"{ESC}[5;5H", f"{ESC}c", f"{ESC}(0",
    f"{ESC}[6n", f"{ESC}[201~",
)  # fmt: skip
MARKUP = "[/b] [@click=app.pwn]c[/] [link=x]l [black on black]k"
PAYLOAD = "start " + "".join(f"{each}." for each in STEERING) + " end"
"""Letters between them, so that none can swallow another."""

SELECTING_AND_COPYING = (
    "\x01", "\x1b[1;2H", "\x1b[1;2F", "\x1b[97;5u", "\x1b[99;6u", "\x1b[2;5~", "\x18", "\x1b[120;5u",
)  # fmt: skip
"""Ctrl+A, Shift+Home and End, Ctrl+Shift+C, Ctrl+Insert, Ctrl+X; also as a newer keyboard sends them."""

OUR_OWN = re.compile(
    rb"\x1b\[[0-9;]*m"  # colours
    rb"|\x1b\[[0-9;]*H"  # places
    rb"|\x1b\[\?[0-9;]+(?:[hl]|\$p)"  # modes
    rb"|\x1b\[[<>][0-9]*u"  # the keyboard
    rb"|\x1b\]22;[a-z-]+\x07"  # the shape of the pointer
    rb"|\r\n"
)
FOREIGN = re.compile(
    rb"[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]"
)
TITLES_AND_CLIPBOARDS = re.compile(rb"\x1b\](?!22;)|\x9d|\xc2\x9d")


def foreign(wrote: bytes) -> list[bytes]:
    """What is neither text nor one of Textual's own sequences."""
    return re.findall(rb"\x1b\[31;77;33", wrote) + FOREIGN.findall(OUR_OWN.sub(b"", wrote))


def a_hostile_vault(folder: Path) -> None:
    """Everything in it that anybody may have written holds every payload: drafts, records, notes, decisions,
    people, the service. Nothing on the way in is asked to clean it."""
    bad = PAYLOAD + MARKUP
    casey = Person(id=CASEY.id, name=f"Casey Test {bad}", role=CASEY.role)
    morgan = Person(id=MORGAN.id, name=f"Morgan Test {bad}", role=MORGAN.role)
    a_vault(folder, casey, morgan)
    desk = open_desk(folder, with_encoder=False)
    try:
        desk.sign_in(CASEY.id, PASSPHRASE)
        record = desk.submit(_with(complete(desk, heard=f"he hit me {bad}"), bad))
        now = desk.now()
        desk.add(Addition(ref=record.ref, at=now, by=casey, kind=AdditionKind.NOTE, text=bad))
        desk.keep(_with(complete(desk, heard=f"he hit me {bad}"), bad))
        desk.sign_in(MORGAN.id, OTHER_PASSPHRASE)
        decision = Decision(
            ref=record.ref, by=morgan, choice=Choice.MORE_INFORMATION, reasons=bad, parent_told=None,
            decided_at=now, written_at=now, discussion=Discussion(view=AuthorView.DISAGREES, points=bad),
        )  # fmt: skip
        desk.decide(decision, OTHER_PASSPHRASE)
    finally:
        desk.close()


def _with(draft, bad: str):
    now = draft.opened_at
    words = [answer.question for answer in draft.answers if answer.words]
    for question in words:
        draft = draft.answered(Answer(question=question, state="given", words=bad, at=now))
    draft = draft.said(now, LineKind.NOTE, bad, Reply()).contacted(now, bad, reached=False)
    return draft.with_typing(bad)


def still(triage: Triage) -> str:
    """Waits until it has nothing more to write; gives the screen."""
    quiet_since, wrote, began = time.monotonic(), len(triage.wrote), time.monotonic()
    while time.monotonic() - quiet_since < 0.35 and time.monotonic() - began < 5:
        triage.read()
        if len(triage.wrote) != wrote:
            quiet_since, wrote = time.monotonic(), len(triage.wrote)
    return triage.picture


def walk(triage: Triage) -> list[str]:
    """Through every screen, as the caseworker and then as the manager; what stood on each."""
    seen = []

    def go(*keys: str) -> None:
        for key in keys:
            triage.send(key)
        seen.append(still(triage))

    triage.until("Press S to sign in")
    go("s")
    go(PASSPHRASE, "\r")
    go("d")
    go("x")
    go(f"{ESC}[A")
    go(F4)
    go("v")
    go(F2)
    go(ESC)
    go("1")
    go(ESC)
    go(ESC)
    go(ESC)
    go("r")
    go("\r")
    for tab in "12345":
        go(tab)
    go(ESC, ESC)
    go("s")
    go(f"{ESC}[B", OTHER_PASSPHRASE, "\r")
    go("m")
    go("\r")
    go("4")
    go("d")
    go("4")
    go(ESC, ESC)
    go(ESC, ESC)
    go(F8)
    triage.until("Sign in to go on where you were")
    seen.append(still(triage))
    return seen


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    a_hostile_vault(folder)
    return folder


# B23, B24
@pytest.mark.trap(6)
def test_what_stands_in_the_vault_never_steers_the_terminal_and_markup_is_words(hostile: Path) -> None:
    triage = Triage(hostile)
    try:
        seen = walk(triage)
        triage.send("\x11")
        code = triage.end()
    finally:
        triage.stop()

    assert code == 0
    assert foreign(triage.wrote) == []
    assert not TITLES_AND_CLIPBOARDS.search(triage.wrote)
    shown = "".join("".join(seen).split())
    assert "[@click=app.pwn]c[/]" in shown
    assert "[blackonblack]k" in shown
    assert "[/b]" in shown


# B23
def test_the_watch_sees_a_control_character_when_nothing_is_cleaned(hostile: Path) -> None:
    triage = Triage(hostile, broken="unclean")
    try:
        triage.until("S Sign in")
        triage.send("s")
        still(triage)
        triage.send(f"{PASSPHRASE}\r")
        still(triage)
        triage.send("d")
        still(triage)
    finally:
        triage.stop()

    assert foreign(triage.wrote)
    assert TITLES_AND_CLIPBOARDS.search(triage.wrote)


def until_taken(triage: Triage, words: str) -> None:
    """Until the words stand on the screen, over whatever line ends and borders."""
    deadline = time.monotonic() + PATIENCE
    while words not in re.sub(r"[^!-~\u2022]", "", triage.picture):
        assert time.monotonic() < deadline, triage.picture


def paste(text: str) -> str:
    """As a terminal sends it."""
    return f"{ESC}[200~{text}{ESC}[201~"


def to_the_call(triage: Triage) -> None:
    triage.send("2")  # with a risk: Ctrl+C asks before it leaves
    triage.until("LIVE CALL")


def to_their_words(triage: Triage) -> None:
    to_the_call(triage)
    triage.send(F2)
    triage.until("THEIR WORDS")


def to_the_search(triage: Triage) -> None:
    triage.send("/")
    triage.until("POLICY")


def to_the_passphrase(triage: Triage) -> None:
    triage.send("s")
    triage.until("Passphrase")


def to_a_note(triage: Triage) -> None:
    triage.send("r")
    still(triage)
    triage.send("\r")
    triage.until("1 Summary")
    triage.send("a")
    still(triage)


FIELDS: dict[str, Callable[[Triage], None]] = {
    "the line of a call": to_the_call,
    "their words": to_their_words,
    "finding in the policy": to_the_search,
    "the passphrase": to_the_passphrase,
    "a note on a record": to_a_note,
}


# B17, B23, B24
@pytest.mark.trap(20)
def test_typed_pasted_selected_and_copied_in_every_box_nothing_reaches_terminal_or_clipboard(
    tmp_path: Path,
) -> None:
    a_vault(tmp_path)
    desk = open_desk(tmp_path, with_encoder=False)
    desk.sign_in(CASEY.id, PASSPHRASE)
    desk.submit(complete(desk))
    desk.close()
    triage = Triage(tmp_path)
    try:
        triage.sign_in()
        for name, reach in FIELDS.items():
            for _ in range(3):
                triage.send(ESC)
                still(triage)
            triage.until("Start a call")
            reach(triage)
            triage.send(paste(f"CANARY {PAYLOAD}{MARKUP}"))
            still(triage)
            triage.send(MARKUP)
            until_taken(triage, "\u2022\u2022" if name == "the passphrase" else "[blackonblack]k")
            assert name != "the passphrase" or "@click" not in triage.picture
            # Select all in every way a box knows, then copy and cut in every way a terminal sends.
            for keys in SELECTING_AND_COPYING:
                triage.send(keys)
            still(triage)
            triage.send("\x03")
            still(triage)
            assert triage.program.isalive(), name
            triage.send(ESC)
            still(triage)
            assert foreign(triage.wrote) == [], name
        triage.send("\x11")
    finally:
        triage.stop()

    assert not TITLES_AND_CLIPBOARDS.search(triage.wrote)


def test_the_watch_sees_a_clipboard_when_copying_is_allowed(tmp_path: Path) -> None:
    triage = Triage(tmp_path, broken="copying")
    try:
        triage.until("Policy text checked")
        to_the_search(triage)
        triage.send("canary")
        triage.send("\x1b[1;2H")
        triage.send("\x18")
        still(triage)
    finally:
        triage.stop()

    assert b"\x1b]52;" in triage.wrote
