"""All that the program says in its own words: there, short, plain, and no push to share or not to share."""

import ast
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from string import Formatter

import pytest

from triage.content import messages
from triage.desk.views import Access, EncoderState
from triage.errors import ContentError
from triage.guidance import load_guidance
from triage.interview.flow import load_flow
from triage.labels import label, labels
from triage.model import AnswerKind, Category, HeardBy, Rung, Stage
from triage.policy.pack import Pack
from triage.practice.kinds import QuestionKind
from triage.practice.scenario import Caller, Result
from triage.records.addition import AdditionKind
from triage.records.decision import EXCEPTIONS, Choice, ParentTold, Recipient
from triage.records.decision_parts import AuthorView, LegalKind, PoliceChoice
from triage.records.disclosing import AfterKind, ContactWay, Ground, HowGiven, OnBehalfKind
from triage.records.draft import AnswerState, LineKind, Mode
from triage.records.people import Role
from triage.vault.audit import Action

ROOT = Path(__file__).parents[2]
LONGEST_SENTENCE = 15
SENTENCE_END = re.compile(r"(?<=[.?!])\"?\s+")
BANNED = re.compile(
    r"\b(?:utili[sz]e|commence|terminate|endeavour|pursuant|herein|aforementioned|prior to|in order to"
    r"|facilitate|implement|regarding|ascertain|invalid|exception occurred|traceback|null|parameter|exit code"
    r"|stderr|stdout|please note|ensure that|leverage|robust|seamless)\b",
    re.IGNORECASE,
)
PUSH = re.compile(
    r"\b(?:should|must|may|can|do not|don't|always|never|better|recommend(?:ed)?|advise[ds]?|suggest(?:ed)?)"
    r" (?:to |not |\w+ )?(?:share|sharing|disclose|disclosing|breach|breaching)\b"
    r"|\b(?:should|must|always|never|recommend) (?:call|ring|tell|contact|inform|report to)"
    r" (?:the )?(?:police|social)",
    re.IGNORECASE,
)
ONE_OF_FOUR_CHOICES = "Do not share"

LABELLED: dict[str, type[Enum]] = {
    "rung": Rung,
    "rung_word": Rung,
    "rung_short": Rung,
    "rung_plain": Rung,
    "category": Category,
    "heard_by": HeardBy,
    "answer_kind": AnswerKind,
    "stage": Stage,
    "encoder": EncoderState,
    "access": Access,
    "mode": Mode,
    "role": Role,
    "line_kind": LineKind,
    "answer_state": AnswerState,
    "choice": Choice,
    "choice_short": Choice,
    "choice_made": Choice,
    "recipient": Recipient,
    "parent_told": ParentTold,
    "author_view": AuthorView,
    "police_choice": PoliceChoice,
    "legal_kind": LegalKind,
    "how_given": HowGiven,
    "ground": Ground,
    "on_behalf": OnBehalfKind,
    "contact_way": ContactWay,
    "after": AfterKind,
    "addition_kind": AdditionKind,
    "action": Action,
    "practice_result": Result,
    "practice_kind": QuestionKind,
    "practice_caller": Caller,
}


@pytest.fixture(scope="module")
def said(pack: Pack) -> dict[str, str]:
    """All our words by place: messages, labels, questions, lines of guidance."""
    flow, guidance = load_flow(pack), load_guidance(pack)
    texts = {f"message {code}": text for code, text in messages().items()}
    texts |= {
        f"label {group} {key}": text for group, words in labels().items() for key, text in words.items()
    }
    texts |= {f"guidance {line_id}": line.text for line_id, line in guidance.line.items()}
    for question in flow.question:
        texts[f"flow {question.id} prompt"] = question.prompt
        texts |= {f"flow {question.id} help {at}": line for at, line in enumerate(question.help)}
        texts |= {f"flow {question.id} {option.id}": option.label for option in question.options}
        texts |= {
            f"flow {question.id} say": question.say or "",
            f"flow {question.id} missing": question.missing or "",
        }
    return texts | {f"flow {outcome.id}": outcome.text for outcome in flow.outcome}


