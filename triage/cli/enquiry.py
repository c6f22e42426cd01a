"""``triage enquiry``: somebody outside asked about a parent. No command of it looks anybody up (P3.7)."""

from datetime import datetime

import click
from pydantic import BaseModel, ConfigDict, Field

from triage.cli.asking import ask, can_ask, choose
from triage.cli.flow_asking import asked
from triage.cli.options import SignedCommand, settings
from triage.cli.output import give_json, give_wrapped, tell
from triage.cli.policy_input import read_input
from triage.cli.sign_in import signed_in
from triage.content import message
from triage.labels import label
from triage.records.draft import Answer, AnswerState
from triage.records.enquiry import Follows


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    question: str
    state: AnswerState = AnswerState.GIVEN
    choices: tuple[str, ...] = ()
    words: str = ""


class _New(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    answers: tuple[_Given, ...] = Field(min_length=1)


class _Answered(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    follows: Follows
    words: str = Field(min_length=1)
    about: str | None = None
    """Reference of a record."""


@click.command("new", cls=SignedCommand)
def new() -> None:
    """Question by question, or one JSON object on standard input."""
    with signed_in() as desk:
        answers = asked(desk.enquiries.flow, desk.now) if can_ask() else read_answers(desk.now())
        entry = desk.enquiries.keep(answers)
    if settings().json:
        give_json({"schema": "triage.enquiry/1", "enquiry": entry.enquiry})
    tell("enquiry_kept", enquiry=entry.enquiry)


@click.command("list", cls=SignedCommand)
def list_enquiries() -> None:
    """All for a manager, their own for a caseworker; newest first."""
    with signed_in() as desk:
        files = desk.enquiries.listed()
    if settings().json:
        give_json({
            "schema": "triage.enquiries/1",
            "enquiries": [
                {
                    "enquiry": file.enquiry.enquiry,
                    "at": file.enquiry.at.isoformat(),
                    "by": file.enquiry.by.name,
                    "who": file.enquiry.who,
                    "order_seen": file.enquiry.order_seen,
                    "answers": [answer.model_dump(mode="json") for answer in file.enquiry.answers],
                    "manager": [answer.model_dump(mode="json") for answer in file.answers],
                }
                for file in files
            ],
        })  # fmt: skip
        return
    for file in files:
        stands = message("enquiry_waits") if file.waits else label("follows", file.answers[-1].follows)
        give_wrapped(
            message(
                "enquiry_row", enquiry=file.enquiry.enquiry, when=f"{file.enquiry.at:%Y-%m-%d %H:%M}",
                who=label("enquirer", file.enquiry.who), stands=stands,
            )
        )  # fmt: skip
    if not files:
        tell("enquiries_none")


@click.command("answer", cls=SignedCommand)
@click.argument("enquiry")
def answer(enquiry: str) -> None:
    """A manager's: what follows. Asked for, or one JSON object on standard input."""
    with signed_in() as desk:
        if can_ask():
            kinds = tuple(Follows)
            given = _Answered(
                follows=kinds[choose("ask_follows", [label("follows", each) for each in kinds])],
                about=ask("ask_enquiry_record", optional=True) or None,
                words=ask("ask_enquiry_words"),
            )
        else:
            given = read_input(_Answered)
        desk.enquiries.answer(enquiry, given.follows, given.words, given.about)
    tell("enquiry_answered", enquiry=enquiry)


def read_answers(at: datetime) -> tuple[Answer, ...]:
    """One JSON object on standard input: ``{"answers": [{"question": ..., "choices": [...]}]}``."""
    return tuple(Answer(at=at, **given.model_dump()) for given in read_input(_New).answers)
