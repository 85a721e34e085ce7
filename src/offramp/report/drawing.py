"""From a Vega-Lite specification to an SVG picture that follows the page and has a text alternative."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from offramp.report.palette import PATTERNS, Swatch

PERCENT_LABELS = "format(datum.value * 100, '.0f') + '\N{NO-BREAK SPACE}%'"
TEXT = "#010101"
MUTED = "#020202"
GRID = "#030303"
PAPER = "#040404"
MARK = "#050505"
FOLLOWS = {
    TEXT: "currentColor",
    MUTED: "var(--muted, #6b6b6b)",
    GRID: "var(--rule, #c8c8c8)",
    PAPER: "var(--paper, #ffffff)",
    MARK: "var(--mark, #0072b2)",
}
"""Colours that stand for those of the page."""

CENTRED = {"expr": "-6.5 * (datum.lines - 1)"}
"""How far a text of several lines, 13 pixels apart, is moved so that its middle stands where its first line would."""

CONFIG: dict[str, Any] = {
    "aria": False,
    "view": {"stroke": None},
    "font": "sans-serif",
    "axis": {
        "labelColor": TEXT,
        "titleColor": TEXT,
        "gridColor": GRID,
        "domainColor": GRID,
        "tickColor": GRID,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "legend": {"labelColor": TEXT, "titleColor": TEXT, "labelFontSize": 12, "titleFontSize": 12, "labelLimit": 260},
    "title": {"color": TEXT, "fontSize": 12, "fontWeight": "bold"},
    "text": {"color": TEXT, "fontSize": 12},
}


def picture(spec: Mapping[str, Any], *, uid: str, title: str, description: str, swatches: Iterable[Swatch] = ()) -> str:
    """Draw a Vega-Lite specification as SVG with a transparent ground and a text alternative.

    Parameters
    ----------
    spec : mapping
        The specification, without `config`; fills of `swatches` are replaced by their patterns.
    uid : str
        A name no other picture on the page has.
    title, description : str
        The text alternative.
    swatches : iterable of Swatch, optional
        The fills that get a pattern.

    Returns
    -------
    str
        An `<svg>` element.
    """
    import vl_convert

    whole = {"background": None, "config": CONFIG, **spec}
    drawn = vl_convert.vegalite_to_svg(whole)
    opening = re.match(r'<svg[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>', drawn)
    if opening is None:
        raise ValueError("the drawing has no size")
    body = drawn[opening.end() : drawn.rindex("</svg>")]
    body = re.sub(r'\bid="([\w-]+)"', rf'id="{uid}-\1"', body)
    body = re.sub(r"url\(#([\w-]+)\)", rf"url(#{uid}-\1)", body)
    for colour, follows in FOLLOWS.items():
        body = body.replace(f'"{colour}"', f'"{follows}"')
    used = {swatch for swatch in swatches if swatch.pattern != "solid"}
    for swatch in used:
        body = body.replace(f'fill="{swatch.colour}"', f'fill="url(#{_pattern_id(uid, swatch)})"')
    body = body.replace(' font-family="sans-serif"', "")
    ground = patterns(uid, sorted(used, key=lambda swatch: swatch.colour))
    return framed(ground + body, float(opening[1]), float(opening[2]), uid=uid, title=title, description=description)


def framed(body: str, width: float, height: float, *, uid: str, title: str, description: str) -> str:
    """Put a drawing into an `<svg>` element that carries its text alternative and scales down with the page."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" aria-labelledby="{uid}-title {uid}-desc" font-family="sans-serif">'
        f'<title id="{uid}-title">{escape(title)}</title><desc id="{uid}-desc">{escape(description)}</desc>'
        f"{body}</svg>"
    )


def patterns(uid: str, swatches: Iterable[Swatch]) -> str:
    """Return the definitions of the swatches' patterns."""
    found = "".join(
        f'<pattern id="{_pattern_id(uid, swatch)}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{swatch.colour}"/>'
        f'<g stroke="{swatch.ink}" stroke-opacity="0.28" stroke-width="1" fill="none">{PATTERNS[swatch.pattern]}</g>'
        f"</pattern>"
        for swatch in swatches
    )
    return f"<defs>{found}</defs>" if found else ""


def _pattern_id(uid: str, swatch: Swatch) -> str:
    return f"{uid}-{swatch.pattern}-{swatch.colour.lstrip('#').lower()}"
