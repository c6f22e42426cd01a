"""``triage find``, ``triage assess`` and ``triage doctor``: the formats that other programs rely on."""

import json
from pathlib import Path
from typing import Any

import pytest
from running import run_triage
from warm import warm

from triage.desk.doctor import examine_vault

ASSESS_KEYS = {
    "schema", "id", "rung", "concern", "score", "immediate_danger", "danger_score", "signals", "clauses",
    "answer", "says_score", "ms",
}  # fmt: skip
DOCTOR_KEYS = {"schema", "python", "platform", "policy", "model", "network", "vault", "terminal", "ok"}
DISCLOSURE = "he said he would hurt us tonight"
ODD = (
    "", " ", "\u0000\u001b]0;owned\u0007", "\u202egnirts", "🙂" * 50, "[/b] [@click=app.quit]x[/]",
    "ابنه قال إنه سيؤذينا", "x" * 25_000, "{}", "NaN", "\\ud800",
)  # fmt: skip
BROKEN = (
    "", "not json", '{"id": 7, "text": "x"}', '{"id": "no text"}', "[" * 100_000, '["id", "text"]', "null",
)  # fmt: skip

Run = tuple[int, list[dict[str, Any]], str]
"""Exit code, the lines on standard output, standard error."""


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory, export: Path) -> Run:
    """One run over good, odd and broken lines: the encoder is loaded once."""
    good = [{"id": "v1", "text": DISCLOSURE, "why": "keys of labelled files are passed over"}]
    good += [{"id": f"odd{n}", "text": text} for n, text in enumerate(ODD)]
    last = json.dumps({"id": "last", "text": "thank you, bye"})
    lines = [*(json.dumps(line) for line in good), *BROKEN, last]
    folder = tmp_path_factory.mktemp("assess")
    warm(folder)
    ran = run_triage("assess", "--data-dir", str(folder), stdin="\n".join(lines) + "\n")
    return ran.returncode, [json.loads(line) for line in ran.stdout.splitlines()], ran.stderr


def test_every_line_is_answered_in_order(assessed: Run) -> None:
    code, lines, _ = assessed

    ids = [line["id"] for line in lines]
    assert code == 2
    assert ids == ["v1", *(f"odd{n}" for n in range(len(ODD))), *[None] * len(BROKEN), "last"]
    assert all(line["error"]["code"] == "bad_line" for line in lines if line["id"] is None)


def test_an_answer_holds_what_was_agreed_and_nothing_else(
    assessed: Run,
) -> None:
    for line in assessed[1]:
        if line["id"] is None:
            continue
        assert set(line) == ASSESS_KEYS
        assert line["schema"] == "triage.assess/1"
        assert line["rung"] in range(1, 6)
        assert line["concern"] == bool(line["signals"]) == (line["rung"] < 5)
        assert line["immediate_danger"] == (line["rung"] == 1)
        assert 0 <= line["score"] <= 1
        assert 0 <= line["danger_score"] <= 1
        assert line["answer"] in ("says", "silent", "tension")
        assert len(line["clauses"]) <= 10


@pytest.mark.obligation("P7.10", partly=True)
def test_a_disclosure_leads_to_the_line_manager_with_the_words_that_raised_it(
    assessed: Run,
) -> None:
    line = assessed[1][0]

    assert line["concern"]
    assert line["answer"] != "silent"
    assert "7.consult_manager" in [clause["id"] for clause in line["clauses"]]
    for signal in line["signals"]:
        start, end = signal["span"]
        assert DISCLOSURE[start:end] == signal["words"]


def test_a_long_line_says_that_it_was_cut(assessed: Run) -> None:
    long = ODD.index("x" * 25_000) + 2

    assert f"Line {long} is long." in assessed[2]


def test_a_look_up_is_answered_in_json_with_words_of_the_policy(tmp_path: Path) -> None:
    ran = run_triage("find", "can", "a", "parent", "stay", "anonymous", "--json", "--data-dir", str(tmp_path))

    found = json.loads(ran.stdout)
    first = found["results"][0]
    assert ran.returncode == 0
    assert (found["schema"], found["mode"], found["policy"]["checked"]) == ("triage.find/1", "words", True)
    assert (first["id"], first["section"], first["rank"]) == ("5.anonymous", 5, 1)
    quoted = json.loads(run_triage("policy", "show", first["id"], "--json").stdout)
    assert first["text"] in [said["text"] for said in quoted["passages"]]


def test_a_look_up_can_be_kept_to_a_section(tmp_path: Path) -> None:
    ran = run_triage("find", "parent", "--section", "6", "-n", "3", "--json", "--data-dir", str(tmp_path))

    assert {result["section"] for result in json.loads(ran.stdout)["results"]} == {6}


def test_a_look_up_without_a_hit_ends_with_three_and_is_still_json(tmp_path: Path) -> None:
    ran = run_triage("find", "qqqqq", "--json", "--data-dir", str(tmp_path))

    assert ran.returncode == 3
    assert json.loads(ran.stdout)["results"] == []


@pytest.mark.obligation("P7.10", partly=True)
@pytest.mark.parametrize("words", ["anonymous", "qqqqq"])
def test_the_line_about_someone_at_risk_is_always_there(words: str, tmp_path: Path) -> None:
    ran = run_triage("find", words, "--data-dir", str(tmp_path), "--quiet")

    assert ran.stderr.rstrip().endswith("Someone at risk? Consult your line manager (policy 7)")


def test_look_ups_a_line_use_meaning_too(tmp_path: Path, export: Path) -> None:
    warm(tmp_path)
    stdin = json.dumps({"id": "q1", "text": "is she allowed not to give her name"}) + "\n"

    ran = run_triage("find", "--jsonl", "--data-dir", str(tmp_path), stdin=stdin)

    [found] = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 0
    assert (found["id"], found["mode"]) == ("q1", "words+meaning")
    assert found["results"][0]["id"] == "5.anonymous"


def test_the_self_test_finds_this_installation_sound(tmp_path: Path) -> None:
    ran = run_triage("doctor", "--json", "--data-dir", str(tmp_path))

    found = json.loads(ran.stdout)
    assert ran.returncode == 0, ran.stdout
    assert found["schema"] == "triage.doctor/1"
    assert set(found) >= {
        "schema",
        "python",
        "platform",
        "policy",
        "model",
        "network",
        "vault",
        "terminal",
        "ok",
    }
    assert found["model"] == {"name": "all-MiniLM-L6-v2", "sha256_ok": True, "loads": True}
    assert (found["network"]["sockets_opened"], found["network"]["blocked_attempts"]) == (0, 0)
    assert "audit_hook" in found["network"]["guards"]
    assert found["vault"]["present"] is False


@pytest.mark.parametrize(
    ("header", "mode", "fault"),
    [
        pytest.param(b"SQLite format 3\0", 0o600, "encrypted", id="a database that is not encrypted"),
        pytest.param(b"\x8a\x11\x92\x00" * 4, 0o644, "private", id="a database that others can read"),
    ],
)
def test_the_self_test_fails_on_an_unsafe_vault(tmp_path: Path, header: bytes, mode: int, fault: str) -> None:
    (tmp_path / "vault.db").write_bytes(header)
    (tmp_path / "vault.db").chmod(mode)
    tmp_path.chmod(0o700)

    found = examine_vault(tmp_path)

    assert getattr(found, fault) is False
    assert not found.holds
