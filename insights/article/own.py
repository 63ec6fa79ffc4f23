"""The reader's own counts for the third column of the article's pages."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from insights import tips
from insights.article.content import Article, load
from insights.article.pages import Counts
from insights.tips.evidence import Evidence, gather


def own_counts(diary: Mapping[str, Any], *, today: date, content: Article | None = None) -> Counts:
    """Nights with a yes, of nights asked, for each word that a claim counts; words never asked are left out.

    ``diary`` is the contract's line as plain data; the window is that of the tips' own counts.
    """
    claims = (content or load()).claims.values()
    evidence = gather(diary, today=today, flags=(), shown=(), dvt_q=0.0)
    counts = {item: _count(item, evidence) for claim in claims for item in claim.own}
    return {item: count for item, count in counts.items() if count[1] > 0}


def _count(item: str, evidence: Evidence) -> tuple[int, int]:
    answers = list(_answers(item, evidence))
    return sum(answers), len(answers)


def _answers(item: str, evidence: Evidence) -> Iterator[bool]:
    """Habits of the day count on every night; all else on painful nights."""
    for night in evidence.within(tips.load().choice.window_days):
        answer = night.said(item) if night.painful or item.startswith("day.") else None
        if answer is not None:
            yield answer.yes
