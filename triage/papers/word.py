"""A paper as DOCX, for systems of a council that keep documents to be written on."""

from datetime import UTC
from io import BytesIO
from typing import Any

from triage.content import message
from triage.papers.paper import LANGUAGE, Line, Paper
from triage.papers.writing import spoken
from triage.records.document import Kind

_FONT = "Arial"
"""On every system that opens such a file, or taken for one of its shape."""


def as_docx(paper: Paper) -> bytes:
    """The whole file."""
    from docx import Document
    from docx.shared import Mm

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    _describe(document, paper)
    _head(page.header.paragraphs[0], paper)
    page.footer.paragraphs[0].add_run(paper.footer)
    document.add_heading(paper.title, level=1)
    for notice in paper.notices:
        document.add_paragraph(style="Intense Quote").add_run(notice)
    for part in paper.parts:
        document.add_heading(part.heading, level=2)
        for line in part.lines:
            _line(document, line)
        if part.table:
            _table(document, part.table)
    if paper.seal:
        document.add_heading(message("paper_seal_heading"), level=2)
        for line in paper.seal:
            _line(document, line)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _describe(document: Any, paper: Paper) -> None:
    """Title, language and time; the library's own name as author goes."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.shared import Pt, RGBColor

    about = document.core_properties
    about.title, about.subject, about.author, about.comments = paper.title, paper.marking, "", ""
    about.language = LANGUAGE
    about.created = about.modified = paper.made_at.astimezone(UTC).replace(tzinfo=None)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(3), 1.0
    for level in ("Heading 1", "Heading 2", "Intense Quote"):
        style = document.styles[level]
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.element.get_or_add_rPr().get_or_add_rFonts().attrib.clear()  # fonts of the theme come first
        style.font.name = _FONT
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    for old in normal.element.get_or_add_rPr().findall(qn("w:lang")):
        normal.element.rPr.remove(old)
    normal.element.rPr.append(language)


def _head(head: Any, paper: Paper) -> None:
    from docx.shared import Pt

    if paper.practice:
        practice = head.add_run(message("paper_practice"))
        practice.bold, practice.font.size = True, Pt(13)
        practice.add_break()
    head.add_run(paper.marking).bold = True
    head.add_run().add_break()
    head.add_run(" · ".join(filter(None, (paper.number, paper.reference))) + "   ")
    before, _, rest = message("paper_page", place="%p", count="%n").partition("%p")
    between, _, after = rest.partition("%n")
    head.add_run(before)
    _counted(head, "PAGE")
    head.add_run(between)
    _counted(head, "NUMPAGES")
    head.add_run(after)


def _counted(head: Any, what: str) -> None:
    """A field that the reader's own program fills."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), what)
    run, shown = OxmlElement("w:r"), OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    field.append(run)
    head._p.append(field)


def _table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    """The first row is named as the head: it comes again on each page, and is read out with each cell."""
    from docx.oxml.parser import OxmlElement

    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word


def _line(document: Any, line: Line) -> None:
    style = "Quote" if line.kind is Kind.THEIR_WORDS else "List Bullet" if line.point else None
    paragraph = document.add_paragraph(style=style)
    if line.label:
        paragraph.add_run(f"{line.label}: ").bold = True
    said = paragraph.add_run(spoken(line.text, exact=line.kind is Kind.THEIR_WORDS))
    said.italic = line.kind is Kind.MISSING or None
