"""What the first number of accuracy is worth, in words for people."""

from __future__ import annotations

from collections.abc import Mapping

from vigie.core.figures import say_number
from vigie.core.schema import Words
from vigie.core.types import Language
from vigie.monitoring.judged import Given
from vigie.monitoring.periods import Period


def first_number_words(period: Period) -> Words:
    """Say what the number that is shown first comes from, and whether to believe it.

    Examples
    --------
    >>> from vigie.monitoring.judged import Measured
    >>> print(first_number_words(Period(0, None, 10, {"volunteered": Measured(4, 1)}, None, None)).en)
    From the 4 verdicts that people gave by themselves. They complain more than they praise: it is probably better.
    """
    kind = period.first_kind
    case = "none" if kind is None else kind if period.shown else _UNSURE[kind]
    n = period.by_kind[kind].n if kind else 0

    def tell(language: Language, text: str) -> str:
        return text.format(n=say_number(n, 0, language), answered=say_number(period.answered, 0, language))

    return Words(**{language: tell(language, text) for language, text in _WORDS[case].items()})


_UNSURE: Mapping[Given, str] = {"asked": "few", "imported": "some", "volunteered": "volunteered"}

_WORDS: Mapping[str, Mapping[Language, str]] = {
    "asked": {
        "en": "From {n} answers drawn at random that people were asked to check: without bias.",
        "fr": "D'après {n} réponses tirées au sort que l'on a demandé de vérifier : sans biais.",
    },
    "imported": {
        "en": "From what turned out to be right for {n} of the {answered} answers: without bias.",
        "fr": "D'après ce qui s'est avéré juste pour {n} des {answered} réponses : sans biais.",
    },
    "few": {
        "en": "From only {n} answers that people were asked to check: too few to rely on.",
        "fr": "D'après {n} réponses seulement que l'on a demandé de vérifier : trop peu pour s'y fier.",
    },
    "some": {
        "en": "From what turned out to be right for {n} of the {answered} answers: the others may be different.",
        "fr": "D'après ce qui s'est avéré juste pour {n} des {answered} réponses : les autres diffèrent peut-être.",
    },
    "volunteered": {
        "en": "From the {n} verdicts that people gave by themselves. They complain more than they praise: it is "
        "probably better.",
        "fr": "D'après les {n} avis donnés spontanément. On se plaint plus qu'on ne félicite : c'est sans doute mieux.",
    },
    "none": {
        "en": "Nobody has judged these answers yet: there is only the estimate.",
        "fr": "Personne n'a encore jugé ces réponses : il n'y a que l'estimation.",
    },
}
