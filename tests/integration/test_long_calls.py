"""Whole calls of fifteen sentences and more, heard by both ears with the real encoder."""

import pytest

from triage.encoder.encoder import Encoder
from triage.listening.detect import detect
from triage.listening.lexicon import load_lexicon
from triage.listening.meaning import MeaningEar
from triage.listening.sentences import sentences
from triage.model import Rung

REVIEW = """
Hello, is that the advice line? I'm ringing about my son's annual review. It's on the ninth of May at the
school. He is in Year 5 and he has a plan. Section F says he gets speech therapy every week. He has had it
twice since Christmas. The therapist left and they are looking for another. I asked the SENCO and she said
to wait. I'd like somebody to come with me to the meeting. My husband will be at work that day. I'm not good
at speaking up in a room full of people. Can I bring notes with me? I've written two pages already. His
teacher is lovely and she wants it sorted as well. He likes school and he has a good friend there. Could you
send me the guide in large print? My address is the same as before. Thank you, you've been a great help.
"""
TRANSPORT = """
Good morning. It's about the taxi for my daughter. She goes to the special school across town. The new
driver starts on Monday. I'd like to know his name before then. She finds it hard when people change. Last
year they told us a week before and sent a photo. It worked really well. The council say they will ring me
back. I've left three messages since Tuesday. I'm a bit fed up, to be honest. She has her headphones and her
blanket for the journey. It takes forty minutes on a good day. Is there a form for this? My sister used your
service for her lad. She said you were very patient. I can be reached after two o'clock. I'll be at the
shops until then.
"""
APPEAL = """
I've had the letter from the council and I'm so angry. They have refused to assess him again. It's the
second time. I sat in the kitchen and cried. Then I had a cup of tea and looked up your number. The deadline
for the appeal is the end of next month. I don't understand half of the form. What is mediation and do I
have to do it? The school has sent us their report. It says he is two years behind in reading. He tries so
hard and he never complains. His dad and I will both come to the tribunal. Can we have it by video? We've no
childcare on Wednesdays. The paediatrician wrote a good letter. I have all of it in a folder with tabs. I
just want someone to check that I've filled it in right.
"""
TIRED = """
I'm sorry to ring so late in the day. I'm tired and I've been at work since six. It's about my twins. They
start secondary school in September. One has a place at the school we wanted. The other has been put on a
waiting list. He was upset when he heard. We had a long talk about it and went out for pizza. Now he's quite
keen to see the other school too. It has an open evening on Thursday. Do they have to name a school in the
plan by a certain date? The caseworker at the council is off sick. Nobody else seems to know. I've got a
cold and my head is full of wool. My mum is having the boys tonight so that I can rest. Is there a leaflet
about moving up to secondary? An email would be fine. I'll look at it over the weekend.
"""
COLLEGE = """
My name is Sam and I'm nineteen. I'm at college doing catering. I have a learning disability and a plan. The
college want to change my course. I don't want to change. I like cooking and I'm good at pastry. My tutor
says there aren't enough places next year. My mum said I should ring you myself. She's in the next room if I
get stuck. I get the bus on my own now. It took me a year to learn it. I want to work in a cafe. There's one
near us that takes trainees. Who do I talk to about my plan? Can I say what I want at the meeting? I'd like
it in easy words please. I get nervous when there's a lot of talking. Can you ring me on Friday?
"""
FALSE_ALARM = pytest.mark.xfail(strict=True, reason="the learned ear takes one plain sentence for a worry")
NOT_HEARD_BY_MEANING = pytest.mark.xfail(
    strict=True, reason="only a rule hears this; the learned ear does not"
)
CALLS = [REVIEW, TRANSPORT, APPEAL, TIRED, COLLEGE]
EVERYDAY = [
    pytest.param(REVIEW, id="a review", marks=FALSE_ALARM),
    pytest.param(TRANSPORT, id="a taxi"),
    pytest.param(APPEAL, id="anger and tears about an appeal"),
    pytest.param(TIRED, id="a tired parent"),
    pytest.param(COLLEGE, id="a young person at college"),
]
DISCLOSED = [
    pytest.param(REVIEW, "His uncle gets into bed with him and he won't sleep now.", id="sexual abuse"),
    pytest.param(TRANSPORT, "Her dad belts her when she spills things.", id="physical abuse"),
    pytest.param(APPEAL, "Some nights I think they would all be better off without me.", id="suicide"),
    pytest.param(TIRED, "My partner reads everything I write and decides who I may see.", id="control"),
    pytest.param(COLLEGE, "A man at the flats has my bank card and gives me ten pounds.", id="money taken"),
]


@pytest.fixture(scope="module")
def ear() -> MeaningEar:
    return MeaningEar.load()


def one_line(text: str) -> str:
    return " ".join(text.split())


def with_sentence_inside(text: str, sentence: str) -> str:
    text = one_line(text)
    middle = sentences(text)[len(sentences(text)) // 2][0]
    return f"{text[:middle]}{sentence} {text[middle:]}"


@pytest.mark.parametrize("text", EVERYDAY)
def test_a_long_everyday_call_raises_nothing(text: str, ear: MeaningEar, encoder: Encoder) -> None:
    text = one_line(text)

    detection = detect(text, load_lexicon(), ear, encoder.encode)

    assert len(sentences(text)) >= 15
    assert [(signal.words, round(signal.score, 2)) for signal in detection.signals] == []


@pytest.mark.parametrize(("text", "sentence"), DISCLOSED)
@pytest.mark.obligation("P7.10")
def test_one_disclosed_sentence_in_a_long_call_is_heard_where_it_stands(
    text: str, sentence: str, ear: MeaningEar, encoder: Encoder
) -> None:
    whole = with_sentence_inside(text, sentence)

    detection = detect(whole, load_lexicon(), ear, encoder.encode)

    assert detection.rung <= Rung.SAFETY_WORRY
    assert any(signal.words in sentence for signal in detection.signals)


@pytest.mark.parametrize("text", CALLS)
def test_no_long_everyday_call_is_called_danger_now(text: str, ear: MeaningEar, encoder: Encoder) -> None:
    assert detect(one_line(text), load_lexicon(), ear, encoder.encode).rung is not Rung.DANGER_NOW


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        *(DISCLOSED[at] for at in (0, 1, 2, 4)),
        pytest.param(*DISCLOSED[3].values, id=DISCLOSED[3].id, marks=NOT_HEARD_BY_MEANING),
    ],
)
def test_the_learned_ear_alone_marks_the_sentence(
    text: str, sentence: str, ear: MeaningEar, encoder: Encoder
) -> None:
    whole = with_sentence_inside(text, sentence)

    assert any(signal.words in sentence for signal in ear.hear(whole, encoder.encode)[1])
