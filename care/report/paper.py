"""A report on paper: one page, A4 or Letter, tagged for screen readers (PDF/UA-1), charts as SVG.

WeasyPrint is imported when a page is made: it costs seconds that no other request should pay.
"""

from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from care.report import charts
from care.report.fetching import only_these
from care.report.record import background_text, number, places_text, signs_text, tried_line
from care.report.words import words
from insights.course_words import verdict_text
from insights.pattern_warnings import status_of
from journal import vocabulary

# How a page is set, the roomiest first: the size of its letters, how much of each free text stands on it, how wide
# the legs are drawn. The last of them holds whatever a diary can hold.
Setting = tuple[str, int, str]
SETTINGS: tuple[Setting, ...] = (
    ("7.8pt", 2000, "74%"),
    ("6.4pt", 2000, "74%"),
    ("6.4pt", 300, "74%"),
    ("6pt", 120, "62%"),
    ("5.6pt", 60, "50%"),
    ("5pt", 60, "42%"),
)
# What fits on the page of each list; what is left out is counted on the page.
FITS = {"flags": 4, "tried": 6, "events": 5, "positions": 8, "reasons": 3, "answered": 3, "not_asked": 8}
HOUR = 60


def pdf(report: Mapping[str, Any], *, language: str, country: str = "") -> bytes:
    """The page as PDF bytes; a full one is set tighter and its long texts are cut, so that one is enough."""
    from weasyprint import HTML

    # The page quotes what people wrote, which must never make the server open a file or an address.
    own = only_these({_font().as_uri(), _font("-Bold").as_uri()})
    # Set anew at each size, for only the layout tells whether everything fits on one page.
    for setting in SETTINGS:
        page_html = html(report, language=language, country=country, setting=setting)
        document = HTML(string=page_html, url_fetcher=own)
        page = document.render(pdf_variant="pdf/ua-1", pdf_tags=True)
        if len(page.pages) == 1:
            break
    body: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return body


def html(
    report: Mapping[str, Any], *, language: str, country: str = "", setting: Setting = SETTINGS[0]
) -> str:
    """The page before it is set."""
    book = words()
    said = book.language(language)
    # Dates are written in the page's language, which need not be the request's.
    with translation.override(language):
        context = {
            "w": said,
            "r": report,
            "language": language,
            "size": "Letter" if country in book.letter else "A4",
            "letters": setting[0],
            "legs": setting[2],
            "question": _cut(report["question"] or said["none"], setting[1]),
            "font": _font().as_uri(),
            "bold": _font("-Bold").as_uri(),
            **_head(report, said),
            **_figures(report, said, language),
            **_lists(report, said, language, setting[1]),
            **_charts(report, said),
        }
        return render_to_string("care/report.html", context)


def _head(report: Mapping[str, Any], said: Mapping[str, str]) -> dict[str, Any]:
    period = report["period"]
    counts = report["nights"]
    span = _span(period, "period", said)
    parts = [f"{counts['painful']} {said['painful']}"]
    parts += [f"{counts[key]} {said[key]}" for key in ("late", "by_carer")]
    return {
        "born": said["born"].format(year=report["birth_year"]) if report["birth_year"] else "",
        "span": span,
        "since_visit": said["since_visit"].format(date=_day(period["visit"])) if period["visit"] else "",
        "compared": _span(report["compared_with"], "compared", said),
        "window": _window(report["patterns_from"], said),
        "printed": said["printed"].format(date=_day(report["printed_on"])),
        "nights": f"{said['of'].format(n=counts['logged'], of=counts['of'])}; {', '.join(parts)}",
    }


def _span(days: Mapping[str, Any], sentence: str, said: Mapping[str, str]) -> str:
    return said[sentence].format(**{"from": _day(days["from"]), "to": _day(days["to"])})


def _window(window: list[str] | None, said: Mapping[str, str]) -> str:
    """The nights that were compared with the patterns: more than the period's."""
    if not window:
        return ""
    first, last = map(date.fromisoformat, window)
    return _span({"from": first, "to": last}, "patterns_from", said)


def _figures(report: Mapping[str, Any], said: Mapping[str, str], language: str) -> dict[str, Any]:
    changes = [
        {
            **_row(one["metric"], one, said),
            "text": one["trend"]["text"],
            "difference": _difference(one, said),
        }
        for one in report["change"]
        if one["nights"]
    ]
    course = verdict_text(report["verdict"], language)
    sleep = [_row(metric, one, said) for metric, one in report["sleep"].items() if one["nights"]]
    return {"course": course, "changes": changes, "sleep": sleep}


