"""The same from the keyboard, in a terminal: one question at a time, passphrases never shown."""

import io
import os
import sys
from pathlib import Path

import pexpect
import pytest
from running import PROJECT

from triage.desk.bootstrap import open_desk
from triage.desk.demo import load_script
from triage.model import Rung
from triage.records.draft import Answer, LineKind
from triage.records.people import Role

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")

PASSPHRASE = "copper lantern violet harbour"


def terminal(*arguments: str) -> "pexpect.spawn[str]":
    """``triage`` at a terminal of 80 by 24."""
    words = ["-m", "triage", *arguments]
    env = {**os.environ, "PYTHONPATH": str(PROJECT), "TERM": "xterm-256color"}
    return pexpect.spawn(sys.executable, words, env=env, encoding="utf-8", timeout=60, dimensions=(24, 80))


def answer(child: "pexpect.spawn[str]", *pairs: tuple[str, str]) -> None:
    """Waits for each question, then types the answer to it."""
    for question, typed in pairs:
        child.expect_exact(question)
        child.sendline(typed)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A device set up at the keyboard: one caseworker, two managers."""
    folder = tmp_path_factory.mktemp("prompts") / "data"
    child = terminal("setup", "--data-dir", str(folder))
    answer(child, ("Name of your service: ", "Invented SENDIASS"))
    child.expect_exact("Use four words picked by chance")
    answer(
        child,
        ("Name of the line manager: ", "Morgan"),
        ("phone number: ", "01632 960001"),
        ("Passphrase for Morgan: ", "short"),
        ("again: ", "short"),
    )
    child.expect_exact("Use four words or more")
    answer(child, ("Passphrase for Morgan: ", PASSPHRASE), ("again: ", PASSPHRASE))
    child.expect_exact("Name a second manager if you can.")
    answer(child, ("The next manager to try?", "Devon"), ("phone number: ", "01632 960001"))
    answer(child, ("Passphrase for Devon: ", PASSPHRASE), ("again: ", PASSPHRASE))
    answer(child, ("The next manager to try?", ""), ("Name of a caseworker: ", "Casey Invented"))
    answer(child, ("Passphrase for Casey Invented: ", PASSPHRASE), ("again: ", PASSPHRASE))
    answer(child, ("Another caseworker? Leave empty for none: ", ""))
    answer(child, ("Leave empty for none: ", "1 3"), ("Who agreed them? A name: ", "Morgan Invented"))
    answer(child, ("When is the next review due?", "next year"))
    child.expect_exact("That day cannot be read.")
    answer(child, ("When is the next review due?", "1 September 2027"))
    child.expect(r"\n    ((?:[0-9A-Z]{4}-){8})([0-9A-Z]{4})\r")
    last = child.match.group(2)
    answer(child, ("to show that you have it: ", "nope"))
    child.expect_exact("That is not the last group.")
    answer(child, ("to show that you have it: ", last.lower()))
    child.expect_exact("Records can be kept on this device now.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    return folder


@pytest.fixture(scope="module")
def ref(data: Path) -> str:
    """A record of danger now that waits for a decision."""
    desk = open_desk(data, with_encoder=False)
    desk.sign_in(next(person.id for person in desk.people() if person.role is Role.CASEWORKER), PASSPHRASE)
    draft = desk.start_call().chose(desk.now(), Rung.DANGER_NOW)
    heard = desk.hear("he said he would hurt us tonight", rung=Rung.DANGER_NOW)
    draft = draft.said(desk.now(), LineKind.CALLER_WORDS, "[/b] he said he would", desk.reply_of(heard))
    for given in load_script().answer:
        draft = draft.answered(Answer(**given.model_dump(), at=desk.now()))
    record = desk.submit(draft)
    desk.close()
    return record.ref


def deciding(data: Path, ref: str, choice: str) -> "pexpect.spawn[str]":
    """The manager has signed in, has read the record, and has typed this choice."""
    child = terminal("inbox", "decide", ref, "--data-dir", str(data))
    child.expect(r"(\d)  Morgan")
    child.sendline(child.match.group(1))
    answer(child, ("Passphrase: ", PASSPHRASE))
    child.expect_exact('"[/b] he said he would"')
    answer(child, ("Your decision. Type a number: ", choice))
    return child


def finish(child: "pexpect.spawn[str]") -> tuple[int | None, str]:
    """Exit code, and what was shown last."""
    child.expect(pexpect.EOF)
    shown = child.before or ""
    child.close()
    return child.exitstatus, shown


def test_a_passphrase_is_never_shown(data: Path) -> None:
    child = terminal("record", "list", "--data-dir", str(data))
    child.logfile_read = seen = io.StringIO()
    answer(child, ("Who are you? Type a number: ", "9"), ("from 1 to 3", "1"), ("Passphrase: ", PASSPHRASE))

    assert finish(child)[0] == 0
    assert "copper" not in seen.getvalue()


def test_a_decision_that_is_not_signed_is_not_saved(data: Path, ref: str) -> None:
    child = deciding(data, ref, "4")
    answer(child, ("Have you spoken with the author?", "1"), ("By when", "tomorrow"))
    answer(child, ("Why? Your reasons", "Nobody knows yet where he is."), ("Type Y to sign: ", "n"))

    code, shown = finish(child)

    assert code == 2
    assert "Your decision was not saved." in shown


@pytest.mark.obligation("P7.12", partly=True)
def test_not_sharing_on_rung_1_asks_once_more(data: Path, ref: str) -> None:
    child = deciding(data, ref, "3")
    child.expect_exact("You are deciding not to share when someone may be in danger now.")
    child.sendline("n")

    code, shown = finish(child)

    assert code == 2
    assert "Nothing was signed" in shown


@pytest.mark.obligation("P7.1", "P7.12", partly=True)
def test_a_decision_is_made_question_by_question_with_nothing_chosen_beforehand(data: Path, ref: str) -> None:
    child = deciding(data, ref, "")  # Enter alone chooses nothing, and is asked again
    answer(
        child,
        ("Your decision. Type a number: ", "1"),
        ("Have you spoken with the author?", "1"),
        ("What do you rely on?", "1"),
        ("fact", "He said so."),
        ("Who will be told?", "1 2"),
        ("Exactly what will be told?", "What he said."),
        ("Will the parent be told?", "1"),
        ("When were they told", "By phone at noon, by Morgan."),
        ("Why? Your reasons", "A child may be hurt tonight. It was not safe to ask."),
        ("Type Y to sign: ", "y"),
        ("to sign: ", PASSPHRASE),
    )

    code, shown = finish(child)

    assert code == 0, shown
    assert f"Your decision on {ref} is signed and saved." in shown


def test_ctrl_c_at_a_question_leaves_quietly(data: Path) -> None:
    child = terminal("record", "list", "--data-dir", str(data))
    child.expect_exact("Who are you?")
    child.sendintr()

    assert finish(child)[0] == 130


def test_no_colour_and_no_escape_reaches_the_terminal(data: Path) -> None:
    child = terminal("policy", "show", "7")

    assert "\x1b" not in finish(child)[1]
