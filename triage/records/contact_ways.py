"""Which ways of contact were agreed: what was not asked is not allowed (policy 6)."""

import re
from collections.abc import Mapping
from typing import Literal

from triage.records.draft import Answer

_POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|[A-PR-UWYZ]"
    r"(?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY])"
    r" ?[0-9][ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
"""The form of a full postcode in BS 7666, as the Cabinet Office's schema gives it (bs7666-v2-0,
PostCodeType, in the National Archives' web archive). It says nothing of whether the place exists."""

Post = Literal["allowed", "no_postcode", "not_read_back"]


def full_postcode(address: str) -> str | None:
    """The last full UK postcode in ``address``, as typed; None when there is none."""
    found = _POSTCODE.findall(address)
    return found[-1] if found else None


def post_stands(answers: Mapping[str, Answer]) -> Post | None:
    """Whether something may go by post (P6.6); None when they did not choose it."""
    contact = answers.get("safe_contact")
    if contact is None or "post" not in contact.choices:
        return None
    if full_postcode(contact.words) is None:
        return "no_postcode"
    read_back = answers.get("post_read_back")
    return "allowed" if read_back and "confirmed" in read_back.choices else "not_read_back"


def may_leave_message(question: Literal["voicemail", "colleagues"], answers: Mapping[str, Answer]) -> bool:
    """Only where they said yes: an unknown is a no (P6.4, P6.5)."""
    answer = answers.get(question)
    return answer is not None and "yes" in answer.choices
