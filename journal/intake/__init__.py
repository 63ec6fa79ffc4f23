"""Records on their way in: files as rows, rows as edits, a report on every row."""
