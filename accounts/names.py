"""What may not stand in a name, because other people are shown it in mail."""

import unicodedata

import regex

# An address of a page or of mail: `https://…`, `www.…`, `someone@…`, `example.org`, `t.co/x`; "Dr. Ada" is none.
# Nor is a telephone number part of a name.
LINK = regex.compile(r"://|www\.|@|[\w-]{2,}\.[^\W\d_]{2,}|\w\.\w+/|\d(?:[ ./()-]*\d){5}", regex.IGNORECASE)
# Shown as nothing, or turning the order of what is shown; joiners and marks of direction belong to words.
HIDDEN = regex.compile(
    r"[\u00AD\u200B\u2060-\u2064\uFEFF\u202A-\u202E\u2066-\u2069\u180E\U000E0000-\U000E007F]"
)
FORMAT = regex.compile(r"\p{Cf}")
DOTS = str.maketrans("。｡․", "...")


def holds_link(name: str) -> bool:
    """Whether a mail program, or whoever reads it, might make a link of it; however its dots are written."""
    plain = FORMAT.sub("", unicodedata.normalize("NFKC", name.translate(DOTS)))
    return HIDDEN.search(name) is not None or LINK.search(plain) is not None
