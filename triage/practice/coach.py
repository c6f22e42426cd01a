"""The question coach: what kind a learner's line is, and the words that made it so.

Rules that a trainer can read (language/questions.toml) hear most lines. Where none is sure, the sum of the
words decides (language/coach.json). What each kind means stands in material/coach/README.md.
"""

from dataclasses import dataclass

from triage.listening.pattern import levelled
from triage.practice.coach_model import CoachModel, coach_model, leaning_words, leanings
from triage.practice.coach_rules import CoachRule, CoachRules, ReadRule, Where, Words, coach_rules
from triage.practice.kinds import QuestionKind
from triage.practice.questions import Clause, Sentence, sentences

Place = tuple[int, int]
"""Characters of the line, half open."""
UNSURE = frozenset(("yes_or_no", "yes_or_no_of_a_name", "yes_or_no_typed_fast", ""))
"""Rules that hear the form of a question alone, not what it is about."""
LEANING = "leaning"
"""Named as the rule where the sum of words decided."""
COUNTED = "counted"
"""Named where two questions were counted."""
WEIGHT_OF_A_RULE, WEIGHT_OF_A_FORM = 3.0, 1.0
"""How much a rule adds to the leanings (logarithms) of its kind; a form of words, or no rule at all, adds
less. Chosen on development lines, by cross-validation."""
LONGEST = 2000
"""Characters that are read: nobody says more in one breath."""


@dataclass(frozen=True, slots=True)
class Coached:
    """What a line is."""

    kind: QuestionKind
    places: tuple[Place, ...] = ()
    """The words that made it so, in order; none for a statement."""
    rule: str = ""
    """Id of the rule that heard them; empty where none did."""


@dataclass(frozen=True, slots=True)
class _Ask:
    kind: QuestionKind
    place: Place
    rule: str
    introduces: bool = False
    settles: bool = False
    """No question, and no promise either."""


def kind_of(line: str) -> QuestionKind:
    """The kind alone."""
    return coached(line).kind


def telling_words(line: str) -> str:
    """The words that made the line what it is; empty where all of it did, or none."""
    words = " ... ".join(line[start:end].strip() for start, end in coached(line).places)
    return "" if words.rstrip("?.! ") == line.strip().rstrip("?.! ") else words


def coached(line: str, rules: CoachRules | None = None, model: CoachModel | None = None) -> Coached:
    """The kind of ``line`` with the words that show it."""
    model = model or coach_model()
    text = levelled(line[:LONGEST])
    if not any(letter.isalnum() for letter in text):
        return Coached(QuestionKind.STATEMENT)
    heard = by_rules(text, rules or coach_rules())
    begins = heard.places[0][0] if heard.places else 0
    said = dict(leanings(text[begins:], model))
    if heard.kind is QuestionKind.STATEMENT and heard.rule:
        # «I can't promise» is heard by its words; nothing that they remind of makes a promise of it.
        del said[QuestionKind.PROMISE]
    if heard.kind is not QuestionKind.MULTIPLE:
        # Two questions are counted, not felt: a long line alone would look like two.
        del said[QuestionKind.MULTIPLE]
    said[heard.kind] += WEIGHT_OF_A_FORM if heard.rule in UNSURE else WEIGHT_OF_A_RULE
    kind = max(said, key=lambda each: said[each])
    if kind is heard.kind:
        return heard
    if kind is QuestionKind.STATEMENT:
        return Coached(kind)
    start, end = leaning_words(text[begins:], kind, model)
    return Coached(kind, ((begins + start, begins + end),), LEANING)


def by_rules(text: str, rules: CoachRules) -> Coached:
    """By the rules alone."""
    words = Words(text)
    asks = [ask for sentence in sentences(text, rules.lead_in) for ask in _asks(sentence, rules, words)]
    for kind in (QuestionKind.PROMISE, QuestionKind.LEADING):
        if first := next((ask for ask in asks if ask.kind is kind), None):
            return Coached(kind, (first.place,), first.rule)
    settled = next((ask.rule for ask in asks if ask.settles), "")
    asks = [ask for ask in asks if ask.kind is not QuestionKind.STATEMENT]
    if len(asks) > 1:
        asks = [ask for ask in asks if not ask.introduces] or asks[:1]
    if not asks:
        return Coached(QuestionKind.STATEMENT, rule=settled)
    if len(asks) > 1:
        return Coached(QuestionKind.MULTIPLE, tuple(ask.place for ask in asks), COUNTED)
    return Coached(asks[0].kind, (asks[0].place,), asks[0].rule)


def _asks(sentence: Sentence, rules: CoachRules, words: Words) -> list[_Ask]:
    """Every question of the sentence, or the one thing in it that is worse than a question."""
    heavy = _of_sentence(sentence, rules.alone, words) or _of_sentence(sentence, rules.sentence, words)
    if heavy is not None:
        return [heavy]
    found: list[_Ask] = []
    others: list[_Ask] = []
    for clause in sentence.clauses:
        behind = any(ask.kind is not QuestionKind.STATEMENT for ask in found)
        ask = _of_clause(sentence, clause, rules.clause, words, behind=behind)
        if ask is not None:
            (others if clause.after_or and behind else found).append(ask)
    if len(found) + len(others) > 2:
        found += others
    if not found and (other := _of_sentence(sentence, rules.otherwise, words)) is not None:
        return [other]
    if not found and sentence.asked:
        return [_Ask(QuestionKind.CLOSED, (sentence.start, sentence.end + 1), "")]
    return found


def _of_sentence(sentence: Sentence, rules: tuple[ReadRule, ...], words: Words) -> _Ask | None:
    text, start, end = sentence.text, sentence.start, sentence.end
    for each in rules:
        rule = each.rule
        if rule.asked and not sentence.asked:
            continue
        if rule.where is Where.ENDS:
            place = each.at_end(text, start, end, words)
        elif rule.where is Where.ALONE:
            place = each.at(text, start, end, words, whole=True)
        else:
            place = each.found(text, start, end, words)
        if place and not each.quieted(text, start, end, words):
            settles = rule.where is Where.ELSE and rule.kind is QuestionKind.STATEMENT
            return _Ask(rule.kind, place, rule.id, settles=settles)
    return None


def _of_clause(
    sentence: Sentence, clause: Clause, rules: tuple[ReadRule, ...], words: Words, *, behind: bool
) -> _Ask | None:
    text = sentence.text
    for each in rules:
        rule = each.rule
        if not _looks_here(rule, sentence, clause, behind=behind):
            continue
        if rule.where is Where.WHOLE:
            place = each.at(text, clause.whole_start, clause.end, words, whole=True)
            place = place or each.at(text, clause.start, clause.end, words, whole=True)
        else:
            place = each.at(text, clause.start, sentence.end, words, whole=False)
        if place and not each.quieted(text, sentence.start, sentence.end, words):
            return _Ask(rule.kind, place, rule.id, rule.introduces and place[1] >= clause.end)
    return None


def _looks_here(rule: CoachRule, sentence: Sentence, clause: Clause, *, behind: bool) -> bool:
    if rule.asked and not sentence.asked:
        return False
    if rule.where is Where.FOLLOWS:
        return behind
    return rule.where is not Where.STARTS or clause.whole_start == sentence.start
