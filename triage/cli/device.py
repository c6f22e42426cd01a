"""The desk on the vault of this device, with temporary files kept inside it, closed whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager

from triage.cli.options import settings
from triage.cli.output import warn
from triage.desk.bootstrap import open_desk
from triage.desk.desk import Desk
from triage.privacy.guards import apply_guards


@contextmanager
def desk_here(*, with_encoder: bool) -> Iterator[Desk]:
    """Without the encoder everything answers by words only, and nothing has to start."""
    folder = settings().folder
    guards = apply_guards(folder)
    if settings().verbose:
        warn("working_in", folder=str(folder), guards=", ".join(guards))
    desk = open_desk(folder, with_encoder=with_encoder)
    try:
        yield desk
    finally:
        desk.close()
