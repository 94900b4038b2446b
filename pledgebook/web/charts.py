"""Charts as Vega-Lite specifications, made with Altair; vl-convert turns one into a picture without a browser.

A specification holds its figures, so that it can be handed on; it names no other address.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

SAID, ARRIVED = "pledged", "delivered"
_COLOURS = ("#1f4e79", "#4c9a64")  # told apart in print and by the colour-blind, as one is much darker
_WIDTH, _HEIGHT = 640, 280
_STEP = 24  # pixels a pair of bars
_FEW = 6  # groups of columns, which then stand apart
_ROOM = 4  # groups that there is room for at least, so that a single one is no wall
_INK, _RULE = "#33312d", "#d8d3c6"
_MILLION = Decimal(1_000_000)
_FONT = "DejaVu Sans, sans-serif"


class Point(NamedTuple):
    """A bar or a point: what it is of, pledged or delivered, and how much, in whole units."""

    label: str
    series: str
    value: Decimal


def bars(points: Sequence[Point], title: str, currency: str, what: str) -> dict[str, Any]:
    """Pairs of bars from the left, in the order given; the specification as JSON."""
    import altair as alt

    order = list(dict.fromkeys(point.label for point in points))
    chart = (
        alt.Chart(_rows(points, what))
        .mark_bar()
        .encode(
            y=alt.Y(f"{what}:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, ticks=False, domain=False)),
            yOffset=alt.YOffset("series:N", sort=[SAID, ARRIVED]),
            x=alt.X("millions:Q", title=f"{currency} million", axis=alt.Axis(tickCount=5)),
            color=_colour(alt),
            tooltip=_tooltip(alt, what, currency),
        )
    )
    return _made(chart.properties(title=title, width=_WIDTH, height=max(_STEP * len(order), 2 * _STEP)))


def columns(points: Sequence[Point], title: str, currency: str, what: str) -> dict[str, Any]:
    """Pairs of columns in the order given, for years and months; the specification as JSON."""
    import altair as alt

    order = sorted({point.label for point in points})
    between = 0.2 if len(order) > _FEW else 0.6
    around = min(max(0.1, (_ROOM - len(order) + between) / 2), 1.0)  # as much as Vega-Lite takes
    crowded = [label for n, label in enumerate(order) if n % (len(order) // 12 + 1) == 0]
    chart = (
        alt.Chart(_rows(points, what))
        .mark_bar()
        .encode(
            x=alt.X(
                f"{what}:O",
                sort=order,
                scale=alt.Scale(paddingInner=between, paddingOuter=around),
                title=None,
                axis=alt.Axis(values=crowded, labelAngle=0, labelOverlap="greedy", ticks=False),
            ),
            xOffset=alt.XOffset("series:N", sort=[SAID, ARRIVED]),
            y=alt.Y("millions:Q", title=f"{currency} million", axis=alt.Axis(tickCount=5)),
            color=_colour(alt),
            tooltip=_tooltip(alt, what, currency),
        )
    )
    return _made(chart.properties(title=title, width=_WIDTH, height=_HEIGHT))


def picture(specification: dict[str, Any], kind: str) -> bytes:
    """The chart as `svg` or `png`. Nothing is fetched for it."""
    import vl_convert

    version = specification["$schema"].rpartition("/")[2].removesuffix(".json").removeprefix("v")
    asked = ".".join(version.split(".")[:2])
    known = asked if f"v{asked}" in {f"v{v}" for v in vl_convert.get_vegalite_versions()} else None
    if kind == "svg":
        return vl_convert.vegalite_to_svg(specification, vl_version=known, allowed_base_urls=[]).encode("utf-8")
    return bytes(vl_convert.vegalite_to_png(specification, vl_version=known, scale=2, allowed_base_urls=[]))


def _rows(points: Sequence[Point], what: str) -> Any:
    import altair as alt

    rows = [{what: p.label, "series": p.series, "millions": float(round(p.value / _MILLION, 3))} for p in points]
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


def _colour(alt: Any) -> Any:
    scale = alt.Scale(domain=[SAID, ARRIVED], range=list(_COLOURS))
    return alt.Color("series:N", scale=scale, title=None, legend=alt.Legend(orient="top", symbolType="square"))


def _tooltip(alt: Any, what: str, currency: str) -> list[Any]:
    return [
        alt.Tooltip(f"{what}:N", title=what),
        alt.Tooltip("series:N", title="stage"),
        alt.Tooltip("millions:Q", title=f"{currency} million", format=",.1f"),
    ]


def _made(chart: Any) -> dict[str, Any]:
    plain = (
        chart.configure(font=_FONT, background="white")
        .configure_view(stroke=None)
        .configure_axis(labelColor=_INK, titleColor=_INK, gridColor=_RULE, domainColor=_RULE, tickColor=_RULE)
        .configure_title(anchor="start", color=_INK)
    )
    made: dict[str, Any] = json.loads(plain.to_json())
    return made
