"""A diary against the patterns: evidence for, evidence against, what was not asked, and who may see it."""

from .compare import compare, compare_many
from .result import Comparison, Question, Reason, Resemblance

__all__ = ["Comparison", "Question", "Reason", "Resemblance", "compare", "compare_many"]