def codes_in_the_code() -> Iterator[tuple[str, str]]:
    """Every message id named as a text in the code, with the file that names it."""
    for file in sorted((*(ROOT / "triage").rglob("*.py"), *(ROOT / "tui").rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                code = node.args[0].value
                if name in MESSAGE_FIRST and isinstance(code, str):
                    yield code, str(file.relative_to(ROOT))


MESSAGE_FIRST = {
    "message", "TriageError", "ContentError", "UsageError", "NotFound", "RecordIncomplete", "Locked",
    "WrongPassphrase", "SealBroken", "NotAllowed", "NoTerminal", "InUse", "NotSaved",
}  # fmt: skip
"""Calls whose first argument, when it is a text, is the id of a message."""


def subclasses(of: type) -> Iterator[type]:
    yield of
    for each in of.__subclasses__():
        yield from subclasses(each)


def test_every_message_that_the_code_names_is_there() -> None:
    missing = sorted({f"{code} ({file})" for code, file in codes_in_the_code() if code not in messages()})

    assert missing == []


def test_every_kind_of_error_has_a_message_for_when_it_is_given_no_other() -> None:
    from triage.errors import TriageError

    assert {each.code for each in subclasses(TriageError)} - set(messages()) == set()


def test_every_place_in_a_message_has_a_name() -> None:
    for code, text in messages().items():
        assert all(name != "" for _, name, _, _ in Formatter().parse(text) if name is not None), code


@pytest.mark.parametrize(("group", "values"), [pytest.param(*each, id=each[0]) for each in LABELLED.items()])
def test_every_value_a_person_may_read_has_its_words_and_no_words_are_left_over(
    group: str, values: type[Enum]
) -> None:
    expected = {str(value.value) for value in values}

    extra = {"none"} if group == "category" else {"open", "missing"} if group == "answer_state" else set()
    assert set(labels()[group]) == expected | extra


def test_the_exceptions_of_section_7_have_a_label_each() -> None:
    assert set(labels()["exception"]) == set(EXCEPTIONS)


def test_each_choice_has_words_of_its_own() -> None:
    for group, words in labels().items():
        if group in LABELLED and group != "consent_short":
            assert len(set(words.values())) == len(words), group


def test_a_value_without_words_is_an_error_that_names_the_place() -> None:
    with pytest.raises(ContentError) as missing:
        label("rung", 9)

    assert missing.value.facts["key"] == "label.rung.9"


def test_our_sentences_are_short(said: dict[str, str]) -> None:
    long = [
        (place, sentence)
        for place, text in said.items()
        for sentence in SENTENCE_END.split(text)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]

    assert long == []


def test_our_words_are_plain(said: dict[str, str]) -> None:
    assert [(place, found[0]) for place, text in said.items() if (found := BANNED.search(text))] == []


@pytest.mark.obligation("P7.12")
def test_no_words_of_ours_advise_to_share_or_not_to_share(said: dict[str, str]) -> None:
    advice = {
        place: text for place, text in said.items() if text != ONE_OF_FOUR_CHOICES and not text.endswith("?")
    }

    assert [place for place, text in advice.items() if PUSH.search(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "You should share this.",
        "Do not share it.",
        "Never disclose this.",
        "You must breach confidentiality.",
        "We recommend sharing this with them.",
        "You should contact the police.",
    ],
)
def test_the_search_for_advice_to_share_finds_it(text: str) -> None:
    assert PUSH.search(text)


@pytest.mark.obligation("P1.4")
def test_nothing_is_preset_to_go_to_the_council(said: dict[str, str]) -> None:
    recipients = labels()["recipient"]
    named = [key for key, name in recipients.items() if "local authority" in name.lower()]

    assert named == ["social_care", "local_authority"]
    assert list(Recipient)[-1] is Recipient.LOCAL_AUTHORITY
    assert not any("council" in name.lower() for name in recipients.values())
