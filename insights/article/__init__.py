"""The article the patterns come from: its claims, its corrections, its sources, and its pages."""

from insights.article.content import Article, faults, load
from insights.article.own import own_counts
from insights.article.pages import Counts, Page, Row, find, page

__all__ = ["Article", "Counts", "Page", "Row", "faults", "find", "load", "own_counts", "page"]
