"""A disk that is full, or fails, at any write: nothing acknowledged is lost, and work goes on. B6, B7.

The disk is made to refuse at the border to the system, at every call from the n-th on, for each n
(``VAULT_FULL_AT=all``, see ``loss_case``; a plain run takes some of them). And a real small disk, full to the
last byte.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from loss_case import fill, needs_strace, small_disk, writer
from vault_case import CASEY, a_draft, a_record, a_vault, the_vault

from triage.content import message
from triage.desk.cautions import cautions_of
from triage.errors import NotSaved
from triage.vault import ballast as ballast_module
from triage.vault.ballast import FILE_NAME, SIZE, Ballast

RECORDS = 3
SOME = (1, 2, 3, 5, 8, 13, 21, 34, 55)
FAULTS = {"ENOSPC": "pwrite64,ftruncate", "EIO": "pwrite64,fdatasync,fsync,ftruncate"}
SAYS = {"disk_full", "disk_refused", "vault_read_only", "reserve_freed", "not_saved", "vault_damaged"}


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    folder = tmp_path / "whole"
    folder.mkdir()
    vault = a_vault(folder)
    vault.submit(a_record("ESC-2026-BEFORE"))
    vault.close()
    return folder


def kept_while_failing(folder: Path, fault: str, at: int) -> tuple[set[str], set[str], str, int]:
    """Records and drafts acknowledged, what was said, how many calls were refused."""
    options = [
        "-qq", "-f", "-o", f"{folder}.trace", "-e", f"trace={FAULTS[fault]}",
        "-e", f"inject={FAULTS[fault]}:error={fault}:when={at}+", "-P", str(folder / "vault.db"),
        "-P", str(folder / "vault.db-wal"), "-P", str(folder / "vault.db-shm"),
    ]  # fmt: skip
    child = writer(str(folder), str(RECORDS), trace=options)
    said, wrong = child.communicate(timeout=120)
    assert "Traceback" not in wrong, wrong
    refused = Path(f"{folder}.trace").read_text().count("(INJECTED)")
    records, drafts = re.findall(r"kept (\S+)\n", said), re.findall(r"drafted (\S+)\n", said)
    codes = set(re.findall(r"refused (\w+)", said))
    assert codes <= SAYS
    assert all(message(code) for code in codes)
    return set(records), set(drafts), said, refused


@needs_strace()
@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_refuses_from_any_write_on_loses_nothing_acknowledged(
    whole: Path, tmp_path: Path, fault: str
) -> None:
    tried = said_no = 0
    every = os.environ.get("VAULT_FULL_AT") == "all"
    for at in range(1, 1000) if every else SOME:
        folder = Path(shutil.copytree(whole, tmp_path / f"{fault}-{at}"))
        records, drafts, said, refused = kept_while_failing(folder, fault, at)
        if refused == 0:
            break
        tried += 1
        said_no += "refused" in said
        again = the_vault(folder)
        there = {each.ref for each in again.records()}
        assert records | {"ESC-2026-BEFORE"} <= there
        assert drafts <= there | {each.ref for each in again.drafts(CASEY.id)}
        assert again.losses() == ()
        again.submit(a_record("ESC-2026-AFTER"))
        assert again.full_check().wrong == ()
        again.close()
        shutil.rmtree(folder)
    print(f"{fault}: refused from each of {tried} calls on; {said_no} times the writer was told")

    assert tried >= len(SOME) // 2
    assert said_no > 0


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ballast is made on a small disk too."""
    monkeypatch.setattr(ballast_module, "ROOM", SIZE)
    monkeypatch.setattr(Ballast.__init__, "__defaults__", (2 * SIZE,))


@pytest.mark.usefixtures("roomy")
def test_at_no_free_byte_the_ballast_lets_the_vault_open_and_a_draft_be_saved(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4096) as disk:
        a_vault(disk).close()
        assert (disk / FILE_NAME).stat().st_blocks * 512 >= SIZE
        filler = fill(disk)
        assert shutil.disk_usage(disk).free == 0

        vault = the_vault(disk)
        vault.keep_draft(a_draft().with_typing("x" * 20_000))

        assert not (disk / FILE_NAME).exists()
        assert "disk_low" in [each.code for each in cautions_of(vault, vault._now())]
        vault.close()
        filler.unlink()
        again = the_vault(disk)
        assert again.draft("ESC-2026-7K4M").typing == "x" * 20_000
        assert (disk / FILE_NAME).stat().st_size == SIZE
        again.close()


def test_without_the_ballast_the_same_disk_does_not_let_it_open(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4096) as disk:
        a_vault(disk).close()
        (disk / FILE_NAME).unlink(missing_ok=True)
        fill(disk)

        with pytest.raises(NotSaved):
            the_vault(disk)


@pytest.mark.usefixtures("roomy")
@pytest.mark.trap(36)
def test_a_disk_that_fills_up_during_a_call_takes_the_draft_at_the_next_try_at_the_latest(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "disk", 6000) as disk:
        vault = a_vault(disk)
        vault.keep_draft(a_draft().with_typing("before"))
        fill(disk, leave=ballast_module.LOW + 8192)
        codes = []
        for number in range(40):
            draft = a_draft(f"ESC-2026-{number:04}").with_typing("x" * 15_000)
            try:
                vault.keep_draft(draft)
            except NotSaved as full:
                codes.append(full.code)
                vault.keep_draft(draft)
            if not (disk / FILE_NAME).exists():
                break
        else:
            pytest.fail("the disk never filled")

        assert set(codes) <= {"reserve_freed"}
        vault.submit(a_record())
        vault.close()


@pytest.mark.parametrize("size", [0, SIZE])
def test_the_ballast_is_real_bytes_not_a_hole(tmp_path: Path, size: int) -> None:
    ballast = Ballast(tmp_path, room=size)
    ballast.keep()

    content = (tmp_path / FILE_NAME).read_bytes()
    assert len(content) == SIZE
    assert len(set(content)) == 256
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert ballast.give_up()
    assert not ballast.give_up()


def test_the_ballast_is_not_made_where_it_would_fill_the_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 3000) as disk:
        Ballast(disk).keep()

        assert not (disk / FILE_NAME).exists()


@pytest.mark.trap(36)
def test_a_folder_that_becomes_read_only_is_said_and_the_words_stay_in_hand(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 16_000) as disk:
        vault = a_vault(disk)
        vault.keep_draft(a_draft())
        vault.close()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

        with pytest.raises(NotSaved) as refused:
            the_vault(disk)

        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert refused.value.code == "vault_read_only"
        again = the_vault(disk)
        assert again.draft("ESC-2026-7K4M")
        again.close()
