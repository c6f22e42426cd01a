"""Papers in a file: who may make one, its number in the book before the file holds a word, and its seal."""

import json
import os
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from running import run_triage
from test_data_requests import CANARY, CASEY, MORGAN, NOW, a_record, asked

from triage.cli.export import Given, check
from triage.desk.bootstrap import open_desk
from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.desk.exports import How, Ready
from triage.desk.practice import certificate_lines
from triage.desk.practice_room import scenarios
from triage.desk.setting_up import set_up
from triage.errors import NotAllowed, NotFound, RecordIncomplete, SealBroken, UsageError
from triage.handover.passphrase_file import unseal_with
from triage.model import Rung
from triage.papers.paper import Form
from triage.papers.writing import written
from triage.paths import vault_dir
from triage.records.draft import LineKind
from triage.records.people import Contact, Person, Role, Service
from triage.records.statistics import CATEGORIES, Dimension, Figure, StatisticsMade, tables_named
from triage.vault.passphrase import LEAST_COST

VECTORS = Path(__file__).parents[1] / "vectors" / "age-cctv"
WORDS = "copper lantern violet harbour"
OPENS = "meadow ribbon quartz saddle"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = demo_desk(tmp_path_factory.mktemp("exports"), clock=lambda: NOW, with_encoder=False)
    yield desk
    desk.close()


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.change_person(CASEY)
    return opened


def how(form: Form = Form.JSON, **wanted: bool) -> How:
    return How(form, "cabinet 2", duty_confirmed=True, **wanted)


@pytest.mark.obligation("P4.5", partly=True)
def test_a_copy_is_numbered_in_the_book_of_prints_and_its_name_says_nothing(desk: Desk) -> None:
    ref = a_record(desk)

    ready = desk.exports.record(ref, how(redacted=True))
    before = desk.paper.prints()
    desk.exports.enter(ready)

    assert ready.entry not in before
    assert ready.entry in desk.paper.prints()
    assert (ready.entry.of, ready.entry.form, ready.entry.redacted, ready.entry.sealed) == (
        "record", "json", True, True,
    )  # fmt: skip
    assert ready.file_name == f"{ready.entry.number}-{ref}.json.age"
    assert ready.entry.number.encode() in written(ready.paper, Form.JSON)


def test_the_seal_of_a_copy_holds_against_the_vault(desk: Desk) -> None:
    seal = {line.field: line.text for line in desk.exports.record(a_record(desk), how()).paper.seal}
    assert [seal["origin"], seal["events"], seal["head"]] == desk.checkpoint().splitlines()
    assert len(seal["record"]) == 64


def test_a_manager_may_export_any_record_and_a_caseworker_their_own_alone(desk: Desk) -> None:
    ref = a_record(desk)
    desk.change_person(MORGAN)
    assert any(
        CANARY in line.text for part in desk.exports.record(ref, how()).paper.parts for line in part.lines
    )

    theirs = a_record(desk)
    desk.change_person(CASEY)
    with pytest.raises(NotAllowed):
        desk.exports.record(theirs, how())


@pytest.mark.parametrize(
    ("where", "confirmed"), [("", True), ("cabinet 2", False)], ids=["no place", "no duty"]
)
def test_nothing_is_exported_without_a_place_and_the_duty(desk: Desk, where: str, confirmed: bool) -> None:
    ref = a_record(desk)

    with pytest.raises(RecordIncomplete):
        desk.exports.record(ref, How(Form.PDF, where, duty_confirmed=confirmed))


def test_a_decision_that_was_not_made_is_not_exported(desk: Desk) -> None:
    with pytest.raises(NotFound, match="export_no_decision"):
        desk.exports.decision(a_record(desk), how())


def words_of(ready: Ready) -> list[str]:
    return [line.text for part in ready.paper.parts for line in part.lines]


