"""The composition root: builds a desk from a data folder. Nothing heavy is begun here."""

from datetime import UTC, datetime
from pathlib import Path

from triage.desk.desk import Desk
from triage.desk.guide import Guide
from triage.interview.flow import load_flow
from triage.model import Clock
from triage.paths import cache_dir, vault_dir
from triage.policy.pack import load_pack


def utc_now() -> datetime:
    """The device's clock."""
    return datetime.now(UTC)


def open_desk(
    data_dir: Path,
    *,
    clock: Clock = utc_now,
    with_encoder: bool = True,
    demo_key: bytes | None = None,
    cache: Path | None = None,
) -> Desk:
    """A desk on ``data_dir``, locked. Without the encoder everything answers by words only. What can be
    computed again is kept in ``cache``; None: in the data folder."""
    pack = load_pack()
    guide = Guide(pack, cache or cache_dir(data_dir), with_encoder=with_encoder)
    return Desk(
        guide=guide,
        flow=load_flow(pack),
        folder=vault_dir(data_dir),
        clock=clock,
        demo_key=demo_key,
    )
