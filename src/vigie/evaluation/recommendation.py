"""Which candidate to take: the cheapest one that is not really worse than the best, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vigie.core.types import Language
from vigie.evaluation.comparison import SIGNIFICANT
from vigie.evaluation.wording import metric_name, say_duration, say_number, say_p, say_size

SAME_COST = 1.25
"""Answers that take up to a quarter longer cost the same: repeated measurements differ by as much."""

Reason = Literal["only one", "best", "best and cheapest", "cheaper", "best that can be served", "none"]


@dataclass(frozen=True, slots=True)
class Option:
    """One candidate, as far as the choice needs it."""

    name: str
    value: float
    """Of the deciding metric."""
    answer_ms: float | None
    """Of one answer; None for a candidate that cannot be served."""
    size_bytes: int | None
    p_value: float | None = None
    """That it is worse than the best, corrected for the number of candidates; None for the best, NaN if unknown."""
    loss: float = 0.0
    """How much worse it is than the best, in the deciding metric."""
    most: float = 0.0
    """Upper end of the loss's 95 % interval."""

    @property
    def is_servable(self) -> bool:
        return self.answer_ms is not None

    @property
    def is_as_good(self) -> bool:
        """Whether its difference to the best may be chance."""
        return self.p_value is None or self.p_value >= SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The candidate to take; None where no candidate can be served."""

    option: Option | None
    best: Option
    reason: Reason
    equals: int
    """Servable candidates whose difference to the best may be chance, the best included."""
    metric: str

    @property
    def name(self) -> str | None:
        return self.option.name if self.option else None

    def say(self, language: Language) -> str:
        """Return one or two sentences."""
        facts = _facts(self, language)
        return _SENTENCES[language][self.reason].format(**facts)


def recommend(options: Sequence[Option], metric: str) -> Recommendation:
    """Return the cheapest servable candidate that is not significantly worse than the best.

    Cheap is a short answer, then a small model, then the better value. Not to be shown worse is not to be shown
    equal: with few rows many candidates pass, and the words say how much worse the chosen one may be.

    Parameters
    ----------
    options
        At least one; the best first.

    Examples
    --------
    >>> options = [Option("net", 0.91, 4.0, 90_000_000), Option("words", 0.90, 0.02, 500_000, 0.21, 0.01, 0.02)]
    >>> found = recommend(options, "accuracy")
    >>> found.name, found.reason
    ('words', 'cheaper')
    """
    best, servable = options[0], [option for option in options if option.is_servable]
    equals = [option for option in servable if option.is_as_good]
    if not servable:
        return Recommendation(None, best, "none", 0, metric)
    if not equals:
        return Recommendation(servable[0], best, "best that can be served", 0, metric)
    chosen = _cheapest(equals)
    return Recommendation(chosen, best, _reason(chosen, best, len(equals), len(options)), len(equals), metric)


def _cheapest(options: Sequence[Option]) -> Option:
    shortest = min(option.answer_ms or 0.0 for option in options)
    quick = [option for option in options if (option.answer_ms or 0.0) <= SAME_COST * shortest]
    smallest = min(option.size_bytes or 0 for option in quick)
    return next(option for option in quick if (option.size_bytes or 0) == smallest)


def _reason(chosen: Option, best: Option, equals: int, options: int) -> Reason:
    if options == 1:
        return "only one"
    if chosen.name != best.name:
        return "cheaper"
    return "best and cheapest" if equals > 1 else "best"


def _facts(found: Recommendation, language: Language) -> dict[str, str]:
    best, option = found.best, found.option or found.best
    return {
        "name": option.name,
        "best": best.name,
        "metric": metric_name(found.metric, language),
        "value": say_number(option.value, 3, language),
        "best_value": say_number(best.value, 3, language),
        "most": say_number(max(option.most, 0.0), 3, language),
        "p": say_p(option.p_value, language),
        "ms": say_duration(option.answer_ms, language),
        "size": say_size(option.size_bytes, language),
        "instead": _instead(best, language),
        "equals": str(found.equals),
    }


def _instead(best: Option, language: Language) -> str:
    if not best.is_servable:
        return {"en": "cannot be served", "fr": "ne peut pas être servi"}[language]
    cost = say_duration(best.answer_ms, language), say_size(best.size_bytes, language)
    return {"en": "takes {} and {}", "fr": "prend {} et {}"}[language].format(*cost)


_SENTENCES: dict[Language, dict[Reason, str]] = {
    "en": {
        "only one": "Take {name}: no other candidate was trained. Its {metric} is {value}, an answer takes {ms}.",
        "best": "Take {name}: it is the best ({metric} {value}), and chance alone brings no other candidate as far.",
        "best and cheapest": "Take {name}: it is the best ({metric} {value}), and none of the {equals} candidates that"
        " chance alone may separate is clearly cheaper ({ms} an answer, {size}).",
        "cheaper": "Take {name}: an answer takes {ms} and the model {size}, where {best}, the best, {instead}."
        " Its {metric} is {value} against {best_value}: chance alone can make such a difference (p = {p}), and it is"
        " hardly worse by more than {most}.",
        "best that can be served": "{best} is the best ({metric} {best_value}) but cannot be served, and the others"
        " are really worse. Of those that can be served, {name} is the best ({value}).",
        "none": "{best} is the best ({metric} {best_value}), but no trained candidate can be served.",
    },
    "fr": {
        "only one": "Prenez {name} : aucun autre candidat n'a été entraîné. Sa mesure ({metric}) est de {value}, et une"
        " réponse prend {ms}.",
        "best": "Prenez {name} : c'est le meilleur ({metric} {value}), et le hasard seul n'amène aucun autre aussi"
        " haut.",
        "best and cheapest": "Prenez {name} : c'est le meilleur ({metric} {value}), et aucun des {equals} candidats que"
        " le hasard seul peut séparer n'est nettement moins cher ({ms} par réponse, {size}).",
        "cheaper": "Prenez {name} : une réponse prend {ms} et le modèle {size}, là où {best}, le meilleur, {instead}."
        " Il atteint {value} ({metric}) contre {best_value} : le hasard seul peut produire un tel écart (p = {p}), et"
        " il n'est guère moins bon de plus de {most}.",
        "best that can be served": "{best} est le meilleur ({metric} {best_value}) mais ne peut pas être servi, et les"
        " autres sont vraiment moins bons. De ceux qui peuvent l'être, {name} est le meilleur ({value}).",
        "none": "{best} est le meilleur ({metric} {best_value}), mais aucun candidat entraîné ne peut être servi.",
    },
}
