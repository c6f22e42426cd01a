"""Texts to vectors of meaning: the tuned encoder, its quick export, and the process it runs in."""
