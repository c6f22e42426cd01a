"""A policy pack: the policy's text with all that is said about it, read once and checked against itself.

A text that does not match its seal opens all the same, with ``intact`` False: a caseworker in a call still
needs it, and is told. A citation that leads nowhere is a broken file, found before it ships,
and does not open.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from types import MappingProxyType

from triage.errors import ContentError
from triage.model import Quotation
from triage.policy.corpus import Policy
from triage.policy.crosscheck import faults, faults_of_wording
from triage.policy.currency import CurrencyNote, load_currency
from triage.policy.notes import ClauseNote, load_notes, stale, with_bare_notes
from triage.policy.reading import read_policy
from triage.policy.settings import CrossReference, PackSettings, Review, ServiceRule, load_settings
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
        return {rule.id: rule for rule in self.settings.service_rules}

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
        """Its passage that shares most with ``words``; the first when none stands out. Raises NotFound."""
        asked = stems(words)
        passages = self.policy.clause(clause_id).passages
        return self.quote(max(passages, key=lambda said: len(asked & stems(said.text))).id)

    def law_beside(self, address: str) -> tuple[CurrencyNote, ...]:
        """Notes on the law beside a clause or any of its passages. Raises NotFound."""
        clause = self.policy.clause(self.policy.passage(address).clause_id)
        here = {clause.id, *(said.id for said in clause.passages)}
        return tuple(note for note in self.currency if here.intersection(note.clauses))

    def pair(self, silence_id: str) -> tuple[tuple[Quotation, ...], ...]:
        """Both sides of a tension, verbatim: the clauses of one, then those of the other. Empty otherwise."""
        sides = next((entry.sides for entry in self.silences if entry.id == silence_id), ())
        return tuple(tuple(self.quote(address) for address in side) for side in sides)

    def silences_beside(self, address: str) -> tuple[SilenceEntry, ...]:
        """Entries of the register that cite a clause or any of its passages. Raises NotFound."""
        clause = self.policy.clause(self.policy.passage(address).clause_id)
        here = {clause.id, *(said.id for said in clause.passages)}
        return tuple(entry for entry in self.silences if here.intersection(entry.clauses))

    def see(self, section: str) -> tuple[CrossReference, ...]:
        """Where the policy's own words in this section point."""
        return tuple(
            each for each in self.settings.see if self.policy.passage(each.clause).section == section
        )


def load_pack(name: str = DEFAULT_PACK, root: Traversable | None = None) -> Pack:
    """The pack in the folder ``name`` of ``root`` (the shipped corpus). Raises ContentError."""
    if root is None:
        from policy_corpus import root as shipped

        root = shipped()
    folder = root / name
    raw, policy = _read(folder / "policy.md")
    written = load_notes(folder / "clauses.toml")
    pack = Pack(
        name=name,
        policy=policy,
        sha256=hashlib.sha256(raw).hexdigest(),
        settings=load_settings(folder / "pack.toml"),
        notes=MappingProxyType(with_bare_notes(written, policy)),
        stale_notes=stale(written, policy),
        silences=load_silences(folder / "silences.toml"),
        currency=load_currency(folder / "currency.toml"),
    )
    for fault in faults(policy, written, pack.settings, pack.silences, pack.currency):
        raise fault
    if pack.intact:
        for fault in faults_of_wording(policy, written, pack.currency, pack.settings):
            raise fault
    return pack


def _read(file: Traversable) -> tuple[bytes, Policy]:
    try:
        raw = file.read_bytes()
        return raw, read_policy(raw.decode("utf-8-sig"), file.name)
    except FileNotFoundError:
        raise ContentError(file=file.name, key="-", problem="the file is not there") from None
    except UnicodeDecodeError as wrong:
        raise ContentError(file=file.name, key="-", problem=wrong.reason) from None