def _row(metric: str, one: Mapping[str, Any], said: Mapping[str, str]) -> dict[str, str]:
    """A figure before and now; minutes are read as hours."""
    scale = HOUR if metric == "sleep_minutes" else 1
    shown = {side: None if one[side] is None else round(one[side] / scale, 1) for side in ("before", "now")}
    return {"label": said[metric], **{side: number(value, said) for side, value in shown.items()}}


def _difference(one: Mapping[str, Any], said: Mapping[str, str]) -> str:
    """How far it moved, beside how far it must for people to notice."""
    if one["change"] is None:
        return ""
    sign = "+" if one["change"] >= 0 else ""
    return said["difference"].format(
        change=sign + number(one["change"], said), least=number(one["least"], said)
    )


def _cut(text: str, most: int) -> str:
    """The first of a long text, marked where it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _lists(report: Mapping[str, Any], said: Mapping[str, str], language: str, most: int) -> dict[str, Any]:
    known = vocabulary.load()
    gaps = report["not_asked"]
    missing = list(dict.fromkeys(item for rule in gaps["rules"] for item in rule["items"])) if gaps else []
    return {
        "flags": [
            {**flag, "since": said["open_since"].format(date=_day(date.fromisoformat(flag["night"])))}
            for flag in report["flags"][: FITS["flags"]]
        ],
        "answered": [
            {
                "title": one["title"],
                "text": said["answered"].format(
                    date=_day(one["on"]), outcome=said[f"outcome_{one['outcome']}"]
                ),
            }
            for one in report["answered"][-FITS["answered"] :]
        ],
        **{
            f"more_{name}": len(report[name][FITS[name] :])
            for name in ("flags", "answered", "tried", "events")
        },
        "not_asked": _not_asked(missing, said, language),
        "unsigned": said["unsigned"]
        if any(status_of(one["id"], language) for one in report["patterns"])
        else "",
        "positions": [
            {
                "label": known.label("onset", one["onset"], language),
                "nights": one["nights"],
                "relief": _relief(one["relieved_by"], language),
            }
            for one in report["positions"][: FITS["positions"]]
        ],
        "places": places_text(report["map"]["now"], language),
        "noticed": signs_text(report["signs"], language),
        "background": background_text(
            report["background"] or (), _iso_day, lambda text: _cut(text, most), FITS["events"]
        ),
        "tried": [tried_line(one, said) for one in report["tried"][: FITS["tried"]]],
        "events": [
            {
                "on": _day(date.fromisoformat(one["on"])),
                "label": one["label"],
                "text": _cut(one["text"], most),
            }
            for one in report["events"][-FITS["events"] :]
        ],
        "patterns": [
            {**one, "for": one["for"][: FITS["reasons"]], "against": one["against"][: FITS["reasons"]]}
            for one in report["patterns"]
        ],
    }


def _not_asked(items: list[str], said: Mapping[str, str], language: str) -> str:
    if not items:
        return ""
    names = [_named(item, said, language) for item in items[: FITS["not_asked"]]]
    rest = len(items) - len(names)
    return said["not_asked"].format(
        items="; ".join(name.rstrip("?¿") for name in names) + (f" (+{rest})" if rest else "")
    )


def _named(item: str, said: Mapping[str, str], language: str) -> str:
    """The question behind an answer's id: in the page's own words, else the vocabulary's."""
    known = vocabulary.load()
    group, _, name = item.partition(".")
    for where, key in ((group, name), ("check", item)):
        if where in known.groups and key in known.groups[where].items:
            return known.label(where, key, language)
    if item in known.groups:
        label = known.groups[item].label
        return label.get(language, label["en"])
    return said.get(f"item_{item}", item)


def _relief(relieved: Mapping[str, Mapping[str, int]], language: str) -> str:
    """Each action: nights it helped out of nights it was tried in this position."""
    known = vocabulary.load()
    return ", ".join(
        f"{known.label('action', action, language)} {how.get('helped', 0)}/{sum(how.values())}"
        for action, how in relieved.items()
    )


def _charts(report: Mapping[str, Any], said: Mapping[str, str]) -> dict[str, str]:
    period = report["period"]
    drawn = {
        "leg_map": charts.leg_map(report["map"]["now"], said),
        "hours": charts.hours(report["hours"]),
        "strengths": charts.strengths(report["strengths"], period["from"], period["nights"], _short_day),
    }
    return {
        name: f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}" for name, svg in drawn.items()
    }


def _day(day: date) -> str:
    return date_format(day, "j M Y")


def _iso_day(day: str) -> str:
    return _day(date.fromisoformat(day))


def _short_day(day: date) -> str:
    return date_format(day, "j M")


def _font(cut: str = "") -> Path:
    """DejaVu Sans as matplotlib carries it: the same page on a machine without fonts."""
    spec = find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("matplotlib with its fonts")
    return Path(spec.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf" / f"DejaVuSans{cut}.ttf"
