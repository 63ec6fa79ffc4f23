"""Tips as data, the gates that keep them safe, and the choice between them."""

from insights.tips.choice import Blocked, Choice, Offered, choose
from insights.tips.content import Tips, faults, load
from insights.tips.reading import ContentError, Fault

__all__ = ["Blocked", "Choice", "ContentError", "Fault", "Offered", "Tips", "choose", "faults", "load"]