@pytest.mark.obligation("P7.19", partly=True)
def test_a_case_note_is_exported_for_a_record_and_for_ones_own_call(desk: Desk) -> None:
    call = desk.start_call().chose(NOW, Rung.SAFETY_WORRY)
    call = call.said(NOW, LineKind.CALLER_WORDS, CANARY, desk.reply_of(desk.hear("help", rung=None)))
    desk.keep(call)

    for ref in (a_record(desk), call.ref):
        ready = desk.exports.case_note(ref, how(Form.MARKDOWN))
        assert CANARY in words_of(ready)
        assert ready.paper.reference == ref


@pytest.mark.obligation("P4.6", partly=True)
def test_the_copy_for_a_person_is_released_with_its_line_in_the_book(desk: Desk) -> None:
    request = asked(desk, "access", a_record(desk), "Tamsin Invented").request
    desk.change_person(MORGAN)
    passages = desk.data_requests.passages(request)
    gone = frozenset(each.number for each in passages if CANARY in each.text)
    keep = frozenset(each.number for each in passages if each.may_name_others) - gone

    with pytest.raises(RecordIncomplete):
        desk.exports.request(request, how(), frozenset(), gone, "She asked.")
    ready = desk.exports.request(request, how(), keep, gone, "She asked.")
    waits = [each.waits for each in desk.data_requests.listed() if each.request == request]
    desk.exports.enter(ready)

    assert waits == [True]
    [file] = [each for each in desk.data_requests.listed() if each.request == request]
    assert file.answers[0].left_out == tuple(sorted(gone))
    assert not any(CANARY in text for text in words_of(ready))
    assert len(words_of(ready)) == len(passages)
    assert sum(line.left_out for part in ready.paper.parts for line in part.lines) == len(gone)
    assert ready.entry in desk.paper.prints()


@pytest.mark.obligation("P4.3", partly=True)
def test_figures_are_exported_by_a_manager_as_they_were_made_and_noted_each_time(desk: Desk) -> None:
    tables = tables_named(["rung+who_told"])
    rung, who = (
        [(), *(((name, each),) for each in CATEGORIES[name])] for name in (Dimension.RUNG, Dimension.WHO_TOLD)
    )
    counted = tuple(Figure(of=(*one, *other), count=None if other else 30) for one in rung for other in who)
    with pytest.raises(NotAllowed):
        desk.exports.statistics("STA-2026-2Y34", how())
    desk.change_person(MORGAN)
    assert desk.me is not None
    made = StatisticsMade(
        ref=None, at=NOW, by=desk.me, number="STA-2026-2Y34", period="2026-01", tables=tables, least=5,
        figures=counted,
    )  # fmt: skip
    desk._session.vault().enter(made)

    ready = desk.exports.statistics(made.number, how())
    desk.exports.enter(ready)

    [(names, *rows)] = [part.table for part in ready.paper.parts if part.table]
    assert (len(rows), {len(row) for row in rows}) == (len(rung), {len(who) + 1})
    assert (names[-1], rows[-1][0], {row[-1] for row in rows}) == ("All", "All", {"30"})
    assert {cell for row in rows for cell in row[1:-1]} == {"[c]"}
    assert [each.duty_confirmed for each in desk.statistics.given(made.number)] == [True]
    assert ready.paper.marking == "Figures. They name nobody."


def test_a_certificate_is_exported_once_the_path_is_whole(desk: Desk) -> None:
    with pytest.raises(RecordIncomplete):
        desk.exports.certificate(None, how())
    for each in scenarios(desk.pack):
        desk.practice.note(each.id, finished=True)
    desk.policy_life.confirm()

    paper = desk.exports.certificate(None, how(Form.PDF)).paper

    shown = certificate_lines(desk.practice.certificate(), desk.pack)
    assert [paper.parts[0].heading, *(line.text for line in paper.parts[0].lines)] == [
        line.strip() for line in shown
    ]
    assert any(line.point for line in paper.parts[0].lines)


