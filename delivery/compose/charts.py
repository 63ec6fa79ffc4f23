"""Pictures inside a mail: PNG, drawn for a phone's width, readable on light and on dark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any

from delivery.weekly.facts import DAYS, TREND_DAYS, Mark, Night

QUIET, PAPER = "#5d6d79", "#f6f8f9"
PAIN, NONE, LINE = "#b4532a", "#2b7a78", "#c3ced5"
TOP = 10
DPI = 160
WEEKS = range(0, TREND_DAYS, DAYS)


# A plate is set up once and filled again for each picture; two threads of a web process must not fill it at once.
_one_at_a_time = Lock()


def strip_png(nights: Sequence[Night]) -> bytes:
    """The week as seven discs: full with its strength, a ring for none, a dash for not logged."""
    with _one_at_a_time:
        plate = _strip_plate()
        for spot, night in zip(plate.spots, nights, strict=True):
            spot.fill(night)
        return _png(plate.figure)


def trend_png(series: Sequence[float | None], monday: date) -> bytes:
    """Worst pain of each night of four weeks; nights without an answer are gaps, never zero."""
    said = [(place, value) for place, value in enumerate(series) if value is not None]
    with _one_at_a_time:
        plate = _trend_plate()
        plate.stems.set_segments([[(x, 0), (x, y)] for x, y in said])
        plate.dots.set_data([x for x, y in said if y], [y for _, y in said if y])
        plate.rings.set_data([x for x, y in said if not y], [y for _, y in said if not y])
        for label, start in zip(plate.labels, WEEKS, strict=True):
            day = monday + timedelta(days=DAYS - TREND_DAYS + start)
            label.set_text(f"{day.day}.{day.month}.")
        return _png(plate.figure)


@dataclass(frozen=True, slots=True)
class _Spot:
    """One night of the strip."""

    disc: Any
    dash: Any
    strength: Any
    day: Any

    def fill(self, night: Night) -> None:
        """Show this night."""
        face, edge, ink, word = _LOOKS[night.mark]
        if night.mark is Mark.PAIN and night.worst is not None:
            word = f"{night.worst:.0f}"
        logged = night.mark is not Mark.UNLOGGED
        self.disc.set(visible=logged, markerfacecolor=face, markeredgecolor=edge)
        self.dash.set_visible(not logged)
        self.strength.set(text=word, color=ink)
        self.day.set_text(str(night.date.day))


# Of each mark: face, edge, and colour and text of what stands inside.
_LOOKS = {
    Mark.PAIN: (PAIN, PAIN, "white", ""),
    Mark.NONE: (PAPER, NONE, NONE, "0"),
    Mark.LOGGED: (PAPER, QUIET, QUIET, "?"),
    Mark.UNLOGGED: (PAPER, PAPER, QUIET, ""),
}


@dataclass(frozen=True, slots=True)
class _Strip:
    figure: Any
    spots: tuple[_Spot, ...]


@dataclass(frozen=True, slots=True)
class _Trend:
    figure: Any
    stems: Any
    dots: Any
    rings: Any
    labels: tuple[Any, ...]


@cache
def _strip_plate() -> _Strip:
    figure, axes = _canvas(3.45, 0.84, (0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(-0.5, DAYS - 0.5)
    axes.set_ylim(-0.86, 0.62)
    return _Strip(figure, tuple(_spot(axes, place) for place in range(DAYS)))


def _spot(axes: Any, place: int) -> _Spot:
    size = {"markersize": 21, "markeredgewidth": 1.6, "linestyle": "none", "clip_on": False}
    (disc,) = axes.plot([place], [0.12], "o", **size)
    (dash,) = axes.plot([place - 0.14, place + 0.14], [0.12, 0.12], color=LINE, linewidth=2.4)
    middle = {"ha": "center", "va": "center"}
    strength = axes.text(place, 0.1, "", fontsize=9.5, weight="bold", **middle)
    day = axes.text(place, -0.58, "", fontsize=7.5, color=QUIET, **middle)
    return _Spot(disc, dash, strength, day)


@cache
def _trend_plate() -> _Trend:
    figure, axes = _canvas(3.45, 1.5, (0.08, 0.2, 0.9, 0.72))
    axes.set_xlim(-0.8, TREND_DAYS - 0.2)
    axes.set_ylim(-0.7, TOP)
    small = {"fontsize": 7.5, "color": QUIET, "clip_on": False}
    for strength in (0, TOP // 2, TOP):
        axes.text(-1.3, strength, str(strength), ha="right", va="center", **small)
    labels = tuple(axes.text(start, -1.2, "", ha="center", va="top", **small) for start in WEEKS)
    for start in WEEKS:
        axes.plot([start - 0.5, start - 0.5], [-0.7, TOP], color=LINE, linewidth=0.6)
    stems = axes.vlines([], [], [], color=LINE, linewidth=1.6)
    (dots,) = axes.plot([], [], "o", color=PAIN, markersize=4.6)
    (rings,) = axes.plot(
        [], [], "o", markerfacecolor=PAPER, markeredgecolor=NONE, markersize=4.6, clip_on=False
    )
    return _Trend(figure, stems, dots, rings, labels)


def _canvas(width: float, height: float, place: tuple[float, float, float, float]) -> tuple[Any, Any]:
    figure = _figure_class()(figsize=(width, height), dpi=DPI, facecolor=PAPER)
    axes = figure.add_axes(place, facecolor=PAPER)
    axes.axis("off")
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
    # Without matplotlib's name and version: the same week is the same bytes after an upgrade.
    figure.savefig(kept, format="png", facecolor=PAPER, metadata={"Software": None})
    return kept.getvalue()
