"""The policy's words as content: section and title, then the quotation in its marks."""

from collections.abc import Iterable

from textual.content import Content

from triage.content import message
from triage.model import Quotation


def quoted(quotations: Iterable[Quotation]) -> Content:
    """Each clause under its own heading, a blank line between; the text verbatim."""
    return Content("\n\n").join(_one(quotation) for quotation in quotations)


def _one(quotation: Quotation) -> Content:
    heading = message("clause_heading", section=quotation.section, title=quotation.title)
    lead_in = f"{quotation.lead_in}\n" if quotation.lead_in else ""
    return Content.assemble((heading, "bold"), f'\n{lead_in}"{quotation.text}"')
