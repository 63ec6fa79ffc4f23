"""What a process counts while it runs, for `/metrics`; each begins at zero with its process."""

from prometheus_client import Counter

REFUSALS = Counter("stillnight_refusals", "Answers 401 and 403", ["status"])
PARKED = Counter("stillnight_parked_changes", "Changes of phones that were refused and are kept there")
