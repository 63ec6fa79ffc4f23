"""What the tip files say, in another language: each text is found by its English words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from base.content import STRICT, Fault, InEachLanguage, Signed, Text, same_words
from base.languages import FIRST, LANGUAGES

# Keys whose text a reader meets, and those whose every value is one.
SPOKEN = frozenset(
    {"text", "sure", "closed", "unknown", "opens", "name", "because", "label", "words", "reason", "question"}
)
ALL_SPOKEN = frozenset({"resembles", "reasons", "evidence_words"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Translations(Signed):
    """Every text of the tip files."""

    __pydantic_config__ = STRICT
    texts: tuple[InEachLanguage[Text], ...]

    def into(self, language: str) -> dict[str, str]:
        """The texts of a language by their English words."""
        return {one[FIRST]: one[language] for one in self.texts}

    def faults(self, spoken: set[str]) -> Iterator[Fault]:
        """What is not translated, what nothing says any more, and what is filled in otherwise."""
        file, known = "translations.yaml", {one[FIRST] for one in self.texts}
        for text in sorted(spoken - known):
            yield Fault(file, "texts", f"has no translation of: {text}", "Add it in every language.")
        for text in sorted(known - spoken):
            yield Fault(file, "texts", f"nothing says: {text}", "Take it out.")
        for one in self.texts:
            for code in LANGUAGES:
                yield from same_words(file, f"texts.{code}: {one[FIRST]}", one[FIRST], one[code])


def spoken_in(data: Any, every: bool = False) -> Iterator[str]:
    """Each text of a file that a reader meets."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if isinstance(value, str):
                if every or key in SPOKEN:
                    yield value
            else:
                yield from spoken_in(value, key in ALL_SPOKEN)
    elif isinstance(data, list):
        for each in data:
            yield from spoken_in(each)


def translated(data: Any, table: Mapping[str, str], every: bool = False) -> Any:
    """The data of a file with each such text in another language."""
    if isinstance(data, Mapping):
        return {
            key: (table.get(value, value) if every or key in SPOKEN else value)
            if isinstance(value, str)
            else translated(value, table, key in ALL_SPOKEN)
            for key, value in data.items()
        }
    return [translated(each, table) for each in data] if isinstance(data, list) else data
