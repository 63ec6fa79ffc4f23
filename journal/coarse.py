"""Words said in place of finer ones ("somewhere in the leg", "lying, not sure how"): what they leave open.

A word left open is *not asked*: neither yes nor no, wherever a night is read.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from journal import vocabulary

NOTHING: frozenset[str] = frozenset()


@cache
def covered(group: str) -> Mapping[str, frozenset[str]]:
    """The coarse words of a question, each with the finer ones that it leaves open; none for a number."""
    words = vocabulary.load()
    return words.covered(group) if group in words.groups else {}


def left_open(group: str, said: Iterable[str]) -> frozenset[str]:
    """The finer words of a group that these words leave open, named or not."""
    coarse = covered(group)
    return NOTHING.union(*(coarse[word] for word in said if word in coarse))
