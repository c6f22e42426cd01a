"""Lets the tests of silence use the terminal and the invented vault of the tests of the edges."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "edges"))
