"""How large and how deep anything from outside may be. A reader stops here before it works."""

FILE_BYTES = 2 * 1024 * 1024
PLAIN_BYTES = 1024 * 1024
BLOCK_BYTES = 4096
"""A plain text is padded to a multiple of this: its length tells little about the record."""
HEADER_BYTES = 8 * 1024
STANZAS = 20
"""In the header of the age file; a thousand cost a second of work."""
CARD_BYTES = 4096
DEPTH = 12
"""Of objects and arrays in each other."""
VALUES = 60_000
"""Of all kinds in one letter, counted by brackets and commas; a call of a thousand lines has fewer."""
KEYS = 64
"""Of one object."""
DIGITS = 15
"""Of a whole number: what every JSON reader holds exactly."""
NAME_CHARACTERS = 200
RECIPIENTS = 10
"""Fewer than ``STANZAS``: age adds one of its own."""
