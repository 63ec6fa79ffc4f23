"""What a web process does once before its first request."""

import gc

from django.urls import get_resolver

from insights.safety import content, rulebook
from journal import vocabulary

# Most objects of a process are its code and content: they are put aside for good, and the rest is looked through
# less often than Python would by default, which costs a save more than its own work.
THRESHOLDS = (20_000, 20, 50)


def make_ready() -> None:
    """Read what every save needs and set it aside from garbage collection."""
    vocabulary.load()
    rulebook.load()
    content.sentences("en")
    # Routes are imported at the first request, which somebody would wait for.
    _ = get_resolver().url_patterns
    # Before freezing, or what is garbage by then would stay for good.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
