"""The questions, the answers and submitting in plain mode: the same interview, asked line by line.

Each answer is kept before the next question. Submitting rings nobody, and says so before and after.
"""

from itertools import groupby

from triage.cli.flow_asking import Asks, answers_to
from triage.cli.output import give_wrapped
from triage.cli.plain_hand import Hand
from triage.cli.plain_lines import fault, line, read
from triage.cli.plain_submitted import speak_to_somebody
from triage.cli.record import give_parts
from triage.content import message
from triage.desk.submitting import express_consent_note, post_note, what_submitting_does
from triage.errors import TriageError
from triage.interview.answering import next_open, with_answer
from triage.interview.interview import Progress, Step
from triage.interview.submission import build
from triage.records.summary import summary
from triage.text import one_line

TO_CHECK = "/c"
"""Typed at a question: on to the page of all answers."""


class _ToCheck(Exception):
    """All answers were asked for in the middle of a question."""


def check(hand: Hand) -> bool:
    """The page of all answers, until it is submitted (True) or left for the call (False)."""
    _give_answers(hand)
    while True:
        typed = read("plain_check_what", optional=True).strip().lower()
        if typed == "b":
            return False
        if typed == "s":
            if _submitted(hand):
                return True
        elif typed == "v":
            _view(hand)
        elif typed == "a":
            _give_answers(hand, whole=True)
        elif _asked_at(hand, typed):
            _give_answers(hand)
        else:
            line("plain_check_unknown")


def _asked_at(hand: Hand, typed: str) -> bool:
    """The questions from the first gap, or those of a number. False: there is nothing by what was typed."""
    progress = hand.desk.interview(hand.draft)
    if not typed:
        if progress.current is None:
            line("check_no_gaps")
        else:
            _ask_from(hand, progress.current, branch_only=False)
        return True
    steps = [step for step in progress.steps if str(step.question.number) == typed]
    if steps:
        first = next((step for step in steps if step.problem), steps[0])
        _ask_from(hand, first, branch_only=True)
    return bool(steps)


def _ask_from(hand: Hand, step: Step, *, branch_only: bool) -> None:
    """One question after another; after a change, only the branch that it opened."""
    at: Step | None = step
    try:
        while at is not None:
            _ask(hand, at)
            steps = hand.desk.interview(hand.draft).steps
            here = next(each for each in steps if each.question.id == at.question.id)
            at = next_open(steps, here, branch_only=branch_only)
    except _ToCheck:
        return


def _ask(hand: Hand, step: Step) -> None:
    """Each version of the answer takes the place of the one before it, as the box on the screen does."""
    question, before = step.question, hand.draft
    last = max(each.question.number for each in hand.desk.interview(before).steps)
    give_wrapped("")
    line("plain_question", number=question.number, last=last, title=question.title)
    if step.answer is not None:
        line("plain_from_the_call" if step.prefilled else "plain_stands", summary=step.summary)
    line("plain_why", why=question.source)
    asks = Asks(
        read=_read_or_check,
        number="plain_choose_or_skip",
        numbers="plain_choose_many_or_skip",
        words="plain_words_or_skip",
        in_words="plain_in_words",
        may_leave=True,
    )
    for answer in answers_to(step, hand.desk.now(), asks):
        draft = with_answer(before, step.answer, answer)
        if draft is not hand.draft:
            hand.change(draft)
    problem = _step_now(hand, step).problem
    if problem:
        give_wrapped(f"! {problem}")


def _step_now(hand: Hand, step: Step) -> Step:
    return hand.desk.interview(hand.draft).step(step.question.id) or step


def _read_or_check(code: str, /, *, optional: bool = False) -> str:
    typed = read(code, optional=optional)
    if typed.strip().lower() == TO_CHECK:
        raise _ToCheck
    return typed


def _give_answers(hand: Hand, *, whole: bool = False) -> None:
    """What is missing first, with the number that leads to it; then what was answered, by number.

    What was not is only counted: by ear thirty such lines hide the few that matter. ``whole``: they too.
    """
    progress = hand.desk.interview(hand.draft)
    give_wrapped("")
    line("plain_check")
    _give_problems(progress)
    shown = [step for step in progress.steps if whole or step.answer or step.problem]
    for number, steps in groupby(sorted(shown, key=_number), key=_number):
        first, *branches = steps
        line("plain_row", number=number, title=first.question.title, answer=_words(first))
        for step in branches:
            said = message("check_branch", title=step.question.title, answer=_words(step))
            give_wrapped(said, "   ")
    if len(shown) < len(progress.steps):
        line("plain_not_answered", count=len(progress.steps) - len(shown))
    answers = {step.question.id: step.answer for step in progress.steps if step.answer}
    for note in (express_consent_note(answers), post_note(answers)):
        if note:
            give_wrapped(note)
    give_wrapped(what_submitting_does(hand.desk, progress))


def _give_problems(progress: Progress) -> None:
    gaps = progress.gaps
    if gaps:
        line("check_problem" if len(gaps) == 1 else "check_problems", count=len(gaps))
    for step in gaps:
        line("plain_gap", problem=step.problem or "", number=step.question.number)


def _view(hand: Hand) -> None:
    """The record as the manager will read it."""
    progress, now = hand.desk.interview(hand.draft), hand.desk.now()
    if not progress.complete:
        line("check_preview_later")
        return
    record = build(hand.draft, progress, hand.desk.pack, now)
    line("check_preview_title")
    give_parts(summary(record, (), (), now, ()))


def _submitted(hand: Hand) -> bool:
    progress = hand.desk.interview(hand.draft)
    if not progress.complete:
        line("check_not_submitted")
        _give_problems(progress)
        return False
    try:
        record = hand.desk.submit(hand.draft)
    except TriageError as refused:
        fault(refused)
        line("check_not_submitted")
        return False
    hand.put_down()
    speak_to_somebody(hand.desk, record)
    return True


def _number(step: Step) -> int:
    return step.question.number


def _words(step: Step) -> str:
    return one_line(step.summary) if step.answer else message("check_not_answered")
