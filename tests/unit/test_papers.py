"""Papers: whatever was said, every field and word is found again, in order, in each form."""

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from docx import Document
from markdown_it import MarkdownIt
from papers_case import (
    CALLER,
    MANAGER,
    NASTY,
    TEXT_OF,
    UNDRAWN,
    WORDS,
    a_paper,
    a_paper_of_figures,
    lines_of,
    pdf_text,
)

from triage.cli.commands import triage
from triage.interview.flow import load_flow
from triage.papers.drawable import drawable, named, undrawable
from triage.papers.paper import About, Form, Line, Paper, Part
from triage.papers.pdf import _as_data, _compiled
from triage.papers.redaction import TYPED_HIDDEN
from triage.papers.writing import written
from triage.policy.pack import Pack
from triage.records.document import Kind
from triage.records.draft import Mode

SCHEMA = Path(__file__).parents[2] / "docs" / "formats" / "paper.schema.json"
MAY_STAND = frozenset({
    "rung", "terrorism", "order_kind", "order_law", "order_reference", "order_court", "order_date",
    "order_documents", "order_deadline", "order_due", "danger_now", "called_999", "capacity", "their_words",
    "consent", "consent_how", "consent_what", "consent_when", "limits_told", "more_about_them", "done_so_far",
    "abused", "crime_told", "delay_reason", "fact_safety", "fact_crime", "fact_legal", "channel", "how_told",
    "when_happened", "injuries", "hearsay", "questions_asked", "opinion", "wishes", "record_told",
    "notes_kept", "demeanour", "background", "list_used_up",
})  # fmt: skip
"""Questions whose words are about what happened: free text, or nothing by which somebody is named."""


@cache
def nasty() -> Paper:
    return a_paper(*WORDS)


@cache
def nasty_pdf() -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(written(nasty(), Form.PDF)))


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("made", [nasty, a_paper_of_figures], ids=["a record", "figures"])
def test_every_field_and_every_word_is_found_again_in_order(form: Form, made: Callable[[], Paper]) -> None:
    paper = made()
    text = squeezed(TEXT_OF[form](written(paper, form)))

    at = 0
    for line in lines_of(paper):
        wanted = squeezed(named(line) if form is Form.PDF else line)
        found = text.find(wanted, at)
        assert found >= 0, line[:80]
        at = found + len(wanted)
    assert "\u202e" not in text


@pytest.mark.obligation("P9.6")
@pytest.mark.parametrize("form", list(Form))
def test_the_policy_is_exported_word_for_word_by_nobody_in_particular(
    form: Form, tmp_path: Path, pack: Pack
) -> None:
    ran = CliRunner().invoke(triage, ["export", "policy", "--format", form.value, "--out", str(tmp_path)])

    assert ran.exit_code == 0
    [file] = tmp_path.iterdir()
    text = "".join(TEXT_OF[form](file.read_bytes()).split())
    for section in pack.policy.sections:
        for paragraph in section.paragraphs:
            assert "".join(paragraph.text.split()) in text


def test_words_that_look_like_markup_make_nothing_but_words() -> None:
    tokens = MarkdownIt().parse(written(nasty(), Form.MARKDOWN).decode())
    inner = {child.type for token in tokens for child in token.children or ()}

    assert {token.type for token in tokens if token.nesting >= 0} == {
        "paragraph_open", "heading_open", "inline", "bullet_list_open", "list_item_open",
    }  # fmt: skip
    assert inner == {"text", "strong_open", "strong_close", "hardbreak"}
    assert sum(token.type == "heading_open" for token in tokens) == len(nasty().parts) + 2


def test_the_pdf_is_tagged_titled_in_english_and_every_page_says_what_it_is() -> None:
    reader = nasty_pdf()
    root = reader.trailer["/Root"]
    pages = [page.extract_text() for page in reader.pages]

    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == nasty().title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert {tuple(map(round, page.mediabox[2:])) for page in reader.pages} == {(595, 842)}
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert nasty().marking in page
        assert f"{nasty().number} · {nasty().reference}" in page
        assert f"Page {number} of {len(pages)}" in page


def test_the_page_itself_fetches_reads_and_runs_nothing() -> None:
    page = files("triage.papers").joinpath("paper.typ").read_text(encoding="utf-8")
    code = "\n".join(line for line in page.splitlines() if not line.startswith("//"))

    assert not re.findall(r"@\w|\b(?:import|include|read|eval|plugin|image|link)\b", code)
    assert re.findall(r"sys\.inputs\.\w+", code) == ["sys.inputs.paper"]


