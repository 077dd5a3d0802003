"""Charts: predictions over time by label, and candidates with their intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

import altair as alt

from vigie.client import Traffic
from vigie.ui.voice import Voice

INK, SOFT, GRID = "#1c2f36", "#5c6b70", "#e4e2d9"
MAIN = "#1b6478"
PALETTE = ("#1b6478", "#d9974a", "#7fa99b", "#8d6a9f", "#b5533c", "#54738c", "#a3a25a", "#3f8f7f", "#c58a8a")
"""Told apart in grey too; the legend and the tooltip name each one."""
STEPS = ("#1b6478", "#4f97a3", "#9cc4bf", "#e3d9a5", "#e0ae63", "#cc7a45", "#a1341f")
"""From the first step of a scale to the last."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What the axes and legends are called in the reader's language."""

    time: str
    amount: str
    label: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate's value in the deciding metric."""

    name: str
    value: float
    interval: tuple[float, float] | None
    champion: bool


def traffic_chart(traffic: Traffic, titles: dict[str, str], words: Axis, zone: tzinfo, *, ordered: bool) -> Any:
    """Return stacked bars of predictions per bucket, one colour per label in declared order."""
    entries = [
        {
            # Drawn as written: the browser must not shift it to a zone of its own.
            "at": datetime.fromtimestamp(bucket.at / 1e6, tz=zone).replace(tzinfo=None).isoformat(timespec="seconds"),
            "label": titles.get(name, name),
            "amount": amount,
            "order": order,
        }
        for bucket in traffic.buckets
        for order, (name, amount) in enumerate(_by_label(bucket.by_label, titles).items())
    ]
    domain = list(titles.values())
    return _framed(
        alt.Chart(alt.InlineData(values=entries))
        .mark_bar(size=max(3, int(560 / max(len(traffic.buckets), 1))), cornerRadiusEnd=1)
        .encode(
            x=alt.X(
                "at:T", title=None, axis=alt.Axis(format=_clock(traffic), grid=False, labelOverlap=True, tickCount=6)
            ),
            y=alt.Y("sum(amount):Q", title=words.amount, axis=alt.Axis(tickMinStep=1, tickCount=4, format="d")),
            color=alt.Color(
                "label:N", title=None, scale=_colours(domain, ordered), legend=alt.Legend(orient="top", columns=4)
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("at:T", title=words.time, format="%d/%m %H:%M"),
                alt.Tooltip("label:N", title=words.label),
                alt.Tooltip("amount:Q", title=words.amount),
            ],
        ),
        height=240,
    )


def _by_label(counted: dict[str, int], titles: dict[str, str]) -> dict[str, int]:
    known = {name: counted.get(name, 0) for name in titles}
    return known | {name: amount for name, amount in counted.items() if name not in known}


def _colours(domain: Sequence[str], ordered: bool) -> alt.Scale:
    if ordered:
        last = max(len(domain) - 1, 1)
        colours = [STEPS[round(place * (len(STEPS) - 1) / last)] for place in range(len(domain))]
    else:
        colours = [PALETTE[place % len(PALETTE)] for place in range(len(domain))]
    return alt.Scale(domain=list(domain), range=colours)


def _clock(traffic: Traffic) -> str:
    return "%H:%M" if traffic.bucket_s * len(traffic.buckets) <= 2 * 86_400 else "%d/%m"


def interval_chart(entries: Sequence[Scored], metric: str, number: Callable[[float, int], str]) -> Any:
    """Return a point per candidate with its 95 % interval, the champion's filled."""
    values = [_values(entry, number) for entry in entries]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y(
            "name:N", sort=None, title=None, axis=alt.Axis(labelLimit=220, labelFontSize=13, ticks=False, domain=False)
        )
    )
    scale = alt.Scale(zero=False, nice=True, padding=12)
    rule = base.mark_rule(strokeWidth=3, color="#9fc0c8").encode(
        x=alt.X("low:Q", title=metric, scale=scale, axis=alt.Axis(tickCount=5, labelExpr=_decimal(number))), x2="high:Q"
    )
    point = base.mark_point(size=150, filled=True, stroke=MAIN, strokeWidth=2, opacity=1).encode(
        x=alt.X("value:Q", title=metric, scale=scale),
        fill=alt.condition("datum.champion", alt.value(MAIN), alt.value("#fbfaf6")),
        tooltip=[
            alt.Tooltip("name:N", title=" "),
            alt.Tooltip("shown:N", title=metric),
            alt.Tooltip("between:N", title="95 %"),
        ],
    )
    return _framed(alt.layer(rule, point), height=44 * len(entries) + 30)


