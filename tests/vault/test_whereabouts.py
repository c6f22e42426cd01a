"""A vault does not stand where a service copies it elsewhere, nor on another computer's disk. B14."""

import sys
from pathlib import Path

import pytest
from vault_case import KEY, Clock, a_vault

from triage.content import message
from triage.errors import NotAllowed
from triage.vault.store import Vault
from triage.vault.whereabouts import refuse_far, refuse_synced

SYNCED = [
    "OneDrive", "OneDrive - Invented Council", "onedrive", "Dropbox", "Dropbox (Personal)", "Google Drive",
    "GoogleDrive-somebody@example.org", "My Drive", "iCloud Drive", "iCloudDrive", "Mobile Documents",
    "com~apple~CloudDocs", "CloudStorage", "Box Sync", "Nextcloud", "ownCloud", "Syncthing",
    "SharePoint - Invented",
]  # fmt: skip
LINE = "{n} 1 0:{n} / {point} rw,relatime shared:{n} - {kind} source rw\n"


def mounts(tmp_path: Path, *mounted: tuple[str, str]) -> Path:
    file = tmp_path / "mountinfo"
    lines = [LINE.format(n=n, point=point, kind=kind) for n, (point, kind) in enumerate(mounted, 1)]
    file.write_text("".join(lines), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", SYNCED)
@pytest.mark.parametrize("below", ["", "Documents/triage"])
def test_a_folder_of_a_sync_service_is_refused_by_its_name_anywhere(
    tmp_path: Path, name: str, below: str
) -> None:
    with pytest.raises(NotAllowed) as refused:
        refuse_far(tmp_path / name / below / "vault")

    assert refused.value.code == "folder_synced"
    assert message("folder_synced")


def test_a_link_does_not_hide_it(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "plain").symlink_to(tmp_path / "Dropbox")

    with pytest.raises(NotAllowed):
        refuse_synced(tmp_path / "plain" / "vault")


@pytest.mark.parametrize("mark", [".dropbox.cache", ".stfolder"])
def test_a_renamed_folder_is_known_by_what_the_service_leaves_in_it(tmp_path: Path, mark: str) -> None:
    (tmp_path / mark).mkdir()

    with pytest.raises(NotAllowed):
        refuse_synced(tmp_path / "work" / "vault")


def test_what_windows_says_is_copied_is_refused_whatever_its_name(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        refuse_synced(tmp_path / "Documents" / "vault", {"OneDriveCommercial": str(tmp_path / "Documents")})


@pytest.mark.parametrize(
    "name", ["triage", "Boxes", "drop", "one drive in", "Megan", "clouds", "Dropboxer", "safeguarding-triage"]
)
def test_a_folder_with_a_name_of_its_own_is_taken(tmp_path: Path, name: str) -> None:
    refuse_far(tmp_path / name / "vault")


@pytest.mark.skipif(sys.platform != "linux", reason="mountinfo is Linux's")
@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.rclone", "fuse", "afs", "ceph"]
)
def test_a_disk_of_another_computer_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        refuse_far(
            tmp_path / "share" / "vault", mounts(tmp_path, ("/", "ext4"), (str(tmp_path / "share"), kind))
        )

    assert refused.value.code == "folder_not_here"
    assert message("folder_not_here")


@pytest.mark.skipif(sys.platform != "linux", reason="mountinfo is Linux's")
@pytest.mark.parametrize(
    "mounted",
    [
        pytest.param([("/", "ext4"), ("/elsewhere", "nfs4")], id="another folder is far"),
        pytest.param([("/", "nfs4"), ("{here}", "ext4")], id="a local disk within a far one"),
        pytest.param([("{here}", "nfs4"), ("{here}", "ext4")], id="a local disk over a far one"),
        pytest.param([("/", "btrfs")], id="btrfs"),
        pytest.param([("/", "overlay")], id="a container"),
        pytest.param([("/", "fuseblk")], id="a local disk of another system"),
    ],
)
def test_a_disk_of_this_device_is_taken(tmp_path: Path, mounted: list[tuple[str, str]]) -> None:
    here = str(tmp_path)

    refuse_far(tmp_path / "vault", mounts(tmp_path, *((at.format(here=here), kind) for at, kind in mounted)))


@pytest.mark.skipif(sys.platform != "linux", reason="mountinfo is Linux's")
def test_a_mount_with_a_space_in_its_name_is_found(tmp_path: Path) -> None:
    share = str(tmp_path / "our share").replace(" ", "\\040")

    with pytest.raises(NotAllowed):
        refuse_far(tmp_path / "our share" / "vault", mounts(tmp_path, ("/", "ext4"), (share, "cifs")))


def test_neither_making_nor_opening_a_vault_goes_there(tmp_path: Path) -> None:
    plain, synced = tmp_path / "plain", tmp_path / "OneDrive"
    plain.mkdir()
    a_vault(plain).close()
    synced.mkdir()

    with pytest.raises(NotAllowed):
        a_vault(synced)
    assert list(synced.iterdir()) == []
    plain.rename(synced / "vault")
    before = {file.name: file.read_bytes() for file in (synced / "vault").iterdir()}
    with pytest.raises(NotAllowed):
        Vault.open(synced / "vault", KEY, Clock())
    assert {file.name: file.read_bytes() for file in (synced / "vault").iterdir()} == before
