"""A paper: marking, reference, numbered lines and seal, as one value. Every form is written from it.

Its JSON is published (docs/formats/paper.schema.json). Later versions only add fields.
"""

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from triage.records.document import Kind

LANGUAGE: Literal["en-GB"] = "en-GB"


class Form(StrEnum):
    """How a paper is written; also the end of its file's name."""

    PDF = "pdf"
    DOCX = "docx"
    MARKDOWN = "md"
    JSON = "json"


class About(StrEnum):
    """What a paper is of; its words are in the labels under ``paper``."""

    RECORD = "record"
    DECISION = "decision"
    CASE_NOTE = "case_note"
    REQUEST = "request"
    STATISTICS = "statistics"
    CERTIFICATE = "certificate"
    POLICY = "policy"


class Unanswered(StrEnum):
    """Why a line holds no answer. None of them is «no»."""

    NOT_ASKED = "not_asked"
    NOT_KNOWN = "not_known"
    DECLINED = "declined"
    OPEN = "open"
    """The question was not reached, or was left out."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)


class Line(_Part):
    """One line: what it is, and what it says."""

    label: str
    """Empty where the text stands alone."""
    text: str = Field(repr=False)
    kind: Kind
    """``their_words`` is exactly as it was said; ``note`` is by staff; ``missing`` has no answer."""
    field: str = ""
    """Id of the question or field; empty where there is none."""
    unanswered: Unanswered | None = None
    """None: there is an answer, or nothing was asked."""
    number: int | None = None
    """Of a line of the call, counted from 1."""
    at: AwareDatetime | None = None
    """When a line of the call was said or written down."""
    point: bool = False
    """One of several points under the line before them."""
    left_out: bool = False
    """Part of it was taken out of this copy."""


class Part(_Part):
    """Lines under one heading."""

    id: str
    heading: str
    lines: tuple[Line, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    """Figures: the first row names the columns, the first cell of each other row names the row."""


class Paper(_Part):
    """The whole paper."""

    model_config = ConfigDict(title="A paper of triage")

    format: Literal["triage.paper/1"] = "triage.paper/1"
    about: About
    title: str
    marking: str
    """Stands on each page: who may read it."""
    number: str
    """Of this copy, as the book of prints has it; empty for what is not numbered."""
    reference: str
    """Of the record, request or figures; empty where there is none."""
    practice: bool
    """An invented call: no person stands behind it."""
    language: Literal["en-GB"] = LANGUAGE
    made_at: AwareDatetime
    redacted: bool = False
    notices: tuple[str, ...] = ()
    """What to know before reading on."""
    parts: tuple[Part, ...]
    seal: tuple[Line, ...] = ()
    """Hashes by which the words can be held against the vault, and how far its list of events had come."""
    footer: str
