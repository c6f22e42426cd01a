"""What to say and what to do next, for one moment of a call. Every line names whose rule it is.

The lines stand in guidance.toml; this module only chooses. It never says whether to share: that is for a
manager (P7.12).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from importlib.resources.abc import Traversable

from triage.content import Content, read_toml
from triage.errors import ContentError
from triage.labels import label
from triage.model import AnswerKind, Category, Detection, Finding, Guidance, GuidanceLine, Quotation, Rung
from triage.policy.law_shown import law_doubts
from triage.policy.pack import Pack
from triage.records.people import Service

SERVICE_RULE = "service rule"

_POLICY_LABEL = re.compile(r"policy (\d+)(?: and (\d+))?")


class Line(Content):
    """One line as it stands in the file."""

    text: str
    """May name facts of the moment: ``{time}``."""
    source: str
    """``policy N``, ``policy N and M``, ``service rule`` or ``practice``."""
    cites: tuple[str, ...] = ()
    """Clause ids that bear the line out; at least one of each section that ``source`` names."""
    rule: str | None = None
    """Id of the service rule in pack.toml; given exactly when the source is ``service rule``."""
    quotes: tuple[str, ...] = ()
    """Words of the line that are the policy's own; each stands in one of the clauses cited."""
    law: tuple[str, ...] = ()
    """Ids of the notes on the law (currency.toml) that the line rests on; it says when one is old."""


class Moment(Content):
    """A rung, or the time before one is known."""

    say: str
    """Line id."""
    never: str
    """Line id: what would harm most if it were said now."""
    steps: tuple[str, ...]
    """Line ids, first things first; the first three are seen without scrolling."""
    clauses: tuple[str, ...]
    """Clause ids or passage ids, in the order they are read."""


class Extra(Content):
    """A line that is added when something particular is heard or looked up."""

    line: str
    categories: tuple[Category, ...] = ()
    """Heard: a signal has one of these."""
    rules: tuple[str, ...] = ()
    """Heard: a signal comes from one of these rules of signals.toml."""
    clauses: tuple[str, ...] = ()
    """Looked up: the best clause is one of these, and the policy answers."""
    not_understood: bool = False
    """Heard: a text in a language that the ears do not know."""
    first: bool = False
    """Stands before the rung's own steps."""
    instead_of: tuple[str, ...] = ()
    """Line ids that are neither said nor shown while this one is."""
    say: str | None = None
    """Line id: said where the moment's own words are among ``instead_of``."""
    never: str | None = None
    """Line id: in the place of the moment's own; of several extras the first one's."""


class GuidanceContent(Content):
    """The whole of guidance.toml."""

    line: dict[str, Line]
    idle: Moment
    rung: dict[str, Moment]
    """By the name of the rung in small letters."""
    extra: tuple[Extra, ...]

    def guidance_line(
        self, line_id: str, adopted: frozenset[str] = frozenset(), /, **facts: str
    ) -> GuidanceLine:
        """One line as it is read now, ``facts`` filled in. Raises ContentError for a missing id or fact.

        A service rule that is not among ``adopted`` is shown all the same, and says so.
        """
        try:
            line = self.line[line_id]
            text = line.text.format(**facts)
        except KeyError as missing:
            raise ContentError(
                file="guidance.toml", key=line_id, problem=f"no line or fact {missing}"
            ) from None
        source = line.source
        if line.rule is not None and line.rule not in adopted:
            source = label("source", "rule_not_agreed")
        return GuidanceLine(line_id, text, source)


def load_guidance(pack: Pack, file: Traversable | None = None) -> GuidanceContent:
    """The guidance of ``pack``, or that in ``file``, checked against the policy. Raises ContentError."""
    if file is None:
        from policy_corpus import root

        file = root() / pack.name / "guidance.toml"
    words = read_toml(file, GuidanceContent)
    for key, problem in _broken(words, pack):
        raise ContentError(file=file.name, key=key, problem=problem)
    return words


def adopted_rules(pack: Pack, service: Service | None) -> frozenset[str]:
    """Ids of the service rules with a name to them, in pack.toml or in the service's own settings.

    A service that edits its pack signs there; one that uses the pack as shipped signs at set-up.
    """
    in_the_pack = {rule.id for rule in pack.service_rules.values() if rule.approved_by.strip()}
    by_the_service = {rule for rule, name in service.rules_adopted.items() if name.strip()} if service else ()
    return frozenset(in_the_pack.union(by_the_service))


