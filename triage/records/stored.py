"""The base of everything that is written to the vault: immutable, strict, and one canonical form in bytes."""

import json
from typing import Self

from pydantic import BaseModel, ConfigDict


class Stored(BaseModel):
    """Read back it must equal what was written; an unknown key or a wrong type refuses the row."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    def canonical(self) -> bytes:
        """UTF-8 JSON with sorted keys and no spare space: the bytes that hashes and seals are made over."""
        plain = self.model_dump(mode="json")
        return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_canonical(cls, body: bytes | str) -> Self:
        """The value whose canonical form is ``body``. Raises pydantic's ValidationError."""
        return cls.model_validate_json(body)
