"""The composition root: builds a desk from a data folder. Nothing heavy is begun here."""

from datetime import UTC, datetime
from pathlib import Path

from triage.desk.desk import Desk
from triage.desk.guide import Guide
from triage.interview.flow import load_flow
from triage.model import Clock
from triage.paths import cache_dir, vault_dir
from triage.policy.pack import load_pack
from triage.records.draft import Mode


def utc_now() -> datetime:
    """The device's clock."""
    return datetime.now(UTC)


def open_desk(
    data_dir: Path,
    *,
    clock: Clock = utc_now,
    with_encoder: bool = True,
    demo_passphrase: str | None = None,
    cache: Path | None = None,
    mode: Mode = Mode.LIVE,
) -> Desk:
    """A desk on ``data_dir``, locked. Without the encoder everything answers by words only. What can be
    computed again is kept in ``cache``; None: in the data folder. ``demo_passphrase``: everybody's, in a
    demonstration."""
    folder = vault_dir(data_dir)
    if folder.with_name(f"{folder.name}.restored").exists():  # or the store would be imported for nothing
        from triage.vault.backup import finish_put_back

        finish_put_back(folder)
    pack = load_pack()
    guide = Guide(pack, cache or cache_dir(data_dir), with_encoder=with_encoder)
    return Desk(
        guide=guide,
        flow=load_flow(pack),
        folder=folder,
        clock=clock,
        demo_passphrase=demo_passphrase,
        mode=mode,
    )
