"""Pictures inside a mail: PNG, drawn for a phone's width, readable on light and on dark."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from delivery.week import DAYS, Mark, Night

INK, QUIET, PAPER = "#22303c", "#5d6d79", "#f6f8f9"
PAIN, NONE, LINE = "#b4532a", "#2b7a78", "#c3ced5"
TOP = 10
DPI = 160


def strip_png(nights: Sequence[Night]) -> bytes:
    """The week as seven discs: full with its strength, a ring for none, a dash for not logged."""
    figure, axes = _canvas(3.45, 0.84, (0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(-0.5, DAYS - 0.5)
    axes.set_ylim(-0.86, 0.62)
    axes.axis("off")
    for place, night in enumerate(nights):
        _disc(axes, place, night)
        axes.text(place, -0.58, str(night.date.day), ha="center", va="center", fontsize=7.5, color=QUIET)
    return _png(figure)


def _disc(axes: Any, place: int, night: Night) -> None:
    spot = {"markersize": 21, "markeredgewidth": 1.6, "linestyle": "none", "clip_on": False}
    match night.mark:
        case Mark.PAIN:
            axes.plot([place], [0.12], "o", color=PAIN, **spot)
            strength = "" if night.worst is None else f"{night.worst:.0f}"
            axes.text(
                place, 0.1, strength, ha="center", va="center", fontsize=9.5, color="white", weight="bold"
            )
        case Mark.NONE:
            axes.plot([place], [0.12], "o", markerfacecolor=PAPER, markeredgecolor=NONE, **spot)
            axes.text(place, 0.1, "0", ha="center", va="center", fontsize=9.5, color=NONE, weight="bold")
        case Mark.LOGGED:
            axes.plot([place], [0.12], "o", markerfacecolor=PAPER, markeredgecolor=QUIET, **spot)
            axes.text(place, 0.1, "?", ha="center", va="center", fontsize=9.5, color=QUIET)
        case Mark.UNLOGGED:
            axes.plot([place - 0.14, place + 0.14], [0.12, 0.12], color=LINE, linewidth=2.4)


def trend_png(series: Sequence[float | None], monday: date) -> bytes:
    """Worst pain of each night; nights without an answer are gaps, never zero."""
    figure, axes = _canvas(3.45, 1.5, (0.08, 0.2, 0.9, 0.72))
    said = [(place, value) for place, value in enumerate(series) if value is not None]
    weeks = range(0, len(series), DAYS)
    for start in weeks:
        axes.axvline(start - 0.5, color=LINE, linewidth=0.6)
    axes.vlines([x for x, _ in said], 0, [y for _, y in said], color=LINE, linewidth=1.6)
    axes.plot([x for x, y in said if y], [y for _, y in said if y], "o", color=PAIN, markersize=4.6)
    axes.plot(
        [x for x, y in said if not y],
        [y for _, y in said if not y],
        "o",
        markerfacecolor=PAPER,
        markeredgecolor=NONE,
        markersize=4.6,
        clip_on=False,
    )
    first = monday + timedelta(days=DAYS - len(series))
    axes.set_xlim(-0.8, len(series) - 0.2)
    axes.set_ylim(-0.7, TOP)
    axes.set_yticks([0, TOP // 2, TOP])
    axes.set_xticks(list(weeks))
    starts = [first + timedelta(days=start) for start in weeks]
    axes.set_xticklabels([f"{day.day}.{day.month}." for day in starts])
    axes.tick_params(length=0, labelsize=7.5, labelcolor=QUIET, pad=4)
    for side in axes.spines.values():
        side.set_visible(False)
    return _png(figure)


def _canvas(width: float, height: float, place: tuple[float, float, float, float]) -> tuple[Any, Any]:
    figure = _figure_class()(figsize=(width, height), dpi=DPI, facecolor=PAPER)
    axes = figure.add_axes(place, facecolor=PAPER)
    return figure, axes


@cache
def _figure_class() -> Any:
    """Matplotlib without a screen, loaded when the first picture is drawn: it takes a second."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    class Drawn(Figure):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            FigureCanvasAgg(self)

    return Drawn


def _png(figure: Any) -> bytes:
    kept = BytesIO()
    figure.savefig(kept, format="png", facecolor=PAPER, metadata={"Software": None})
    return kept.getvalue()
