"""The policy as data: its clauses, addressed and quoted word for word, and whether the text is intact."""
