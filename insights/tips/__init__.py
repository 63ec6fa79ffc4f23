"""Tips as data, the gates that keep them safe, and the choice between them."""

from insights.tips.choice import Blocked, Choice, Offered, choose
from insights.tips.content import Tips, faults, load

__all__ = ["Blocked", "Choice", "Offered", "Tips", "choose", "faults", "load"]
