"""What is advised at one moment: by the rung chosen, by what was heard, and by what was looked up."""

from dataclasses import replace

import pytest

from triage.guidance import GuidanceContent, adopted_rules, advise, load_guidance
from triage.listening.lexicon import load_lexicon
from triage.model import (
    AnswerKind,
    Category,
    Detection,
    Finding,
    HeardBy,
    Hit,
    Rung,
    Signal,
    Stage,
)
from triage.policy.pack import Pack
from triage.records.people import Service


@pytest.fixture(scope="module")
def words(pack: Pack) -> GuidanceContent:
    return load_guidance(pack)


def heard(rung: Rung, category: Category | None = None) -> Detection:
    signal = Signal(category, rung, (0, 4), "word", HeardBy.RULE, 0.9, ("7.consult_manager",))
    return Detection((signal,), 0.9, 0.1)


def found(pack: Pack, clause: str, answer: AnswerKind = AnswerKind.SAYS) -> Finding:
    return Finding(answer, 0.9, (Hit(pack.quote(clause), 0.9, ("word",)),), None, Stage.WORDS)


NOTHING = Detection((), 0.0, 0.0)


def test_before_anything_is_known_it_asks_whether_it_is_safe_to_talk(
    pack: Pack, words: GuidanceContent
) -> None:
    guidance = advise(None, None, None, pack, words)

    assert guidance.rung is None
    assert guidance.say.text == '"Is it safe for you to talk right now? You can just say yes or no."'
    assert guidance.clauses == ()


@pytest.mark.parametrize("rung", list(Rung))
def test_a_rung_chosen_gives_words_to_say_steps_and_clauses_verbatim(
    pack: Pack, words: GuidanceContent, rung: Rung
) -> None:
    guidance = advise(rung, None, None, pack, words)

    assert (guidance.rung, guidance.suggested) == (rung, False)
    assert len(guidance.steps) >= 3
    assert [quote.text for quote in guidance.clauses] == [
        pack.policy.passage(quote.passage_id).text for quote in guidance.clauses
    ]


def test_with_no_rung_chosen_the_ears_suggest_one_and_it_says_so(pack: Pack, words: GuidanceContent) -> None:
    guidance = advise(None, heard(Rung.CRIME), None, pack, words)

    assert (guidance.rung, guidance.suggested) == (Rung.CRIME, True)
    assert guidance.say.id == "crime_say"


def test_hearing_nothing_suggests_nothing(pack: Pack, words: GuidanceContent) -> None:
    guidance = advise(None, NOTHING, None, pack, words)

    assert (guidance.rung, guidance.suggested) == (None, False)


def test_a_chosen_rung_is_not_changed_by_what_is_heard(pack: Pack, words: GuidanceContent) -> None:
    guidance = advise(Rung.NO_RISK_HEARD, heard(Rung.SAFETY_WORRY), None, pack, words)

    assert (guidance.rung, guidance.suggested) == (Rung.NO_RISK_HEARD, False)


def test_danger_heard_under_a_lower_rung_puts_the_999_line_first(pack: Pack, words: GuidanceContent) -> None:
    guidance = advise(Rung.NO_RISK_HEARD, heard(Rung.DANGER_NOW), None, pack, words)

    assert [step.id for step in guidance.steps[:2]] == ["call_999", "no_outside_contact"]


def test_no_step_is_said_twice(pack: Pack, words: GuidanceContent) -> None:
    guidance = advise(Rung.DANGER_NOW, heard(Rung.DANGER_NOW, Category.DOMESTIC_ABUSE), None, pack, words)

    ids = [step.id for step in guidance.steps]
    assert len(ids) == len(set(ids))


@pytest.mark.obligation("P7.17", partly=True)
def test_terrorism_puts_999_and_telling_nobody_else_before_all_other_steps(
    pack: Pack, words: GuidanceContent
) -> None:
    guidance = advise(None, heard(Rung.CRIME, Category.TERRORISM), None, pack, words)

    assert [step.id for step in guidance.steps[:2]] == ["call_999", "terrorism_tell_nobody"]
    assert "terrorism_law" in [step.id for step in guidance.steps]


@pytest.mark.obligation("P7.17", partly=True)
@pytest.mark.parametrize("rung", [None, Rung.CRIME, Rung.SAFETY_WORRY])
def test_on_a_terrorism_signal_nobody_is_told_that_it_will_be_passed_on(
    pack: Pack, words: GuidanceContent, rung: Rung | None
) -> None:
    guidance = advise(rung, heard(Rung.CRIME, Category.TERRORISM), None, pack, words)

    assert guidance.say.text == '"Thank you for telling me. I am listening."'
    assert "child_say" not in [step.id for step in guidance.steps]


@pytest.mark.obligation("P7.17", partly=True)
@pytest.mark.parametrize("detection", [None, NOTHING])
def test_a_digit_or_a_calmer_line_takes_no_warning_away(
    pack: Pack, words: GuidanceContent, detection: Detection | None
) -> None:
    earlier = frozenset({Category.TERRORISM})

    guidance = advise(Rung.CRIME, detection, None, pack, words, earlier=earlier)

    assert guidance.say.id == "terrorism_say"
    assert guidance.steps[1].id == "terrorism_tell_nobody"


def test_where_the_moment_has_other_words_an_extra_does_not_replace_them(
    pack: Pack, words: GuidanceContent
) -> None:
    guidance = advise(Rung.DANGER_NOW, heard(Rung.DANGER_NOW, Category.TERRORISM), None, pack, words)

    assert guidance.say.id == "danger_say"