def advise(  # noqa: PLR0917 - the things that advice rests on, in the order of the path of a line
    rung: Rung | None,
    detection: Detection | None,
    finding: Finding | None,
    pack: Pack,
    words: GuidanceContent,
    service: Service | None = None,
    earlier: frozenset[str] = frozenset(),
    today: date | None = None,
) -> Guidance:
    """What ``Guidance`` holds; with no rung chosen that of the rung the ears suggest, ``suggested`` then.

    A rung that was chosen stays, whatever is heard; but danger, chosen or heard, puts its first step before
    all others.
    ``earlier`` names the categories and rules heard in the call before: a digit or a calmer line takes no
    warning away.
    By ``today`` a line knows that the note on the law beneath it is old; None: no line asks.
    """
    suggested = rung is None and detection is not None and detection.concern
    if suggested and detection is not None:
        rung = detection.rung
    moment = words.idle if rung is None else words.rung[rung.name.lower()]
    extras = tuple(extra for extra in words.extra if _applies(extra, detection, finding, earlier))
    danger = rung is Rung.DANGER_NOW or (detection is not None and detection.immediate_danger)
    left_out = {line_id for extra in extras for line_id in extra.instead_of}
    say = next((extra.say for extra in extras if extra.say and moment.say in extra.instead_of), moment.say)
    most_urgent = words.rung["danger_now"] if danger else moment
    never = next((extra.never for extra in extras if extra.never), most_urgent.never)
    ids = (
        *(words.rung["danger_now"].steps[:1] if danger else ()),
        *(extra.line for extra in extras if extra.first),
        *moment.steps,
        *(extra.line for extra in extras if not extra.first),
    )
    adopted = adopted_rules(pack, service)
    steps = tuple(
        _with_doubts(words.guidance_line(line_id, adopted), words, pack, today)
        for line_id in dict.fromkeys(ids)
        if line_id not in left_out
    )
    return Guidance(
        rung, suggested, words.guidance_line(say, adopted), words.guidance_line(never, adopted), steps,
        _quotations(moment, finding, pack),
    )  # fmt: skip


def _with_doubts(line: GuidanceLine, words: GuidanceContent, pack: Pack, today: date | None) -> GuidanceLine:
    """The line with what there is to know of the law it rests on, behind its source."""
    rests_on = tuple(note for note in pack.currency if note.id in words.line[line.id].law)
    if today is None or not rests_on:
        return line
    return replace(line, source="; ".join((line.source, *law_doubts(rests_on, today))))


def _applies(
    extra: Extra, detection: Detection | None, finding: Finding | None, earlier: frozenset[str]
) -> bool:
    if extra.not_understood and detection is not None and not detection.understood:
        return True
    signals = detection.signals if detection else ()
    heard = earlier.union(name for signal in signals for name in (signal.category, signal.rule) if name)
    if heard.intersection((*extra.categories, *extra.rules)):
        return True
    if finding is None or finding.answer is not AnswerKind.SAYS or not finding.hits:
        return False
    return finding.hits[0].quotation.clause_id in extra.clauses


def _quotations(moment: Moment, finding: Finding | None, pack: Pack) -> tuple[Quotation, ...]:
    """The moment's own chain; before a rung is known, what the look-up found."""
    if not moment.clauses and finding is not None:
        return tuple(hit.quotation for hit in finding.hits)
    return tuple(pack.quote(address) for address in moment.clauses)


def _broken(words: GuidanceContent, pack: Pack) -> Iterator[tuple[str, str]]:
    """Every place where the guidance breaks a rule: where, and how."""
    for rung in Rung:
        if rung.name.lower() not in words.rung:
            yield f"rung.{rung.name.lower()}", "this rung has no guidance"
    moments: Mapping[str, Moment] = {"idle": words.idle, **words.rung}
    used = [
        (key, line) for key, moment in moments.items() for line in (moment.say, moment.never, *moment.steps)
    ]
    for extra in words.extra:
        named = (extra.line, *extra.instead_of, extra.say, extra.never)
        used += [("extra", line_id) for line_id in named if line_id]
    for key, line_id in used:
        if line_id not in words.line:
            yield key, f"there is no line {line_id}"
    addresses = [(key, address) for key, moment in moments.items() for address in moment.clauses]
    addresses += [(extra.line, address) for extra in words.extra for address in extra.clauses]
    addresses += [(line_id, address) for line_id, line in words.line.items() for address in line.cites]
    for key, address in addresses:
        if address not in pack.policy:
            yield key, f"the policy has no clause {address}"
    for line_id, line in words.line.items():
        for note_id in set(line.law) - {note.id for note in pack.currency}:
            yield line_id, f"there is no note on the law {note_id}"
        for problem in _mislabelled(line, pack):
            yield line_id, problem


def _mislabelled(line: Line, pack: Pack) -> Iterator[str]:
    """Where a line claims a source that does not bear it out."""
    cited = tuple(pack.policy.passage(address) for address in line.cites if address in pack.policy)
    label = _POLICY_LABEL.fullmatch(line.source)
    if label is None and line.source not in (SERVICE_RULE, "practice"):
        yield f"{line.source} is no source"
    for section in filter(None, label.groups() if label else ()):
        if not any(said.section == section for said in cited):
            yield f"no clause of section {section} is cited"
    if (line.source == SERVICE_RULE) != (line.rule is not None):
        yield "rule and source do not fit"
    if line.rule is not None and line.rule not in pack.service_rules:
        yield f"there is no service rule {line.rule}"
    for quoted in line.quotes:
        if quoted not in line.text:
            yield f"the line does not hold the words {quoted}"
        if not any(quoted in said.text for said in cited):
            yield f"no clause cited holds the words {quoted}"
