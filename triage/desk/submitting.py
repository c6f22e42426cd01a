"""What stands by the answers before they are handed over, on the screen and in plain lines alike."""

from collections.abc import Mapping

from triage.content import message
from triage.desk.desk import Desk
from triage.interview.interview import Progress
from triage.labels import label
from triage.records.contact_ways import post_stands
from triage.records.draft import Answer
from triage.records.express_consent import missing_parts
from triage.records.people import Role
from triage.text import one_line


def what_submitting_does(desk: Desk, progress: Progress) -> str:
    """It rings nobody; and where the worry is about the line manager, who can open it."""
    if not progress.about_manager:
        return message("check_nothing_is_sent")
    about, me = progress.about, desk.me
    left_out = {about.person_id if about else None, me.id if me else None}
    others = [each for each in desk.people() if each.role is Role.MANAGER and each.id not in left_out]
    name = one_line(about.name) if about else message("submitted_line_manager")
    who_opens = message("check_others_open_it" if others else "check_nobody_opens_it")
    return f"{message('check_about_manager', name=name)} {who_opens}"


def express_consent_note(answers: Mapping[str, Answer]) -> str:
    """What an agreement lacks as express consent (policy 3). It stops nobody from submitting."""
    parts = "; ".join(label("consent_part", part) for part in missing_parts(answers))
    return message("check_consent_incomplete", parts=parts) if parts else ""


def post_note(answers: Mapping[str, Answer]) -> str:
    """Why nothing may go by post; empty where something may, or nobody asked."""
    stands = post_stands(answers)
    return message(f"check_post_{stands}") if stands and stands != "allowed" else ""
