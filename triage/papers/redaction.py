"""A copy without names: what was asked for as a name, a person or a way of contact is left out.

Names inside what somebody wrote freely stay: no program can find them all, and the copy says so at the top.
"""

import re
from collections.abc import Iterable

from triage.content import message
from triage.papers.building import parts_of
from triage.papers.paper import Line, Part
from triage.records.document import Kind, Section, TextLine

TYPED_HIDDEN = frozenset({
    "caller_name", "address", "birth_date", "school", "ethnicity", "needs", "who_told", "who_at_risk",
    "worry_about", "relationship", "others_at_home", "who_present", "protect", "where_now", "place",
    "who_to_tell", "safe_contact", "post_read_back", "contact_time", "voicemail", "colleagues",
    "consent_by", "consent_to", "third_party_consent", "line_manager", "next_on_list", "no_deputy",
})  # fmt: skip
"""Questions whose typed part names people or says how to reach them. What was chosen beside it stays."""

WHOLLY_HIDDEN = frozenset({"addition_manager_told", "addition_manager_tried"})
"""Fields that are a name and nothing else."""

NAMES_WITHIN = frozenset({"advice", "action", "contact_tried", "follow_up", "parent_told_how"})
"""Notes that the program puts together from names in fields and from words."""


def redacted_parts(sections: Iterable[Section], names: Iterable[str]) -> tuple[Part, ...]:
    """``names``: of people known by a field; they go from what the program wrote, not from typed words."""
    known = _any_of(names)
    found = list(sections)
    return tuple(
        part.model_copy(
            update={
                "lines": tuple(
                    _without(line, source, known)
                    for line, source in zip(part.lines, section.lines, strict=True)
                )
            }
        )
        for part, section in zip(parts_of(found), found, strict=True)
    )


def _without(line: Line, source: TextLine, known: re.Pattern[str] | None) -> Line:
    gone = message("paper_left_out")
    text, head = line.text, line.label
    if line.unanswered is None:
        if line.field in TYPED_HIDDEN and source.typed:
            chosen = source.text.removesuffix(source.typed)
            text = (chosen if len(chosen) < len(source.text) else "") + gone
        elif line.field in WHOLLY_HIDDEN:
            text = gone
    if known is not None:
        head = known.sub(gone, head)
        ours = line.kind in (Kind.FACT, Kind.MISSING) and not source.typed
        if ours or line.field in NAMES_WITHIN:
            text = known.sub(gone, text)
    changed = (text, head) != (line.text, line.label)
    return line.model_copy(update={"text": text, "label": head, "left_out": changed})


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """The longest first: «Casey Long» before «Casey»."""
    known = sorted({name for name in names if name.strip()}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, known)) + r")(?!\w)") if known else None
