"""The page's charts as SVG: grey ramp and number together, so that they read in black and white. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

INK, PALE, LINE = "#111", "#eee", "#999"
# Where each site lies on a leg 40 wide, x from the inner edge outwards: front view, then back view.
FRONT = {
    "groin": (6, 14),
    "hip": (33, 10),
    "thigh": (20, 42),
    "knee": (19, 74),
    "shin": (18, 102),
    "ankle": (17, 130),
    "foot": (18, 146),
    "toes": (22, 161),
}
BACK = {"buttock": (16, 14), "outerhip": (35, 18), "calf": (20, 98), "heel": (17, 150)}
LEG = (
    "M4,4 C18,0 36,2 39,10 C40,34 34,58 30,74 C34,92 32,108 26,126 C25,138 27,146 33,158 "
    "C34,166 14,168 11,160 L12,126 C8,108 7,92 10,74 C6,58 3,32 4,4 Z"
)
# A leg that hurt somewhere, no place named: shaded as a whole, its nights in the middle of the leg.
SOMEWHERE, MIDDLE = "leg", (20, 58)
DARKEST, LIGHTEST = 0x30, 0xE0


def leg_map(sites: Iterable[Mapping[str, Any]], words: Mapping[str, str]) -> str:
    """Both legs from the front and from behind, with the nights each place hurt; without a place, the whole leg."""
    nights: dict[tuple[str, str], int] = {}
    for one in sites:
        for side in ("left", "right") if one["side"] == "both" else (one["side"],):
            nights[one["site"], side] = nights.get((one["site"], side), 0) + one["nights"]
    most = max(nights.values(), default=0)
    # From the front the patient's right leg is on the reader's left; from behind on the reader's right.
    legs = [
        _leg(22, mirrored=True, side="right", spots=FRONT, nights=nights, most=most),
        _leg(66, mirrored=False, side="left", spots=FRONT, nights=nights, most=most),
        _leg(148, mirrored=True, side="left", spots=BACK, nights=nights, most=most),
        _leg(192, mirrored=False, side="right", spots=BACK, nights=nights, most=most),
    ]
    labels = [
        _text(42, 186, words["right"], 10, bold=True),
        _text(86, 186, words["left"], 10, bold=True),
        _text(168, 186, words["left"], 10, bold=True),
        _text(212, 186, words["right"], 10, bold=True),
        _text(64, 198, words["front"], 8),
        _text(190, 198, words["back"], 8),
    ]
    if any(site == SOMEWHERE for site, _ in nights):
        labels.append(_text(127, 176, words["whole_leg"], 7))
    return _svg(254, 202, "".join(legs + labels))


def _leg(
    x: int,
    *,
    mirrored: bool,
    side: str,
    spots: Mapping[str, tuple[int, int]],
    nights: Mapping[Any, int],
    most: int,
) -> str:
    flip = f'transform="translate({x + 40},0) scale(-1,1)"' if mirrored else f'transform="translate({x},0)"'
    marks = "".join(
        _spot(x + 40 - dx if mirrored else x + dx, y, nights.get((site, side), 0), most)
        for site, (dx, y) in spots.items()
    )
    whole = nights.get((SOMEWHERE, side), 0)
    if whole:
        dx, y = MIDDLE
        marks += _spot(x + 40 - dx if mirrored else x + dx, y, whole, most)
    # At most half as dark as a place, so that places named on the same leg stay legible on it.
    ground = _shade(whole, most * 2) if whole else "white"
    return f'<path d="{LEG}" {flip} fill="{ground}" stroke="{LINE}" stroke-width="1"/>{marks}'


def _spot(x: int, y: int, count: int, most: int) -> str:
    """A place: a dot while it never hurt, else its nights on a ground the darker the more they are."""
    if not count:
        return f'<circle cx="{x}" cy="{y}" r="1.4" fill="{LINE}"/>'
    # White on the darker half of the greys, for the number has to be read in black and white.
    ink = "white" if 2 * count > most else INK
    circle = (
        f'<circle cx="{x}" cy="{y}" r="8" fill="{_shade(count, most)}" stroke="{INK}" stroke-width=".6"/>'
    )
    return circle + _text(x, y + 3, str(count), 8, ink=ink, bold=True)


def _shade(count: int, most: int) -> str:
    """Grey, the darker the more nights."""
    shade = round(LIGHTEST - (LIGHTEST - DARKEST) * count / most)
    return f"#{shade:02x}{shade:02x}{shade:02x}"


def hours(counts: Sequence[int]) -> str:
    """Onsets by hour, midnight in the middle."""
    turned = [*counts[12:], *counts[:12]]
    # Without any onset the bars must not be divided by zero.
    most = max(turned, default=0) or 1
    parts = [f'<line x1="4" y1="62" x2="248" y2="62" stroke="{LINE}"/>']
    for place, count in enumerate(turned):
        x, high = 6 + place * 10, 48 * count / most
        if count:
            parts.append(f'<rect x="{x}" y="{62 - high:.1f}" width="8" height="{high:.1f}" fill="#555"/>')
            parts.append(_text(x + 4, 59 - high, str(count), 7))
        if place % 3 == 0:
            parts.append(_text(x + 4, 72, f"{(place + 12) % 24:02}", 7))
    return _svg(252, 76, "".join(parts))


def strengths(found: Mapping[str, float | None], first: date, days: int, say: Callable[[date], str]) -> str:
    """Worst strength by night: a bar, a ring for a night without pain, a gap for what was not logged or said.

    `say` writes a date short, in the reader's language.
    """
    wide = 480 / max(days, 1)
    parts = [_level(strength) for strength in (0, 5, 10)]
    for place in range(days):
        on = first + timedelta(days=place)
        x, value = 16 + place * wide, found.get(on.isoformat())
        if value == 0:
            parts.append(f'<circle cx="{x + wide / 2:.1f}" cy="50" r="1.8" fill="white" stroke="{INK}"/>')
        elif value is not None:
            high = 4.6 * value
            bar = (
                f'x="{x + wide * 0.15:.1f}" y="{52 - high:.1f}" width="{wide * 0.7:.1f}" height="{high:.1f}"'
            )
            parts.append(f'<rect {bar} fill="#555"/>')
        if on.weekday() == 0 and place:
            parts.append(f'<line x1="{x:.1f}" y1="4" x2="{x:.1f}" y2="54" stroke="{PALE}"/>')
            parts.append(_text(x, 62, say(on), 6.5))
    return _svg(500, 66, "".join(parts))


def _level(strength: int) -> str:
    y = 52 - 4.6 * strength
    line = f'<line x1="14" y1="{y:.1f}" x2="498" y2="{y:.1f}" stroke="{PALE if strength else LINE}"/>'
    return line + _text(7, y + 2.5, str(strength), 7)


def _text(x: float, y: float, text: str, size: float, *, ink: str = INK, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="middle" fill="{ink}"'
    return f'<text {place} font-family="Page, sans-serif"{weight}>{escape(text)}</text>'


def _svg(width: int, height: int, inside: str) -> str:
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'
