"""scipy's special functions, fetched on first use: importing them costs a second that a web process never needs."""

from typing import Any


def __getattr__(name: str) -> Any:
    """The function of that name in `scipy.special`, kept here from then on."""
    import scipy.special

    found = globals()[name] = getattr(scipy.special, name)
    return found
