"""A developer's room: makes what is learned out of ``material/``. Nothing of the program imports it."""
