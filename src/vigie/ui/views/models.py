"""Models: which one answers, how good it is, which others there are, and who changed what."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from vigie.client import Deployment, Leaderboard, ServableInfo, Standing
from vigie.ui import charts, notices
from vigie.ui.context import Context, open_context
from vigie.ui.markup import badge, escape, facts, figures, fill, table

_FIGURES = 4
# Under this p-value a difference is called real. (Streamlit would print a text that stands alone in a page's script.)
_REAL = 0.05
_ORDER = (
    "accuracy", "balanced_accuracy", "macro_f1", "precision", "recall", "roc_auc", "average_precision",
    "quadratic_kappa", "within_one", "log_loss", "brier", "calibration_error",
)  # fmt: skip


def render(context: Context) -> None:
    """Draw the page."""
    say = context.say
    board = context.client.leaderboard()
    deployments = context.client.deployments()
    st.header(say("models.title"), anchor=False)
    if context.model.servable is None:
        notices.no_champion(say)
    else:
        _draw_champion(context, context.model.servable, board, deployments)
    _draw_board(context, board)
    _draw_history(context, deployments)
    if context.addresses.mlflow:
        st.link_button(say("models.mlflow"), context.addresses.mlflow, icon=":material/open_in_new:")


def metric_name(context: Context, name: str) -> str:
    """Return what people call a metric."""
    return context.say(f"metric.{name}") if context.say.known(f"metric.{name}") else name.replace("_", " ")


def _draw_champion(
    context: Context, servable: ServableInfo, board: Leaderboard, deployments: Sequence[Deployment]
) -> None:
    say = context.say
    since = next((one.at for one in deployments if one.version == servable.version), servable.created_at)
    with st.container(border=True, key="vg-champion"):
        st.html(
            fill(
                '<div class="vg-verdict"><span>{small}</span><strong>{name}</strong><p>{text}</p></div>',
                small=say("champion.title"),
                name=servable.candidate,
                text=say("champion.text", recipe=servable.recipe, version=servable.version),
            )
            + figures(_best_known(context, servable, board))
        )
        _draw_all_metrics(context, servable)
        entries = [
            (say("champion.since"), say.moment(since) if since else "–"),
            (say("champion.data"), "–" if servable.dataset_version is None else str(servable.dataset_version)),
            (say("champion.code"), servable.code_version or "–"),
            (say("champion.made"), "–" if not servable.created_at else say.moment(servable.created_at)),
        ]
        st.html(facts(entries))
        if context.addresses.mlflow and servable.run_id:
            st.link_button(say("champion.run"), context.addresses.run(servable.run_id), icon=":material/open_in_new:")


def _known(metrics: dict[str, float | None]) -> dict[str, float]:
    """Return the metrics that have a value, in the order in which people read them."""
    order = {name: place for place, name in enumerate(_ORDER)}
    present = {name: value for name, value in metrics.items() if value is not None}
    return dict(sorted(present.items(), key=lambda entry: (order.get(entry[0], len(order)), entry[0])))


def _best_known(context: Context, servable: ServableInfo, board: Leaderboard) -> list[tuple[str, str, str]]:
    """Return the deciding metric first, then the usual ones, each with what it means."""
    known = _known(servable.metrics)
    names = [board.metric] if board.metric in known else []
    names += [name for name in known if name not in names and name in _ORDER]
    own = next((one for one in board.candidates if one.run_id and one.run_id == servable.run_id), None)
    return [
        (
            metric_name(context, name),
            context.say.number(known[name], 3),
            _interval(context, own) if own and name == board.metric else context.say(f"metric.{name}.short"),
        )
        for name in names[:_FIGURES]
    ]


def _interval(context: Context, standing: Standing) -> str:
    if standing.interval is None:
        return ""
    low, high = (context.say.number(edge, 3) for edge in standing.interval)
    return context.say("board.between", low=low, high=high)


def _draw_all_metrics(context: Context, servable: ServableInfo) -> None:
    say = context.say
    rows = [
        [
            escape(metric_name(context, name)),
            escape(say.number(value, 4)),
            escape(say(f"metric.{name}.help") if say.known(f"metric.{name}.help") else ""),
        ]
        for name, value in _known(servable.metrics).items()
    ]
    if rows:
        with st.expander(say("champion.metrics")):
            st.html(
                table([say("metric.name"), say("metric.value"), say("metric.meaning")], rows, say("champion.metrics"))
            )


def _draw_board(context: Context, board: Leaderboard) -> None:
    say = context.say
    st.subheader(say("board.title"), anchor=False)
    if not board.candidates:
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("board.none")))
        return
    metric = metric_name(context, board.metric)
    why = fill('<p class="vg-soft">{text}</p>', text=say("board.why", why=board.why)) if board.why else ""
    st.html(fill("<p>{text}</p>", text=say("board.text", metric=metric)) + why)
    scored = [
        charts.Scored(one.candidate, value, one.interval, _answers(context, one))
        for one in board.candidates
        if (value := one.metrics.get(board.metric)) is not None
    ]
    if scored:
        st.altair_chart(charts.interval_chart(scored, metric, say.number), theme=None)
        st.caption(say("board.legend"))
    _draw_table(context, board, metric)


def _answers(context: Context, standing: Standing) -> bool:
    """Say whether this candidate is the one that answers now: a rollback comes after the comparison."""
    servable = context.model.servable
    return servable is not None and bool(standing.run_id) and standing.run_id == servable.run_id


def _draw_table(context: Context, board: Leaderboard, metric: str) -> None:
    say = context.say
    rows = []
    for place, one in enumerate(board.candidates):
        name = fill("<strong>{name}</strong>", name=one.candidate)
        if _answers(context, one):
            name += " " + badge(say("board.champion"), "good")
        rows.append(
            [
                name + fill('<br><span class="vg-soft">{recipe}</span>', recipe=one.recipe),
                _value(context, one, board.metric),
                escape(_difference(context, one, place)),
                escape(_amount(context, one.fit_seconds, "board.seconds", 1)),
                escape(_amount(context, one.ms_per_row, "board.milliseconds", 2)),
                escape(
                    _amount(context, None if one.size_bytes is None else one.size_bytes / 1e6, "board.megabytes", 1)
                ),
                _run_link(context, one),
            ]
        )
    head = [
        say("board.candidate"),
        metric,
        say("board.real"),
        say("board.fit"),
        say("board.answer"),
        say("board.size"),
        "",
    ]
    st.html(table(head, rows, say("board.title")))


def _value(context: Context, standing: Standing, metric: str) -> str:
    value = standing.metrics.get(metric)
    shown = "–" if value is None else context.say.number(value, 3)
    return escape(shown) + fill('<br><span class="vg-soft">{text}</span>', text=_interval(context, standing))


def _difference(context: Context, standing: Standing, place: int) -> str:
    if place == 0:
        return context.say("board.best")
    if standing.p_value is None:
        return "–"
    return context.say("board.is_real" if standing.p_value < _REAL else "board.maybe_chance")


def _amount(context: Context, value: float | None, key: str, digits: int) -> str:
    return "–" if value is None else context.say(key, n=context.say.number(value, digits))


def _run_link(context: Context, standing: Standing) -> str:
    if not (context.addresses.mlflow and standing.run_id):
        return ""
    return fill(
        '<a href="{url}" target="_blank" rel="noopener">{text}</a>',
        url=context.addresses.run(standing.run_id),
        text=context.say("board.run"),
    )


def _draw_history(context: Context, deployments: Sequence[Deployment]) -> None:
    say = context.say
    st.subheader(say("history.title"), anchor=False)
    if not deployments:
        st.html(fill('<p class="vg-soft">{text}</p>', text=say("history.none")))
        return
    rows = [
        [
            fill('<span title="{ago}">{when}</span>', ago=say.ago(one.at), when=say.moment(one.at)),
            badge(say(f"history.{one.action}"), "warn" if one.action == "rolled_back" else "good")
            if say.known(f"history.{one.action}")
            else escape(one.action),
            escape(say("history.version", version=one.version, candidate=one.candidate or "–")),
            escape(one.who),
            escape(one.why or "–"),
        ]
        for one in deployments
    ]
    head = [say(f"history.{name}") for name in ("when", "what", "model", "who", "why")]
    st.html(table(head, rows, say("history.title")))


if __name__ == "__main__":
    render(open_context())
