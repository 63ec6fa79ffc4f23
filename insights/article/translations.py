"""What the article's pages say, in another language: each text is found by its English words."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

# The content imports this module in turn.
if TYPE_CHECKING:
    from insights.article.content import Article

Say = Callable[[str], str]


def in_words_of(article: "Article", say: Say) -> "Article":
    """The article with each text that its pages show put through ``say``; what is for clinicians stays."""
    frame = article.frame
    return replace(
        article,
        claims={
            name: replace(
                claim,
                says=say(claim.says),
                guidance=say(claim.guidance),
                own={item: say(words) for item, words in claim.own.items()},
            )
            for name, claim in article.claims.items()
        },
        corrections={name: replace(one, rule=say(one.rule)) for name, one in article.corrections.items()},
        frame=replace(
            frame,
            statement=say(frame.statement),
            unsigned=say(frame.unsigned),
            not_logged=say(frame.not_logged),
            count=say(frame.count),
            columns=(say(frame.columns[0]), say(frame.columns[1]), say(frame.columns[2])),
            sections=tuple(replace(section, title=say(section.title)) for section in frame.sections),
            headings=tuple(replace(heading, title=say(heading.title)) for heading in frame.headings),
        ),
    )


def shown(article: "Article") -> set[str]:
    """Every text that the pages show."""
    found: set[str] = set()

    def note(text: str) -> str:
        found.add(text)
        return text

    # The walk of the translation itself, so that no text can be shown and not be translated.
    in_words_of(article, note)
    return found
