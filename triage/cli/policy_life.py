"""``triage policy`` on the policy's own life: copies read, training, the yearly review, what was noted."""

from datetime import date

import click
from pydantic import BaseModel, ConfigDict, Field

from triage.cli.asking import ask, ask_day, can_ask, choose, choose_any
from triage.cli.options import Command, SignedCommand, settings
from triage.cli.output import give, give_json, give_wrapped, tell, warn
from triage.cli.policy_input import read_input
from triage.cli.sign_in import signed_in
from triage.content import message
from triage.desk.bootstrap import utc_now
from triage.desk.policy_life import Standing, is_agreed_text, review_due, standing_words
from triage.desk.service_file import read_service
from triage.errors import UsageError
from triage.labels import label
from triage.paths import vault_dir
from triage.policy.corpus import Section
from triage.policy.pack import load_pack
from triage.records.receipt import TrainingKind


class _Training(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    person: str
    kind: TrainingKind
    on: date
    sections: tuple[str, ...] = Field(min_length=1)
    covered: str = Field(min_length=1)


class _Reviewed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    reviewed_on: date
    next_due: date
    outcome: str = Field(min_length=1)


@click.command("receipt", cls=SignedCommand)
@click.option("--yes", is_flag=True)
def receipt(yes: bool) -> None:
    """Who is signed in says that they have a copy of this text and have read it."""
    with signed_in() as desk:
        give_wrapped(message("receipt_about"))
        give(desk.pack.sha256)
        give_wrapped(message("receipt_words"))
        if not yes and ask("receipt_ask", optional=True).strip().upper() != "Y":
            raise UsageError("receipt_left")
        desk.policy_life.confirm()
    tell("receipt_noted")


@click.command("receipts", cls=SignedCommand)
def receipts() -> None:
    """For a manager: who has read their copy, who was introduced to it, and who is due."""
    with signed_in() as desk:
        standings, sha256 = desk.policy_life.standings(), desk.pack.sha256
    if settings().json:
        give_json({
            "schema": "triage.policy_receipts/1", "sha256": sha256,
            "people": [_standing_json(standing) for standing in standings],
        })  # fmt: skip
        return
    for standing in standings:
        give_wrapped(standing_words(standing))


@click.command("training", cls=SignedCommand)
def training() -> None:
    """A manager notes induction or training: asked for, or one JSON object on standard input."""
    with signed_in() as desk:
        people = [standing.person for standing in desk.policy_life.standings()]
        sections = desk.pack.policy.sections
        given = _asked_training([(each.id, each.name) for each in people], sections) if can_ask() else None
        given = given or read_input(_Training)
        after = desk.policy_life.trained(
            given.person, given.kind, given.on, tuple(dict.fromkeys(given.sections)), given.covered
        )
    name = after.person.name
    tell("training_noted", name=name)
    if after.sections_open:
        tell("training_still_open", name=name, sections=", ".join(after.sections_open))
    else:
        tell("training_complete", name=name)


@click.command("review", cls=Command)
def review() -> None:
    """Which text this is, and when it is to be reviewed; nobody has to sign in."""
    pack, service = load_pack(), read_service(vault_dir(settings().folder))
    due, agreed = review_due(pack, service), is_agreed_text(pack, service)
    overdue = due is not None and due < utc_now().date()
    if settings().json:
        give_json({
            "schema": "triage.policy_review/1", "sha256": pack.sha256, "date_in_text": None,
            "review_due": due.isoformat() if due else None, "overdue": overdue, "agreed_text": agreed,
        })  # fmt: skip
        return
    give(pack.title)
    give(message("policy_fingerprint", sha256=pack.sha256))
    give(message("policy_no_date"))
    if due is None:
        give(message("policy_review_not_set"))
    else:
        give(message("policy_review_on", due=f"{due:%d %B %Y}"))
    if due is not None and overdue:
        warn("policy_review_overdue", due=f"{due:%d %B %Y}")
    if not agreed:
        warn("policy_not_agreed_text")


@click.command("reviewed", cls=SignedCommand)
def reviewed() -> None:
    """A manager notes a review and the day of the next: asked for, or one JSON object on standard input."""
    with signed_in() as desk:
        given = _asked_review() if can_ask() else read_input(_Reviewed)
        desk.policy_life.reviewed(given.reviewed_on, given.next_due, given.outcome)
    tell("review_noted", due=f"{given.next_due:%d %B %Y}")


@click.command("history", cls=SignedCommand)
def history() -> None:
    """Every review, and all new text that was agreed."""
    with signed_in() as desk:
        found = desk.policy_life.history()
    if settings().json:
        give_json({
            "schema": "triage.policy_history/1",
            "reviews": [each.model_dump(mode="json") for each in found.reviews],
            "adopted": [each.model_dump(mode="json") for each in found.adoptions],
        })  # fmt: skip
        return
    for line in found.reviews:
        give_wrapped(
            message(
                "history_reviewed", at=f"{line.at:%Y-%m-%d}", on=f"{line.reviewed_on:%d %B %Y}",
                due=f"{line.next_due:%d %B %Y}", outcome=line.outcome,
            )
        )  # fmt: skip
    for text in found.adoptions:
        give_wrapped(
            message(
                "history_adopted", at=f"{text.at:%Y-%m-%d}", name=text.agreed_by,
                on=f"{text.agreed_on:%d %B %Y}", old=text.old_sha256[:12], new=text.new_sha256[:12],
                count=len(text.changed),
            )
        )  # fmt: skip
    if not (found.reviews or found.adoptions):
        tell("history_empty")


def _asked_training(people: list[tuple[str, str]], sections: tuple[Section, ...]) -> _Training:
    """The sections are a list to tick off: none is covered that was not named."""
    kinds = tuple(TrainingKind)
    return _Training(
        person=people[choose("ask_trained_person", [name for _, name in people])][0],
        kind=kinds[choose("ask_training_kind", [label("training_kind", each) for each in kinds])],
        on=ask_day("ask_trained_on"),
        sections=tuple(
            sections[at].number
            for at in choose_any("ask_trained_sections", [each.heading for each in sections])
        ),
        covered=ask("ask_trained_how"),
    )


def _asked_review() -> _Reviewed:
    return _Reviewed(
        reviewed_on=ask_day("ask_reviewed_on"),
        next_due=ask_day("ask_next_review"),
        outcome=ask("ask_review_outcome"),
    )


def _standing_json(standing: Standing) -> dict[str, object]:
    return {
        "id": standing.person.id,
        "name": standing.person.name,
        "receipt_at": standing.receipt.at.isoformat() if standing.receipt else None,
        "had_earlier": standing.had_earlier,
        "trained_on": standing.trained_on.isoformat() if standing.trained_on else None,
        "sections_open": list(standing.sections_open),
    }