def _values(entry: Scored, number: Callable[[float, int], str]) -> dict[str, Any]:
    low, high = entry.interval or (entry.value, entry.value)
    return {
        "name": entry.name,
        "value": entry.value,
        "low": low,
        "high": high,
        "champion": entry.champion,
        "shown": number(entry.value, 4),
        "between": f"{number(low, 4)} – {number(high, 4)}",
    }


def _decimal(number: Callable[[float, int], str]) -> str:
    """Return Vega's expression for an axis label with the reader's decimal sign."""
    return f"replace(format(datum.value, '.2f'), '.', '{number(0.5, 1)[1]}')"


@dataclass(frozen=True, slots=True)
class Day:
    """Accuracy of one stretch of time: as seen, and as the model's confidence promises."""

    at: int
    seen: float
    ends: tuple[float, float]
    verdicts: int
    estimated: float | None


def accuracy_chart(days: Sequence[Day], names: tuple[str, str], axis: str, say: Voice) -> Any:
    """Return what was seen as points with their ranges, and the estimate as a dashed line; `names` are theirs."""
    base = alt.Chart(alt.InlineData(values=[_day(day, say) for day in days])).encode(
        x=alt.X("day:O", title=None, sort=None, axis=alt.Axis(grid=False, labelOverlap=True, labelAngle=0))
    )
    shapes = alt.Legend(orient="top", symbolType="circle", symbolStrokeWidth=2, labelLimit=300)
    colour = alt.Color(
        "name:N", title=None, scale=alt.Scale(domain=list(names), range=[MAIN, "#b5533c"]), legend=shapes
    )
    y = alt.Y(
        "seen:Q", title=axis, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(tickCount=5, labelExpr=_in_percent(say))
    )
    tips = [alt.Tooltip("day:O", title=" "), alt.Tooltip("shown:N", title=axis)]
    seen = base.transform_calculate(name=f"'{_quoted(names[0])}'")
    guessed = base.transform_calculate(name=f"'{_quoted(names[1])}'")
    return _framed(
        alt.layer(
            seen.mark_rule(strokeWidth=3, color="#9fc0c8").encode(y=alt.Y("low:Q"), y2="high:Q"),
            guessed.mark_line(strokeDash=[5, 4], strokeWidth=2).encode(y=alt.Y("estimated:Q"), color=colour),
            seen.mark_point(size=90, filled=True, opacity=1).encode(y=y, color=colour, tooltip=tips),
        ),
        height=220,
    )


def _day(day: Day, say: Voice) -> dict[str, Any]:
    low, high = day.ends
    share, ends = say.percent(day.seen), f"{say.percent(low)} – {say.percent(high)}"
    return {
        "day": f"{datetime.fromtimestamp(day.at / 1e6, tz=UTC):%d/%m}",  # periods are days of UTC
        "seen": day.seen,
        "low": low,
        "high": high,
        "estimated": day.estimated,
        "shown": f"{share} ({ends}), n = {say.number(day.verdicts)}",
    }


def _in_percent(say: Voice) -> str:
    """Return Vega's expression for a share on an axis as the reader writes it."""
    return f"format(100 * datum.value, '.0f') + '{say.percent(0)[1:]}'"


def _quoted(text: str) -> str:
    return text.replace("\\", "").replace("'", "’")


def _framed(chart: Any, height: int) -> Any:
    return (
        chart.properties(height=height, background="transparent")
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=SOFT, titleColor=SOFT, gridColor=GRID, domainColor=GRID, tickColor=GRID, titleFontWeight="normal"
        )
        .configure_legend(labelColor=INK, labelFontSize=13, symbolType="square")
    )
