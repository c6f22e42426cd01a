"""Runs the screen on a vault with one caseworker and one manager. Arguments: folder, then ``new``,
``again`` or ``encoder``: new, with meaning."""

import sys
from pathlib import Path

from triage.desk.bootstrap import open_desk, utc_now
from triage.desk.setting_up import set_up
from triage.paths import vault_dir
from triage.records.people import Contact, Person, Role, Service
from triage.vault.passphrase import LEAST_COST
from tui.app import run

PASSPHRASE = "correct horse battery staple"


def main(folder: Path, which: str) -> int:
    if which != "again":
        people = (
            Person(id="one", name="Casey Test", role=Role.CASEWORKER),
            Person(id="two", name="Morgan Test", role=Role.MANAGER),
        )
        chain = (Contact(name="Morgan Test", phone="01632 960001", person_id="two"),)
        service = Service(name="Test", manager_chain=chain)
        passphrases = tuple((person, PASSPHRASE) for person in people)
        set_up(vault_dir(folder), service, passphrases, utc_now, LEAST_COST)
    desk = open_desk(folder, with_encoder=which == "encoder")
    desk.sign_in("one", PASSPHRASE)
    try:
        return run(desk, start="home" if which == "again" else "call")
    finally:
        desk.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
