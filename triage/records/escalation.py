"""The escalation record: what the author hands the line manager. Once submitted it never changes."""

from collections.abc import Mapping

from pydantic import AwareDatetime, Field

from triage.model import Rung
from triage.records.draft import Answer, Exchange, ManagerContact, Mode, RungChosen
from triage.records.people import Person
from triage.records.stored import Stored


class CitedClause(Stored):
    """A clause as it read when the record was written: a later policy does not reach back."""

    id: str
    quote: str


class Escalation(Stored):
    """A submitted record, made by ``interview.submission``. Later schema versions only add fields."""

    schema_version: int = 1
    ref: str
    mode: Mode
    policy_sha256: str
    author: Person
    opened_at: AwareDatetime
    submitted_at: AwareDatetime
    rung: Rung
    rungs: tuple[RungChosen, ...]
    account: tuple[Exchange, ...] = Field(repr=False)
    look_ups: int
    """How often the policy was asked; the questions themselves are no part of the account."""
    answers: tuple[Answer, ...] = Field(repr=False)
    """The answers on the path of the interview, in the order of the flow."""
    contacts: tuple[ManagerContact, ...]
    ended_at: AwareDatetime | None
    dropped: bool
    cited: tuple[CitedClause, ...]
    set_aside: tuple[Answer, ...] = Field(default=(), repr=False)
    """Words that were given and changed afterwards, or whose question is no longer asked; oldest first."""
    left_in_box: str = Field(default="", repr=False)
    """What stood in the box of the call, never entered: whose words they are is not known."""
    about_person: str | None = None
    """Id of the manager whom the worry is about: the desk does not let them open or decide it (P7.23).

    None: about no manager, or about one with no sign-in here. Their key still opens the vault.
    """

    @property
    def by_question(self) -> Mapping[str, Answer]:
        """The answers by id of their question."""
        return {answer.question: answer for answer in self.answers}

    def answer_to(self, question: str) -> Answer | None:
        """The answer given to ``question``; None when the interview did not come to it."""
        return next((answer for answer in self.answers if answer.question == question), None)
