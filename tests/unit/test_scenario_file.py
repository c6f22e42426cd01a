from collections.abc import Callable

import pytest

from policy_corpus import root
from triage.policy.pack import DEFAULT_PACK, load_pack
from triage.practice.faults import ScenarioBroken
from triage.practice.load import check_scenario, load_scenario

Change = Callable[[str], str]
PACK = load_pack()
GOOD = (root() / DEFAULT_PACK / "scenarios" / "packed_bag.toml").read_text(encoding="utf-8")


def line_of(text: str, words: str, nth: int = 1) -> int:
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if words in line]
    return lines[nth - 1]


def swap(old: str, new: str, nth: int = 1) -> Change:
    def changed(text: str) -> str:
        parts = text.split(old)
        assert len(parts) > nth, old
        return old.join(parts[:nth]) + new + old.join(parts[nth:])

    return changed


FAULTS = [
    pytest.param(
        swap('title = "The packed bag"', 'title = "The packed bag'),
        "practice_fault_toml",
        4,
        id="a quotation mark that is not closed",
    ),
    pytest.param(swap('caller = "child"\n', ""), "practice_fault_key_missing", 1, id="no caller"),
    pytest.param(
        swap('caller = "child"', 'caller = "child"\nscore = 100'),
        "practice_fault_key_unknown",
        "score = 100",
        id="a score",
    ),
    pytest.param(
        swap('caller = "child"', 'caller = "postman"'),
        "practice_fault_value",
        "postman",
        id="a caller nobody knows",
    ),
    pytest.param(
        swap("right = 2", 'right = "two"'), "practice_fault_value", 'right = "two"', id="a rung in words"
    ),
    pytest.param(
        swap('id = "packed_bag"', 'id = "other"'),
        "practice_fault_file_name",
        'id = "other"',
        id="a name that is not the file's",
    ),
    pytest.param(
        swap("Stop at any time with Esc.", "You can stop."),
        "practice_fault_note_esc",
        "content_note",
        id="a content note that does not say how to stop",
    ),
    pytest.param(
        swap('id = "late_record"', 'id = "told"'),
        "practice_fault_id_twice",
        'id = "told"',
        id="an id used twice",
    ),
    pytest.param(
        swap('start = "hello"', 'start = "hallo"'),
        "practice_fault_start",
        "hallo",
        id="a start that is not there",
    ),
    pytest.param(
        swap('to = "dropped"', 'to = "droped"', 2),
        "practice_fault_nowhere",
        "droped",
        id="a branch to nowhere",
    ),
    pytest.param(
        swap('hang_up = "after_call"', 'hang_up = "bag"'),
        "practice_fault_hang_up_talks",
        "hang_up",
        id="a caller who talks on after the call",
    ),
    pytest.param(
        swap("right = 2\nalso_fine = [1]", "right = 5"),
        "practice_fault_category_no_risk",
        "categories",
        id="a kind of worry in a call with none",
    ),
    pytest.param(
        swap('categories = ["physical_abuse"]\n', ""),
        "practice_fault_category_missing",
        1,
        id="no kind of worry",
    ),
    pytest.param(
        swap('start = "hello"', 'sounds_alarming = true\nstart = "hello"'),
        "practice_fault_sounds_alarming",
        "sounds_alarming",
        id="a worry that only sounds like one",
    ),
    pytest.param(
        swap('start = "hello"', 'silences = ["weather"]\nstart = "hello"'),
        "practice_fault_silence",
        "weather",
        id="a silence that is not in the register",
    ),
    pytest.param(
        swap('source = "7.record"', 'source = "7.recorrd"', 2),
        "practice_fault_source",
        "7.recorrd",
        id="a clause that is not in the policy",
    ),
    pytest.param(
        swap('sections = ["2", "5", "7"]', 'sections = ["2", "4", "7"]'),
        "practice_fault_section",
        "sections",
        id="a section that nothing cites",
    ),
    pytest.param(
        swap('He hurt my arm last night"]', 'He broke my arm"]'),
        "practice_fault_keep_words",
        "keep_words",
        id="words to keep that nobody said",
    ),
    pytest.param(
        swap('on = ["anything"]', 'on = ["open"]', 3),
        "practice_fault_anything",
        'id = "bag_short"',
        id="a line that nothing answers",
    ),
    pytest.param(
        swap('dropped = true\nasks = "The call has dropped. What do you do now?"\n', "dropped = true\n"),
        "practice_fault_dropped_talks",
        "dropped = true",
        id="talk after the line went dead",
    ),
    pytest.param(
        swap('instead = "Tell your line manager now."\n', ""),
        "practice_fault_instead_missing",
        None,
        id="nothing to try instead",
    ),
    pytest.param(
        swap('why = "You stayed with them."', 'why = "You stayed with them."\ninstead = "Stay."'),
        "practice_fault_instead_good",
        'instead = "Stay."',
        id="something instead of what was good",
    ),
    pytest.param(
        swap("I don't want to say my name.", "Ring me on 0121 496 0000."),
        "practice_fault_phone",
        "0121",
        id="a phone number that may be real",
    ),
    pytest.param(
        swap("I don't want to say my name.", "I am me@school.example."),
        "practice_fault_address",
        "me@",
        id="an e-mail address",
    ),
    pytest.param(
        swap('on = ["closed"]\nto = "bag_short"', 'on = ["why"]\nto = "bag_short"'),
        "practice_fault_branch_unreached",
        None,
        id="a branch hidden by one above it",
    ),
    pytest.param(
        swap('to = "bag_short"', 'to = "asks_secret"'),
        "practice_fault_stage_unreached",
        'id = "bag_short"',
        id="a stage nothing leads to",
    ),
    pytest.param(
        swap('to = "late_record"', 'to = "on_record"'),
        "practice_fault_ending_unreached",
        'id = "late_record"',
        id="an ending nothing leads to",
    ),
    pytest.param(
        swap('to = "on_record"', 'to = "told"'),
        "practice_fault_ending_unreached",
        'id = "on_record"',
        id="a good ending nothing leads to",
    ),
    pytest.param(
        swap('option = "Write it up at the end of the week."', 'option = "Later."\ngiven = ["promised"]'),
        "practice_fault_options_left",
        None,
        id="a choice with one way only",
    ),
]


