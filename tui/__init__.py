"""The screen: Textual only. It asks the desk, shows the answer and forwards keys."""
