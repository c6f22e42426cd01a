"""What ``test_names_stay_in.py`` asks of one call, asked of a whole day: every few keys while a name is
typed, then over a record, its decision, a print, a file for another device and a kill."""

import re
import sys
from pathlib import Path

import pytest
from day_case import CANARIES, CHILD, HELPERS, PARENT, Day, names_in, play, run
from edges_case import ENTERS_ALTERNATE_SCREEN, LEAVES_ALTERNATE_SCREEN
from test_terminal_escapes import TITLES_AND_CLIPBOARDS, foreign

REFERENCE = re.compile(r"\b[A-Z]{3}-\d{4}-[0-9A-HJKMNP-TV-Z]{4}\b")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and a terminal of Linux")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return play(tmp_path_factory.mktemp("day"))


def test_the_day_was_played_to_its_end_and_the_names_were_there_to_be_found(day: Day) -> None:
    assert "Signed at" in day.pictures["decided"]
    assert [ran.returncode for ran in day.said.values()] == [0, 0, 0]
    assert names_in(day.wrote) == list(CANARIES)
    assert names_in((day.out / "print.txt").read_bytes()) == list(CANARIES)
    assert CHILD in day.kept_after_kill[0]


@pytest.mark.obligation("P3.1", partly=True)
@pytest.mark.parametrize(
    "artefact", ["file names", "processes", "log", "commands", "sealed file", "print heads"]
)
def test_over_record_decision_print_and_hand_over_only_a_reference_is_seen(day: Day, artefact: str) -> None:
    pages = (day.out / "print.txt").read_text(encoding="utf-8").split("\f")
    [sealed] = day.out.glob("*.sendiass")
    found: dict[str, str | bytes] = {
        "file names": "\n".join(day.files()),
        "processes": b"".join(moment.process for moment in day.moments),
        "log": day.events,
        "commands": "".join(ran.stdout + ran.stderr for ran in day.said.values()),
        "sealed file": sealed.name.encode() + sealed.read_bytes(),
        "print heads": "\n".join("\n".join(page.splitlines()[:2]) for page in pages),
    }

    assert found[artefact]
    assert names_in(found[artefact]) == []
    if artefact in ("log", "commands", "print heads"):
        assert day.ref in str(found[artefact])
        assert REFERENCE.fullmatch(day.ref)


@pytest.mark.obligation("P3.1", partly=True)
@pytest.mark.parametrize("command", ["record show", "inbox show", "record case-note", "paper print"])
def test_a_name_given_in_place_of_a_reference_is_not_repeated(day: Day, command: str) -> None:
    more = (str(day.out / "none.txt"),) if command == "paper print" else ()
    duty = '{"kept_where": "cabinet 2", "duty_confirmed": true}'

    ran = run(day, "two", *command.split(), PARENT, *more, stdin=duty)

    assert ran.returncode == 3, ran.stderr
    assert ran.stdout == ""
    assert names_in(ran.stderr) == []
    assert not (day.out / "none.txt").exists()


@pytest.mark.obligation("P3.5", partly=True)
def test_no_bell_title_bus_helper_or_list_of_recent_files_tells_of_it(day: Day) -> None:
    assert foreign(day.wrote) == []
    assert not TITLES_AND_CLIPBOARDS.search(day.wrote)
    assert not day.bus_called
    assert day.helpers_run == []
    assert (day.folder / "bin" / HELPERS[0]).exists()
    assert "recently-used.xbel" in "".join(day.before_home)
    assert day.after_home == day.before_home


@pytest.mark.obligation("P3.5", partly=True)
@pytest.mark.parametrize("picture", ["before anybody", "locked", "home of the manager"])
def test_neither_start_nor_lock_nor_another_persons_home_shows_who_or_what(day: Day, picture: str) -> None:
    seen = day.pictures[picture]

    assert seen.strip()
    assert names_in(seen) == []
    assert not re.search(r"[A-Z]{3}-\d{4}-|hurt|DANGER NOW|Draft from", seen)


@pytest.mark.obligation("P5.2", partly=True)
def test_no_file_holds_a_name_while_it_is_typed_nor_after_a_kill(day: Day) -> None:
    assert max(moment.log_bytes for moment in day.moments) > 0
    assert [moment.holding for moment in day.moments] == [[]] * len(day.moments)
    assert day.after_kill == []
    watched = [name for moment in day.moments for name in moment.open_files if name.startswith("/")]
    elsewhere = [
        name for name in watched
        if name.startswith(("/tmp", "/var/tmp", "/dev/shm"))
        and not any(Path(name).is_relative_to(place) for place in (day.data, sys.prefix))
    ]  # fmt: skip
    assert any(name.endswith("vault.db-wal") for name in watched)
    assert elsewhere == []


@pytest.mark.obligation("P5.2", partly=True)
def test_nothing_of_the_day_is_on_the_screen_that_scrolls(day: Day) -> None:
    outside = re.sub(
        re.escape(ENTERS_ALTERNATE_SCREEN) + b".*" + re.escape(LEAVES_ALTERNATE_SCREEN), b"", day.wrote,
        flags=re.DOTALL,
    )  # fmt: skip

    assert day.wrote.count(LEAVES_ALTERNATE_SCREEN) == 1
    assert names_in(outside) == []
    assert REFERENCE.search(outside.decode(errors="replace")) is None
