"""A test in production in plain words, English and French."""

from __future__ import annotations

from vigie.core.figures import say_number
from vigie.core.types import Language
from vigie.ledger import Challenge
from vigie.pipelines.challenge.standing import Standing

_TEXTS: dict[tuple[Language, str], str] = {
    ("en", "none"): "No verdict that counts has come yet. About {needed} are needed to see a gain of {worth}.",
    ("fr", "none"): "Aucun avis exploitable pour l'instant. Il en faut environ {needed} pour voir un gain de {worth}.",
    ("en", "undecided"): (
        "Not decided after {n} verdicts: challenger {version} is right {gain} more often than the champion, surely "
        "between {low} and {high}. About {needed} verdicts in all are needed to see a gain of {worth}."
    ),
    ("fr", "undecided"): (
        "Rien de décidé après {n} avis : la version {version} a raison {gain} plus souvent que le modèle en "
        "service, sûrement entre {low} et {high}. Il faut environ {needed} avis en tout pour voir un gain de "
        "{worth}."
    ),
    ("en", "better"): (
        "Challenger {version} is better: right {gain} more often than the champion, surely between {low} and "
        "{high}, by {n} verdicts. Promote it."
    ),
    ("fr", "better"): (
        "La version {version} est meilleure : raison {gain} plus souvent que le modèle en service, sûrement entre "
        "{low} et {high}, d'après {n} avis. À promouvoir."
    ),
    ("en", "worse"): (
        "Challenger {version} is worse: right {gain} as compared with the champion, surely between {low} and "
        "{high}, by {n} verdicts. Keep the champion."
    ),
    ("fr", "worse"): (
        "La version {version} est moins bonne : {gain} par rapport au modèle en service, sûrement entre {low} et "
        "{high}, d'après {n} avis. Garder le modèle en service."
    ),
    ("en", "too_small"): (
        "If challenger {version} is better at all, then by less than {worth}: surely between {low} and {high}, by "
        "{n} verdicts. Keep the champion."
    ),
    ("fr", "too_small"): (
        "Si la version {version} est meilleure, c'est de moins de {worth} : sûrement entre {low} et {high}, "
        "d'après {n} avis. Garder le modèle en service."
    ),
    ("en", "too_late"): (
        "Challenger {version} was not shown to be better in the time it had: surely between {low} and {high}, by "
        "{n} verdicts. Keep the champion."
    ),
    ("fr", "too_late"): (
        "La version {version} ne s'est pas montrée meilleure dans le temps imparti : sûrement entre {low} et "
        "{high}, d'après {n} avis. Garder le modèle en service."
    ),
    ("en", "volunteered"): (
        " {uncounted} verdicts that nobody asked for do not count here: they are complaints about the champion more "
        "often than praise."
    ),
    ("fr", "volunteered"): (
        " {uncounted} avis spontanés ne comptent pas ici : on se plaint du modèle en service plus souvent qu'on ne "
        "le loue."
    ),
}


def say(challenge: Challenge, standing: Standing) -> dict[Language, str]:
    """Return how a challenge stands, in both languages."""
    return {"en": _say("en", challenge, standing), "fr": _say("fr", challenge, standing)}


def _say(language: Language, challenge: Challenge, standing: Standing) -> str:
    gain, is_empty = standing.gain, standing.gain.n == 0
    key = "none" if is_empty and standing.reason == "undecided" else standing.reason
    text = _TEXTS[language, key].format(
        version=challenge.version,
        n=say_number(standing.verdicts, 0, language),
        needed=say_number(standing.needed, 0, language),
        worth=points(language, float(challenge.settings["min_gain"]) or 0.01, signed=False),
        gain=points(language, gain.mean),
        low=points(language, gain.low),
        high=points(language, gain.high),
    )
    if standing.uncounted and challenge.mode == "shadow":
        text += _TEXTS[language, "volunteered"].format(uncounted=say_number(standing.uncounted, 0, language))
    return text


def points(language: Language, value: float, *, signed: bool = True) -> str:
    """Return a difference of shares in percentage points, as people write it.

    Examples
    --------
    >>> points("en", 0.0213), points("fr", -0.004)
    ('+2.1 points', '−0,4 point')
    """
    amount = f"{abs(value) * 100:.1f}"
    sign = ("−" if value < 0 else "+") if signed and float(amount) else ""
    plural = "s" if (float(amount) >= 2 if language == "fr" else amount != "1.0") else ""
    return f"{sign}{amount if language == 'en' else amount.replace('.', ',')} point{plural}"
