"""What may not stand in words that another person is shown: a link, or nothing that can be read."""

import unicodedata

import regex

# An address of a page or of mail: `https://…`, `www.…`, `someone@…`, `example.org`, `t.co/x`; "Dr. Ada" is none.
LINK = regex.compile(r"://|www\.|@|[\w-]{2,}\.[^\W\d_]{2,}|\w\.\w+/", regex.IGNORECASE)
# Part of no name.
TELEPHONE = regex.compile(r"\d(?:[ ./()-]*\d){5}")
SEEN = regex.compile(r"(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]")
# Shown as nothing, or turning the order of what is shown; joiners and marks of direction belong to words.
HIDDEN = regex.compile(
    r"[\u00AD\u200B\u2060-\u2064\uFEFF\u202A-\u202E\u2066-\u2069\u180E\U000E0000-\U000E007F]"
)
FORMAT = regex.compile(r"\p{Cf}")
DOTS = str.maketrans("。｡․", "...")


def holds_link(words: str) -> bool:
    """Whether a mail program, or whoever reads it, might make a link of it; however its dots are written."""
    return HIDDEN.search(words) is not None or LINK.search(_plain(words)) is not None


def no_name(name: str) -> bool:
    """Whether it holds what part of no name is: a link or a telephone number."""
    return holds_link(name) or TELEPHONE.search(_plain(name)) is not None


def says_nothing(words: str) -> bool:
    """Whether a reader would see no letter and no digit in it."""
    return SEEN.search(words) is None


def _plain(words: str) -> str:
    # NFKC: mail programs make links of full-width letters and the like as well.
    return FORMAT.sub("", unicodedata.normalize("NFKC", words.translate(DOTS)))
