"""After submitting in plain mode: nobody has been rung yet. Who to speak to, and what came of the try."""

from triage.cli.plain_lines import fault, line, read
from triage.content import message
from triage.desk.desk import Desk
from triage.errors import TriageError
from triage.records.consultation import is_about_the_manager, manager_told_at, people_to_speak_to
from triage.records.escalation import Escalation
from triage.records.people import Contact
from triage.records.times import clock_time
from triage.text import one_line


def speak_to_somebody(desk: Desk, record: Escalation) -> None:
    """Until the person has spoken to somebody, or goes on without."""
    line("submitted_saved", ref=record.ref, time=clock_time(record.submitted_at))
    line("submitted_rings_nobody")
    told = manager_told_at(record)
    if told is not None:
        line("submitted_already_spoken", time=clock_time(told))
        line("submitted_waits")
        return
    about_manager = is_about_the_manager(record)
    chain = people_to_speak_to(record, desk.service.manager_chain if desk.service else ())
    tried = False
    while True:
        _say_who(chain, tried=tried, about_manager=about_manager)
        typed = read("plain_spoke_what", optional=True).strip().lower()
        if not typed:
            return
        name = _name(chain, about_manager=about_manager)
        try:
            if typed == "y":
                desk.told_manager(record.ref, name)
                line("submitted_noted", time=clock_time(desk.now()), name=name)
                line("submitted_waits")
                return
            if typed == "n":
                desk.tried_manager(record.ref, name)
                line("submitted_tried", time=clock_time(desk.now()), name=name)
                chain, tried = chain[1:], True
        except TriageError as refused:
            fault(refused)


def _say_who(chain: tuple[Contact, ...], *, tried: bool, about_manager: bool) -> None:
    if tried or not chain:
        line("submitted_999")
    if about_manager:
        line("submitted_not_your_manager")
    if chain:
        code = "submitted_other_person" if about_manager else "submitted_speak_now"
        line(code, name=one_line(chain[0].name), phone=one_line(chain[0].phone))
    else:
        line("submitted_no_other_person" if about_manager else "submitted_nobody_left")


def _name(chain: tuple[Contact, ...], *, about_manager: bool) -> str:
    if chain:
        return one_line(chain[0].name)
    return message("submitted_another_manager" if about_manager else "submitted_line_manager")