def test_a_short_decision_stands_on_one_page() -> None:
    reader = pypdf.PdfReader(BytesIO(written(a_paper("help", about=About.DECISION), Form.PDF)))

    assert len(reader.pages) == 1


def test_fonts_come_with_the_file() -> None:
    reader = nasty_pdf()
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]

    for font in fonts:
        about = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(about)
        assert "/ToUnicode" in font


def test_every_character_of_the_table_is_drawn() -> None:
    characters = sorted(drawable() - {" ", "\u00a0"})
    line = Line(label="", text=" ".join(characters), kind=Kind.FACT)
    paper = a_paper("help").model_copy(update={"parts": (Part(id="all", heading="ALL", lines=(line,)),)})

    assert _compiled(_as_data(paper, str, 0), system_fonts=False).startswith(b"%PDF")


def test_what_no_font_has_is_named_and_the_page_says_so() -> None:
    assert "[crying face]" in named(UNDRAWN)
    assert undrawable(named(UNDRAWN)) == 0
    assert f"{undrawable(UNDRAWN)} signs" in pdf_text(written(nasty(), Form.PDF))


def test_practice_says_so_on_the_first_line_of_every_form() -> None:
    paper = a_paper("help", mode=Mode.PRACTICE)
    reader = pypdf.PdfReader(BytesIO(written(paper, Form.PDF)))
    document = Document(BytesIO(written(paper, Form.DOCX)))

    for page in reader.pages:
        assert page.extract_text().startswith("PRACTICE")
        assert page.extract_text().count("PRACTICE") == 2
    assert document.sections[0].header.paragraphs[0].text.startswith("PRACTICE")
    assert written(paper, Form.MARKDOWN).startswith(b"**PRACTICE")
    assert json.loads(written(paper, Form.JSON))["practice"] is True


@pytest.mark.parametrize("form", list(Form))
def test_a_copy_without_names_has_them_in_free_words_alone_and_says_so_first(form: Form) -> None:
    paper = a_paper("Her name is Tamsin.", redacted=True)
    text = " ".join(TEXT_OF[form](written(paper, form)).split())
    free = [line.text for part in paper.parts for line in part.lines if CALLER in line.text]

    assert free == [f"I think {CALLER} is afraid.", f"{CALLER} sounded tired."]
    assert text.count(CALLER) == len(free)
    for name in (MANAGER.name, "PC Rowan Example", "Morgan Example", "Sampleton helpline", "A. Khan"):
        assert name not in text
    assert "Police · [left out] · The threat" in text
    assert "14 Nowhere Row" not in text
    assert "Gave a name: [left out]" in text
    assert form is Form.JSON or text.index("Names inside what somebody said") < text.index("DECIDED")
    assert paper.notices[0].startswith("Names are left out of this copy where the form asked for them.")


def test_every_question_is_judged_for_copies_without_names(pack: Pack) -> None:
    asked = {question.id for question in load_flow(pack).question}

    assert asked <= TYPED_HIDDEN | MAY_STAND
    assert not TYPED_HIDDEN & MAY_STAND


def test_not_asked_not_known_declined_and_left_out_are_kept_apart() -> None:
    found = {
        line["field"]: line["unanswered"]
        for part in json.loads(written(a_paper("help"), Form.JSON))["parts"]
        for line in part["lines"]
    }

    assert found["relationship"] == "not_known"
    assert found["injuries"] == "not_asked"
    assert found["address"] == "declined"
    assert found["safe_contact"] == "open"
    assert found["where_now"] is None


def test_lines_of_the_call_have_their_number_and_time() -> None:
    [part] = [part for part in a_paper(*NASTY).parts if part.id == "their_words"]

    assert [line.number for line in part.lines] == list(range(1, len(NASTY) + 1))
    assert [line.text for line in part.lines] == list(NASTY)
    assert all(line.at is not None for line in part.lines)


def test_the_published_schema_is_that_of_today() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == Paper.model_json_schema()


def test_no_time_on_a_paper_is_today() -> None:
    [timeline] = [part for part in a_paper("help").parts if part.id == "timeline"]

    assert {line.label[:12] for line in timeline.lines} == {"22 Nov 2026 "}
