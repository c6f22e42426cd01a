"""A flow: questions and where each answer leads, read from TOML. Routing only; the words stand beside each question."""

from typing import Literal

from triage.content import Content


class Option(Content):
    """One numbered choice of a question; the number is its place, counted from 1."""

    id: str
    label: str
    words: bool = False
    """Choosing it opens a box for words, kept in ``Answer.words``."""


class Question(Content):
    """One page of the interview."""

    id: str
    number: int
    """Its number on the page «Check your answers»; branch questions share their parent's number."""
    title: str
    """Two or three words for that page: «Consent»."""
    prompt: str
    help: tuple[str, ...] = ()
    say: str | None = None
    """Words to say to the caller, where the question needs some."""
    kind: Literal["choice", "choices", "words"]
    """One option, any number of options, or free text."""
    options: tuple[Option, ...] = ()
    cites: tuple[str, ...] = ()
    """Clause ids shown behind the question."""
    source: str
    """Why it is asked: ``policy 6``, ``service rule`` or ``practice``."""
    required: bool = False
    """The record cannot be submitted while it is unanswered; all else may be «not known»."""
    missing: str | None = None
    """What the check page says when a required answer is not there; given exactly when ``required``."""
