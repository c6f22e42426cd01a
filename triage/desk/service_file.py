"""What the service set up for itself, in a file beside the vault: read while locked, holds no case data."""

from pathlib import Path

from pydantic import ValidationError

from triage.errors import SealBroken
from triage.records.people import Service

FILE_NAME = "service.json"


def read_service(folder: Path) -> Service | None:
    """The service's settings; None before set-up. Raises SealBroken when the file does not parse."""
    try:
        return Service.from_canonical((folder / FILE_NAME).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValidationError:
        raise SealBroken("service_file_damaged") from None


def write_service(folder: Path, service: Service) -> None:
    """A crash leaves the old or the new one, whole. Raises NotSaved."""
    from triage.vault.durable import write_durably

    write_durably(folder / FILE_NAME, service.canonical())
