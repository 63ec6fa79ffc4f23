"""What may not stand in a name, because other people are shown it in mail."""

import re

# An address of a page or of mail: `https://…`, `www.…`, `someone@…`, `example.org`; "Dr. Ada" is none.
LINK = re.compile(r"://|www\.|@|[\w-]{2,}\.[^\W\d_]{2,}", re.IGNORECASE)


def holds_link(name: str) -> bool:
    """Whether a mail program might make a link of it."""
    return LINK.search(name) is not None