@pytest.mark.parametrize(("change", "code", "where"), FAULTS)
def test_a_fault_is_told_with_its_line(
    change: Callable[[str], str], code: str, where: str | int | None
) -> None:
    text = change(GOOD)

    checked = check_scenario(text, PACK, "packed_bag")

    assert checked.scenario is None
    [line, *_] = [fault.line for fault in checked.faults if fault.code == code]
    if isinstance(where, int):
        assert line == where
    elif where is not None:
        assert where in "\n".join(text.splitlines()[line - 1 : line + 1])


def test_a_stage_that_leads_nowhere_is_told() -> None:
    text = swap('to = "on_record"', 'to = "told"')(swap('to = "late_record"', 'to = "told"')(GOOD))

    checked = check_scenario(text, PACK, "packed_bag")

    [stuck] = [fault for fault in checked.faults if fault.code == "practice_fault_stuck"]
    assert stuck.line == line_of(text, 'id = "told"') - 1


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = swap('source = "7.record"', 'source = "8.x"')(swap('start = "hello"', 'start = "hallo"')(GOOD))

    checked = check_scenario(text, PACK, "packed_bag")

    assert [fault.code for fault in checked.faults] == ["practice_fault_start", "practice_fault_source"]
    assert [fault.line for fault in checked.faults] == [line_of(text, "hallo"), line_of(text, "8.x")]


def test_a_long_text_does_not_shift_the_lines_told() -> None:
    text = GOOD.replace('title = "The packed bag"', 'title = """The packed\\\n [stage]\\\n bag"""')
    text = swap('start = "hello"', 'start = "hallo"')(text)

    [fault] = check_scenario(text, PACK, "packed_bag").faults

    assert fault.line == line_of(text, "hallo")


def test_a_faulty_file_is_never_played() -> None:
    with pytest.raises(ScenarioBroken) as broken:
        load_scenario(GOOD.replace('start = "hello"', 'start = "hallo"'), PACK, "packed_bag.toml")

    assert broken.value.facts["file"] == "packed_bag.toml"
    assert broken.value.facts["line"] == line_of(GOOD, "start =")
