"""What people are told when an alert opens, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from vigie.core.types import Language
from vigie.monitoring.refusals import Refusal
from vigie.monitoring.rejections import Evidence

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Message:
    title: str
    body: str


def alert_message(evidence: Evidence | Refusal, *, project: str, language: Language = "en", page: str = "") -> Message:
    """Return what to say about an alert, whatever its rule; see `rejection_message` and `refusal_message`."""
    if isinstance(evidence, Refusal):
        return refusal_message(evidence, project=project, language=language, page=page)
    return rejection_message(evidence, project=project, language=language, page=page)


def refusal_message(evidence: Refusal, *, project: str, language: Language = "en", page: str = "") -> Message:
    """Return what to say about a model that a service refused.

    Examples
    --------
    >>> evidence = Refusal("It is not signed.", "3", count=1, first_at=0, last_at=0)
    >>> print(refusal_message(evidence, project="Tweets").body)
    At 1970-01-01 00:00:00 (UTC) a service of Tweets refused the model it was to take, and version 3 goes on.
    It is not signed.
    No further message follows while this alert is open: it closes when a model is taken.
    """
    facts = {
        "project": project,
        "at": _time(evidence.last_at),
        "version": evidence.goes_on,
        "reason": evidence.reason,
    }
    going = "goes on" if evidence.goes_on else "none"
    title, *lines = (line.format(**facts) for line in _REFUSED[language, going])
    return Message(title, "\n".join([*lines, *([page] if page else [])]))


def rejection_message(evidence: Evidence, *, project: str, language: Language = "en", page: str = "") -> Message:
    """Return what to say about rejected answers.

    Parameters
    ----------
    project
        What people call the system.
    page
        Address of the page where the alert is looked at and closed; left out where it is empty.

    Examples
    --------
    >>> evidence = Evidence(within_s=300, count=2, first_at=0, last_at=60_000_000, prediction_ids=("a", "b"), times=())
    >>> print(rejection_message(evidence, project="Tweets").body)
    2 answers of Tweets were rejected or corrected by people between 1970-01-01 00:00:00 and 1970-01-01 00:01:00 (UTC).
    Predictions: a, b
    No further message follows while this alert is open: look into it and close it.
    """
    facts = {
        "n": evidence.count,
        "project": project,
        "first": _time(evidence.first_at),
        "last": _time(evidence.last_at),
        "ids": ", ".join(evidence.prediction_ids[:_NAMED]) + (", …" if evidence.count > _NAMED else ""),
    }
    one = "one" if evidence.count == 1 else "many"
    title, *lines = (line.format(**facts) for line in _TEXTS[language, one])
    return Message(title, "\n".join([*lines, *([page] if page else [])]))


def _time(at: int) -> str:
    return datetime.fromtimestamp(at // 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S")


_TEXTS: dict[tuple[Language, str], tuple[str, ...]] = {
    ("en", "many"): (
        "{project}: {n} answers rejected",
        "{n} answers of {project} were rejected or corrected by people between {first} and {last} (UTC).",
        "Predictions: {ids}",
        "No further message follows while this alert is open: look into it and close it.",
    ),
    ("en", "one"): (
        "{project}: an answer rejected",
        "An answer of {project} was rejected or corrected by a person at {last} (UTC).",
        "Prediction: {ids}",
        "No further message follows while this alert is open: look into it and close it.",
    ),
    ("fr", "many"): (
        "{project} : {n} réponses rejetées",
        "{n} réponses de {project} ont été rejetées ou corrigées entre {first} et {last} (UTC).",
        "Prédictions : {ids}",
        "Aucun autre message ne suivra tant que cette alerte est ouverte : regardez, puis fermez-la.",
    ),
    ("fr", "one"): (
        "{project} : une réponse rejetée",
        "Une réponse de {project} a été rejetée ou corrigée le {last} (UTC).",
        "Prédiction : {ids}",
        "Aucun autre message ne suivra tant que cette alerte est ouverte : regardez, puis fermez-la.",
    ),
}

_REFUSED: dict[tuple[Language, str], tuple[str, ...]] = {
    ("en", "goes on"): (
        "{project}: a model was refused",
        "At {at} (UTC) a service of {project} refused the model it was to take, and version {version} goes on.",
        "{reason}",
        "No further message follows while this alert is open: it closes when a model is taken.",
    ),
    ("en", "none"): (
        "{project}: a model was refused, and none answers",
        "At {at} (UTC) a service of {project} refused the model it was to take, and has none to answer with.",
        "{reason}",
        "No further message follows while this alert is open: it closes when a model is taken.",
    ),
    ("fr", "goes on"): (
        "{project} : un modèle refusé",
        "Le {at} (UTC), un service de {project} a refusé le modèle proposé ; la version {version} continue.",
        "{reason}",
        "Aucun autre message ne suivra tant que cette alerte est ouverte : elle se ferme quand un modèle est accepté.",
    ),
    ("fr", "none"): (
        "{project} : un modèle refusé, aucun ne répond",
        "Le {at} (UTC), un service de {project} a refusé le modèle proposé et n'en a aucun pour répondre.",
        "{reason}",
        "Aucun autre message ne suivra tant que cette alerte est ouverte : elle se ferme quand un modèle est accepté.",
    ),
}
