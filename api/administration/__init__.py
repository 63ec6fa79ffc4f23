"""Running the site at `/admin/`: accounts by verbs, the outbox, no health data."""