class Office:
    """A vault on the disk with two people, for the real command."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "out"
        self.out.mkdir()
        (folder / "words").write_text(WORDS + "\n", encoding="utf-8")
        (folder / "words").chmod(0o600)
        people = tuple((Person(id=each.value, name=each.value, role=each), WORDS) for each in Role)
        chain = (Contact(name="manager", phone="", person_id="manager"),)
        set_up(
            vault_dir(folder), Service(name="Invented", manager_chain=chain), people, lambda: NOW, LEAST_COST
        )
        desk = open_desk(folder, clock=lambda: NOW, with_encoder=False)
        desk.sign_in("caseworker", WORDS)
        self.ref = a_record(desk)
        desk.close()

    def export(self, *arguments: str, **given: object) -> tuple[int, str, str]:
        answers = {"kept_where": "cabinet 2", "duty_confirmed": True, **given}
        ran = run_triage(
            "export", "record", self.ref, "--data-dir", str(self.folder), "--out", str(self.out), "--json",
            "--person", "caseworker", "--passphrase-file", str(self.folder / "words"), *arguments,
            stdin=json.dumps(answers),
        )  # fmt: skip
        return ran.returncode, ran.stdout, ran.stderr


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def sealed(office: Office) -> Path:
    """A PDF from the real command, under its guards."""
    code, out, error = office.export(file_passphrase=OPENS)
    assert (code, CANARY in out + error) == (0, False)
    return Path(json.loads(out)["file"])


@pytest.mark.trap(34)
def test_the_command_seals_what_it_writes_for_its_owner_alone(office: Office, sealed: Path) -> None:
    assert sealed.name.endswith(f"-{office.ref}.pdf.age")
    assert os.name != "posix" or stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt")


def test_the_command_draws_a_pdf_under_the_guards(sealed: Path) -> None:
    assert unseal_with(sealed.read_bytes(), OPENS).startswith(b"%PDF")


def test_a_sealed_copy_opens_beside_itself_with_its_passphrase(tmp_path: Path) -> None:
    file = tmp_path / "PRN-2026-2Y34.md.age"
    file.write_bytes(vector("scrypt")[1])

    ran = run_triage("export", "open", str(file), stdin=json.dumps({"file_passphrase": "password"}))

    assert (ran.returncode, ran.stdout) == (0, f"{file.with_suffix('')}\n")
    assert file.with_suffix("").exists()


@pytest.mark.parametrize("name", sorted(each.name for each in VECTORS.glob("scrypt*")))
def test_a_file_with_a_passphrase_is_age_and_nothing_but_age(name: str) -> None:
    about, sealed = vector(name)
    if about["expect"] == "success":
        assert sha256(unseal_with(sealed, about["passphrase"])).hexdigest() == about["payload"]
        return
    with pytest.raises(SealBroken, match="export_not_opened|export_damaged"):
        unseal_with(sealed, about.get("passphrase", OPENS))


def vector(name: str) -> tuple[dict[str, str], bytes]:
    """What is said of a public vector, and its bytes."""
    head, _, body = (VECTORS / name).read_bytes().partition(b"\n\n")
    return dict(line.split(": ", 1) for line in head.decode().splitlines()), body


@pytest.mark.trap(34)
@pytest.mark.parametrize(
    ("given", "plaintext", "code"),
    [
        pytest.param({}, True, "export_plain_refused", id="in the clear, not confirmed"),
        pytest.param({"file_passphrase": OPENS}, True, "export_plain_refused", id="a passphrase is no yes"),
        pytest.param({"in_the_clear": True}, False, "passphrase_too_short", id="sealed, no passphrase"),
        pytest.param({"file_passphrase": "too short"}, False, "passphrase_too_short", id="too short"),
    ],
)
def test_in_the_clear_only_when_asked_and_confirmed_else_with_a_passphrase(
    given: dict[str, object], plaintext: bool, code: str
) -> None:
    answers = Given.model_validate({"kept_where": "cabinet 2", "duty_confirmed": True, **given})

    with pytest.raises(UsageError, match=code):
        check(answers, plaintext)
