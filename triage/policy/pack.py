"""A policy pack: the policy's text with everything that is said about it, read once and checked against itself.

A text that does not match its seal opens all the same, with ``intact`` False: a caseworker in a call still needs
it, and is told. A citation that leads nowhere does not open: that is a broken file, found before it ships.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from types import MappingProxyType

from triage.errors import ContentError
from triage.model import Quotation
from triage.policy import notes as clause_notes
from triage.policy.corpus import Policy
from triage.policy.currency import CurrencyNote, load_currency
from triage.policy.notes import ClauseNote, load_notes
from triage.policy.reading import read_policy
from triage.policy.settings import PackSettings, Review, ServiceRule, load_settings
from triage.policy.silences import SilenceEntry, load_silences
from triage.policy.stems import stems

DEFAULT_PACK = "west_midlands_sendiass"


@dataclass(frozen=True, slots=True)
class Pack:
    """One service's policy with its notes. Every address in it exists."""

    name: str
    """Its folder in policy_corpus."""
    policy: Policy
    sha256: str
    """Of the bytes of policy.md as they are."""
    settings: PackSettings
    notes: Mapping[str, ClauseNote]
    """By clause id, one for each clause."""
    stale_notes: tuple[str, ...]
    """Clauses whose words have changed since their note was written."""
    silences: tuple[SilenceEntry, ...]
    currency: tuple[CurrencyNote, ...]

    @property
    def title(self) -> str:
        """As the service writes it; the policy's own heading is ``policy.title``."""
        return self.settings.title

    @property
    def source(self) -> str:
        """Where the text was taken from."""
        return self.settings.source

    @property
    def owner(self) -> str:
        """Who may change the policy."""
        return self.settings.owner

    @property
    def review(self) -> Review:
        """The service's review dates."""
        return self.settings.review

    @property
    def service_rules(self) -> Mapping[str, ServiceRule]:
        """By id."""
        return self.settings.service_rule

    @property
    def links(self) -> Mapping[str, tuple[str, ...]]:
        """From what may have been heard to what the policy asks of staff, first things first."""
        return self.settings.links

    @property
    def stated_sha256(self) -> str:
        """Of policy.md when it was last checked against its source."""
        return self.settings.policy_sha256

    @property
    def intact(self) -> bool:
        """The text matches its seal. When False, show ``policy_changed`` wherever the policy is shown."""
        return self.sha256 == self.stated_sha256

    def quote(self, address: str) -> Quotation:
        """The words at a clause or passage; of a clause said in two places, the first. Raises NotFound."""
        said = self.policy.quotation(address, "")
        return replace(said, title=self.notes[said.clause_id].title)

    def best_quote(self, clause_id: str, words: str) -> Quotation:
        """The passage of the clause that shares most words with ``words``; the first when none stands out. NotFound."""
        asked = stems(words)
        passages = self.policy.clause(clause_id).passages
        return self.quote(max(passages, key=lambda said: len(asked & stems(said.text))).id)


def load_pack(name: str = DEFAULT_PACK, root: Traversable | None = None) -> Pack:
    """The pack in the folder ``name`` of ``root`` (the shipped corpus). Raises ContentError."""
    if root is None:
        from policy_corpus import root as shipped

        root = shipped()
    folder = root / name
    text = _bytes_of(folder / "policy.md")
    policy = read_policy(text.decode("utf-8"))
    notes = load_notes(folder / "clauses.toml")
    pack = Pack(
        name=name,
        policy=policy,
        sha256=hashlib.sha256(text).hexdigest(),
        settings=load_settings(folder / "pack.toml"),
        notes=MappingProxyType(notes),
        stale_notes=clause_notes.stale(notes, policy),
        silences=load_silences(folder / "silences.toml"),
        currency=load_currency(folder / "currency.toml"),
    )
    for problem in _broken(pack):
        raise problem
    return pack


def _bytes_of(file: Traversable) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise ContentError(file=file.name, key="-", problem="the file is not there") from None


def _broken(pack: Pack) -> Iterator[ContentError]:
    """Every place where the pack's files do not fit each other."""
    for clause in pack.policy.clauses:
        if clause.id not in pack.notes:
            yield ContentError(file="clauses.toml", key=clause.id, problem="the clause has no note")
    for file, key, address in _addresses(pack):
        if address not in pack.policy:
            yield ContentError(file=file, key=key, problem=f"the policy has no clause {address}")
    for file, ids in (
        ("silences.toml", [entry.id for entry in pack.silences]),
        ("currency.toml", [note.id for note in pack.currency]),
    ):
        for twice in {each for each in ids if ids.count(each) > 1}:
            yield ContentError(file=file, key=twice, problem="this id is used twice")
    yield from _misquoted(pack)


def _misquoted(pack: Pack) -> Iterator[ContentError]:
    for note in pack.currency:
        if note.policy_words and not any(
            note.policy_words in pack.policy.passage(address).text for address in note.clauses
        ):
            yield ContentError(
                file="currency.toml", key=note.id, problem="the policy does not use these words"
            )


def _addresses(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """File, key and every address cited there."""
    for clause_id in pack.notes:
        yield "clauses.toml", clause_id, clause_id
    for start, linked in pack.links.items():
        for address in (start, *linked):
            yield "pack.toml", f"links.{start}", address
    for entry in pack.silences:
        for address in entry.clauses:
            yield "silences.toml", entry.id, address
    for note in pack.currency:
        for address in note.clauses:
            yield "currency.toml", note.id, address
