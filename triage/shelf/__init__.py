"""Many policies at once: found by words and meaning, quoted word for word. Not for a call: see ``shelf``."""
