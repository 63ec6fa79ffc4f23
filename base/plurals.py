"""Counts that choose their words: `{n:# night|# nights}` says one night of 1 and its plural of anything else."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Count:
    """A number in a sentence, written as `text`.

    >>> "{n} of {of:the one night|# nights}".format(n=Count(1, "1"), of=Count(3, "3"))
    '1 of 3 nights'
    """

    value: float
    text: str

    def __format__(self, forms: str) -> str:
        if not forms:
            return self.text
        one, many = forms.split("|")
        return (one if self.value == 1 else many).replace("#", self.text)


def counted(**numbers: float) -> dict[str, Any]:
    """Whole numbers by name, ready to be put into a sentence."""
    return {name: Count(value, f"{value:g}") for name, value in numbers.items()}
