"""The comparison's two tables: how good each candidate is, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vigie.core.types import Language
from vigie.data.exploration.charts import escape
from vigie.evaluation.wording import metric_name, say_duration, say_number, say_p, say_size
from vigie.pipelines.compare import Leaderboard, Standing
from vigie.pipelines.pages.texts import say

Cell = Callable[[Standing], str]
"""One standing → the HTML of its cell."""

_BESIDE = ("accuracy", "macro_f1", "roc_auc")
_BESIDE_ORDERED = ("accuracy", "within_one", "quadratic_kappa")
"""Shown beside the deciding metric: of any classes, and of steps of a scale."""


def quality_table(board: Leaderboard, language: Language) -> str:
    """Return the deciding metric, its interval and the test against the best, then other metrics."""

    def interval(standing: Standing) -> str:
        ends = standing.run.intervals.get(board.metric)
        return "–".join(say_number(end, 3, language) for end in ends) if ends else ""

    def behind(standing: Standing) -> str:
        test = standing.against_best
        if test is None:
            return ""
        gap, low, high = (say_number(-end, 4, language, signed=True) for end in (test.difference, test.high, test.low))
        return f"{gap} <small>{say(language, 'range', low=low, high=high)}</small>"

    columns: list[tuple[str, Cell]] = [
        (metric_name(board.metric, language), _metric(board.metric, language, 4)),
        (say(language, "interval"), interval),
        (say(language, "behind"), behind),
        (say(language, "p"), lambda one: escape(say_p(one.p_value, language)) if one.against_best else ""),
        (say(language, "verdict"), lambda one: _verdict(one, language)),
    ]
    known = set.intersection(*(set(one.run.metrics) for one in board.standings)) - {board.metric}
    usual = _BESIDE_ORDERED if "within_one" in board.best.run.metrics else _BESIDE
    beside = [name for name in usual if name in known]
    columns += [(metric_name(name, language), _metric(name, language, 3)) for name in beside]
    return _table(board, columns, language)


def cost_table(board: Leaderboard, language: Language) -> str:
    """Return the time to fit, to answer one row and many, the size and, where it was measured, the energy."""
    columns: list[tuple[str, Cell]] = [
        (say(language, "one answer"), lambda one: _answer(one, language)),
        (say(language, "bulk"), lambda one: say_number(one.run.rows_per_second, 0, language)),
        (say(language, "size"), lambda one: say_size(one.run.size_bytes, language)),
        (say(language, "fit"), lambda one: say_duration(one.run.fit_seconds * 1e3, language)),
    ]
    if any(one.run.joules_per_1000 is not None for one in board.standings):
        columns.append((say(language, "energy"), lambda one: say_number(one.run.joules_per_1000, 2, language)))
    return _table(board, columns, language)


def precision_table(board: Leaderboard, language: Language) -> str:
    """Return what each network is in 32 bits and in eight; empty where there is no network."""
    rows = [
        f'<tr{" class=chosen" if precision.kept == name else ""}><td class="candidate">{escape(standing.name)}</td>'
        f"<td>{name}{_served(precision.kept == name, language)}</td>"
        f'<td class="n">{say_number(rendition.score, 4, language)}</td>'
        f'<td class="n">{escape(say_duration(rendition.answer_ms, language))}</td>'
        f'<td class="n">{escape(say_size(rendition.size_bytes, language))}</td></tr>'
        for standing in board.standings
        if (precision := standing.precision) is not None
        for name, rendition in (("fp32", precision.fp32), ("int8", precision.int8))
    ]
    if not rows:
        return ""
    titles = (metric_name(board.metric, language), say(language, "one answer"), say(language, "size"))
    numbers = "".join(f'<th class="n">{escape(title)}</th>' for title in titles)
    head = f"<th>{escape(say(language, 'candidate'))}</th><th>{escape(say(language, 'precision'))}</th>{numbers}"
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"


def _served(is_served: bool, language: Language) -> str:
    return f' <span class="chip good">{escape(say(language, "served"))}</span>' if is_served else ""


def _table(board: Leaderboard, columns: Sequence[tuple[str, Cell]], language: Language) -> str:
    head = "".join(f'<th class="n">{escape(title)}</th>' for title, _ in columns)
    rows = "".join(
        f"<tr{' class=chosen' if standing is board.recommended else ''}>"
        f'<td class="candidate">{escape(standing.name)}</td>'
        + "".join(f'<td class="n">{cell(standing)}</td>' for _, cell in columns)
        + "</tr>"
        for standing in board.standings
    )
    return f"<table><tr><th>{escape(say(language, 'candidate'))}</th>{head}</tr>{rows}</table>"


def _metric(name: str, language: Language, digits: int) -> Cell:
    return lambda standing: say_number(standing.run.metrics[name], digits, language)


def _answer(standing: Standing, language: Language) -> str:
    if standing.run.answer_ms is None:
        return f'<span class="chip other">{escape(say(language, "not servable"))}</span>'
    return escape(say_duration(standing.run.answer_ms, language))


def _verdict(standing: Standing, language: Language) -> str:
    if standing.is_best:
        return f'<span class="chip good">{escape(say(language, "best"))}</span>'
    if standing.p_value is None:
        return f'<span class="chip other">{escape(say(language, "unknown"))}</span>'
    key, kind = ("real", "real") if standing.is_real else ("chance", "")
    return f'<span class="chip {kind}">{escape(say(language, key))}</span>'
