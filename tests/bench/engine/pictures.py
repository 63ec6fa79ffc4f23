"""Curves as SVG, the same bytes for the same numbers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
matplotlib.rcParams["svg.hashsalt"] = "stillnight"

from matplotlib import pyplot as plt  # noqa: E402  after the backend is chosen

Curve = Sequence[tuple[float, float]]


def curves(
    path: Path, title: str, axes: tuple[str, str], lines: Mapping[str, Curve], diagonal: bool = False
) -> Path:
    """One line a name; with ``diagonal`` the line of perfect calibration behind them."""
    figure, plot = plt.subplots(figsize=(6, 4.2), layout="constrained")
    if diagonal:
        plot.plot([0, 1], [0, 1], color="#999999", linestyle=":", label="perfect")
    for name, points in lines.items():
        plot.plot(*zip(*points, strict=True), marker="o", markersize=3.5, label=name)
    plot.set(title=title, xlabel=axes[0], ylabel=axes[1], ylim=(-0.02, 1.02))
    plot.grid(alpha=0.3)
    plot.legend(frameon=False, fontsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return path
