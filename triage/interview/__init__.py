"""Questions that follow from answers: flows in TOML, state by replay."""
