"""The one page for a visit: its figures, its words, its charts and its paper."""
