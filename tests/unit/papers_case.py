"""What the tests of papers share: a record full of words that break things, and a paper of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pypdf
from docx import Document
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from written_case import AUTHOR, CALL, at, left, said, written

from triage.desk.exported import Sources, paper_of, record_paper
from triage.desk.exported_others import figures_parts
from triage.desk.views import RecordFile
from triage.handover.letter import ChainHead
from triage.papers.paper import About, Form, Paper, Part
from triage.papers.writing import spoken
from triage.records.addition import Addition, AdditionKind
from triage.records.decision import Choice, Decision
from triage.records.decision_parts import Advice, Recipient
from triage.records.disclosing import AfterKind, Disclosure, FollowUp, Ground
from triage.records.document import Kind
from triage.records.draft import AnswerState, LineKind, Mode, Reply
from triage.records.paper import PrintOut
from triage.records.people import Person, Role
from triage.records.statistics import CATEGORIES, Dimension, Figure, StatisticsMade, tables_named

HEADS = re.compile(
    r"(?:(?:CONFIDENTIAL.*?ONLY\.|Public\..*?call\.)\s*)?(?:PRN-.{9} · \w{3}-.{9}\s*)?Page \d+ of \d+"
    r"|Made [\w: ]{20,30} on this device\. triage [\w.]+\."
)
"""What stands on every page of a PDF, in the midst of the text where a page ends."""
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
MANAGER = Person(id="okoro", name="J. Okoro", role=Role.MANAGER)
CALLER = "Tamsin Quillfeather"
NASTY = (
    'He said "do it", \'now\', #panic("x") $a_1$ *bold* _under_ `code` <b>bold</b> [x](y) {z} ~ ^ | \\ & %',
    "# no heading\n- no list\n1. no number\n> no quote\n=== no rule\n```\nno fence",
    "Zażółć gęślą jaźń, Łódź; Ñandú; Ğış; Tiếng Việt; Привет; Ελληνικά",
    "مرحبا and שלום",
    "[/b] [red]not red[/red] {name} %s \\n \\(x\\) @user http://example.org",
    "efficient affluent office: fi ff ffi fl",
)
LONG = "".join(f"{word:04d}" for word in range(1250))
"""5,000 characters without a space."""
LONG_LINE = " ".join(f"word{number}" for number in range(600))
UNDRAWN = "she cried \U0001f622 and said ਪੰਜਾਬੀ, नमस्ते"
RLO = "exe\u202egnp.\u202c photo"
WORDS = (*NASTY, LONG, LONG_LINE, UNDRAWN, RLO)


def a_file(*words: str, mode: Mode = Mode.LIVE) -> RecordFile:
    """A record whose caller says these words, with one addition and one decision."""
    call = CALL if mode is Mode.LIVE else CALL.model_copy(update={"mode": mode, "ref": "PRA-2026-7K4M"})
    for line in words:
        call = call.said(at(4), LineKind.CALLER_WORDS, line, Reply())
    call = call.said(at(4), LineKind.NOTE, f"{CALLER} sounded tired.", Reply())
    record = written(
        said("who_at_risk", "child"),
        said("where_now", words="14 Nowhere Row"),
        said("caller_name", "named", words=CALLER),
        left("relationship", AnswerState.NOT_KNOWN),
        left("more_about_them", AnswerState.DECLINED),
        left("injuries", AnswerState.NOT_ASKED),
        said("opinion", words=f"I think {CALLER} is afraid."),
        call=call,
    )
    told = Addition(ref=record.ref, at=at(30), by=AUTHOR, kind=AdditionKind.MANAGER_TOLD, text=MANAGER.name)
    shared = (
        Disclosure(
            ref=record.ref, at=at(50), by=AUTHOR, agency=Recipient.POLICE, name="PC Rowan Example",
            what=("The threat",), how="By telephone", shared_at=at(49), shared_by="Morgan Example",
            ground=Ground.SECTION_7,
        ),
        FollowUp(
            ref=record.ref, at=at(51), by=AUTHOR, kind=AfterKind.ACKNOWLEDGED, words="They rang back.",
            happened_at=at(51),
        ),
    )  # fmt: skip
    decision = Decision(
        ref=record.ref, by=MANAGER, choice=Choice.DO_NOT_SHARE, reasons="The child is with an aunt tonight.",
        parent_told=None, decided_at=at(40), written_at=at(41),
        advice=(Advice(who="Sampleton helpline", gist="No names were given."),),
    )  # fmt: skip
    history = ((at(35), MANAGER.name, "record_opened"),)
    return RecordFile(record.ref, record, (told,), (decision,), history, True, shared)


def a_paper(
    *words: str, about: About = About.RECORD, redacted: bool = False, mode: Mode = Mode.LIVE
) -> Paper:
    """The paper of it."""
    file = a_file(*words, mode=mode)
    entry = PrintOut(
        ref=file.ref, at=NOW + timedelta(minutes=1), by=MANAGER, number="PRN-2026-2Y34",
        kept_where="cabinet 2", duty_confirmed=True, of=about.value, form="pdf", redacted=redacted,
        sealed=True,
    )  # fmt: skip
    chain = ChainHead(origin="safeguarding-triage/aa9644783e7e5477", size=14, head="27" * 32)
    return record_paper(about, file, Sources(entry, mode, chain))


def a_paper_of_figures() -> Paper:
    """Figures by two lists, with some left out."""
    rung, who = (
        [(), *(((name, each),) for each in CATEGORIES[name])] for name in (Dimension.RUNG, Dimension.WHO_TOLD)
    )
    cells = [(*one, *other) for one in rung for other in who]
    counted = tuple(Figure(of=cell, count=None if at % 5 == 0 else 100 + at) for at, cell in enumerate(cells))
    made = StatisticsMade(
        ref=None, at=NOW, by=MANAGER, number="STA-2026-2Y34", period="2026-01", least=5,
        tables=tables_named(["rung+who_told"]), figures=counted,
    )  # fmt: skip
    entry = PrintOut(
        ref=None, at=NOW, by=MANAGER, number="PRN-2026-2Y34", kept_where="cabinet 2", duty_confirmed=True,
        of="statistics", form="pdf",
    )  # fmt: skip
    parts = figures_parts(made, "All staff.")
    return paper_of(About.STATISTICS, entry, Mode.LIVE, parts, reference=made.number)


def lines_of(paper: Paper) -> Iterator[str]:
    seal = [Part(id="seal", heading="SEAL", lines=paper.seal)] if paper.seal else []
    for part in (*paper.parts, *seal):
        yield part.heading
        for line in part.lines:
            said = spoken(line.text, exact=line.kind is Kind.THEIR_WORDS)
            yield f"{line.label}: {said}" if line.label else said
        yield from (cell for row in part.table for cell in row)


def pdf_text(content: bytes) -> str:
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]
    return HEADS.sub("", "\n".join(pages))


def docx_text(content: bytes) -> str:
    found = Document(BytesIO(content)).iter_inner_content()
    return "\n".join(
        each.text
        if isinstance(each, Paragraph)
        else "\n".join(cell.text for row in each.rows for cell in row.cells)
        for each in found
    )


def markdown_text(content: bytes) -> str:
    inline = [
        token for token in MarkdownIt().enable("table").parse(content.decode()) if token.type == "inline"
    ]
    return "\n".join(
        "".join(child.content if child.type == "text" else "\n" for child in token.children or ()
                if child.type in ("text", "softbreak", "hardbreak"))
        for token in inline
    )  # fmt: skip


def json_text(content: bytes) -> str:
    return "\n".join(lines_of(Paper.model_validate_json(content)))


TEXT_OF = {
    Form.PDF: pdf_text, Form.DOCX: docx_text, Form.MARKDOWN: markdown_text, Form.JSON: json_text,
}  # fmt: skip