@pytest.mark.obligation("P3.7", partly=True)
def test_who_asks_whether_somebody_uses_the_service_gets_words_that_confirm_nothing(
    pack: Pack, words: GuidanceContent
) -> None:
    guidance = advise(None, NOTHING, found(pack, "3.confirm_use"), pack, words)

    assert guidance.say.text == '"I can\'t say who uses our service. May I take your name and number?"'
    assert guidance.steps[0].id == "do_not_confirm_use"


@pytest.mark.parametrize(
    ("category", "line"),
    [
        (Category.DOMESTIC_ABUSE, "safe_way_only"),
        (Category.FGM_FORCED_MARRIAGE, "safe_way_only"),
        (Category.FGM_FORCED_MARRIAGE, "keep_from_family"),
        (Category.EXPLOITATION, "worry_about_parent"),
        (Category.ADULT_AT_RISK, "worry_about_parent"),
    ],
)
def test_what_is_heard_brings_its_own_line(
    pack: Pack, words: GuidanceContent, category: Category, line: str
) -> None:
    guidance = advise(None, heard(Rung.SAFETY_WORRY, category), None, pack, words)

    assert line in [step.id for step in guidance.steps]


@pytest.mark.parametrize(
    ("clause", "line"),
    [
        ("3.local_authority", "council_asks"),
        ("5.third_party_consent", "third_party_agreed"),
        ("2.sharing", "no_secret"),
        ("5.anonymous", "anonymous"),
        ("3.confirm_use", "do_not_confirm_use"),
        ("7.inform_parent", "worry_about_parent"),
        ("7.production_order", "request_is_no_order"),
    ],
)
def test_what_is_looked_up_brings_its_own_line(
    pack: Pack, words: GuidanceContent, clause: str, line: str
) -> None:
    guidance = advise(None, NOTHING, found(pack, clause), pack, words)

    assert line in [step.id for step in guidance.steps]
    assert [quote.passage_id for quote in guidance.clauses] == [clause]


def test_where_the_policy_is_silent_the_nearest_clause_brings_no_line(
    pack: Pack, words: GuidanceContent
) -> None:
    guidance = advise(None, NOTHING, found(pack, "3.local_authority", AnswerKind.SILENT), pack, words)

    assert "council_asks" not in [step.id for step in guidance.steps]


@pytest.mark.obligation("P7.21", partly=True)
def test_a_service_rule_that_nobody_adopted_is_shown_and_says_so(pack: Pack, words: GuidanceContent) -> None:
    open_rule = advise(Rung.DANGER_NOW, None, None, pack, words).steps[0]
    adopted = Service(name="Demo", manager_chain=(), rules_adopted={"call_999": "A. Lead"})
    agreed = advise(Rung.DANGER_NOW, None, None, pack, words, adopted).steps[0]

    assert open_rule.text == agreed.text
    assert open_rule.source == "service rule, not agreed yet"
    assert agreed.source == "service rule"


def test_a_name_in_the_pack_adopts_a_rule_as_one_in_the_settings_does(pack: Pack) -> None:
    signed = tuple(
        rule.model_copy(update={"approved_by": "A. Lead"}) if rule.id == "call_999" else rule
        for rule in pack.settings.service_rules
    )
    with_a_name = replace(pack, settings=pack.settings.model_copy(update={"service_rules": signed}))
    service = Service(
        name="Demo", manager_chain=(), rules_adopted={"exact_words": "B. Lead", "deputy_chain": " "}
    )

    assert adopted_rules(pack, None) == frozenset()
    assert adopted_rules(with_a_name, service) == {"call_999", "exact_words"}


@pytest.mark.trap(27)
def test_every_line_advised_has_a_source(pack: Pack, words: GuidanceContent) -> None:
    for rung in (None, *Rung):
        guidance = advise(rung, None, None, pack, words)
        assert all(line.source for line in (guidance.say, *guidance.steps))


def test_facts_of_the_moment_are_filled_in(words: GuidanceContent) -> None:
    line = words.guidance_line("call_dropped", time="14:09")

    assert line.text.startswith("The call ended at 14:09.")


def test_a_text_in_another_language_is_said_to_be_not_understood_and_leads_to_the_manager(
    pack: Pack, words: GuidanceContent
) -> None:
    guidance = advise(None, replace(NOTHING, understood=False), None, pack, words)

    assert guidance.steps[0].id == "not_understood"
    assert "Consult your line manager" in guidance.steps[0].text
    assert guidance.rung is None


def test_in_danger_no_line_stands_before_999(pack: Pack, words: GuidanceContent) -> None:
    guidance = advise(Rung.DANGER_NOW, replace(NOTHING, understood=False), None, pack, words)

    assert [step.id for step in guidance.steps[:2]] == ["call_999", "not_understood"]


@pytest.mark.obligation("P7.23", partly=True)
def test_a_worry_about_our_own_staff_never_says_that_the_line_manager_will_be_told(
    pack: Pack, words: GuidanceContent
) -> None:
    [signal] = heard(Rung.SAFETY_WORRY).signals
    of_our_staff = Detection((replace(signal, rule="our_own_staff"),), 0.9, 0.1)

    for guidance in (
        advise(None, of_our_staff, None, pack, words),
        advise(Rung.SAFETY_WORRY, None, None, pack, words, earlier=frozenset({"our_own_staff"})),
    ):
        assert "line manager" not in guidance.say.text
        assert "Do not raise it with them." in guidance.steps[0].text


def test_guidance_waits_only_for_rules_that_are_there(words: GuidanceContent) -> None:
    waited_for = {rule for extra in words.extra for rule in extra.rules}

    assert waited_for
    assert waited_for <= set(load_lexicon().rules)
