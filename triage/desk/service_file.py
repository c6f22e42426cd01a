"""What the service set up for itself, in a file beside the vault: read while locked, holds no case data."""

import os
from pathlib import Path

from pydantic import ValidationError

from triage.errors import SealBroken
from triage.records.people import Service


def read_service(folder: Path) -> Service | None:
    """The service's settings; None before set-up. Raises SealBroken when the file does not parse."""
    file = folder / "service.json"
    try:
        return Service.from_canonical(file.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError:
        raise SealBroken("service_file_damaged") from None


def write_service(folder: Path, service: Service) -> None:
    """Replaces the file whole: a crash leaves the old or the new one."""
    fresh = folder / "service.json.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(service.canonical())
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(folder / "service.json")
