"""What people are told when an alert opens, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from vigie.core.figures import say_number
from vigie.core.types import Language
from vigie.monitoring.breach_words import breach_sentence
from vigie.monitoring.refusals import Refusal
from vigie.monitoring.rejections import Evidence
from vigie.monitoring.thresholds import Breach

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Message:
    title: str
    body: str


def alert_message(
    evidence: Evidence | Refusal | Breach, *, project: str, rule: str = "", language: Language = "en", page: str = ""
) -> Message:
    """Return what to say about an alert, whatever its rule.

    See `rejection_message`, `refusal_message` and `breach_message`, which alone needs the name of its `rule`.
    """
    if isinstance(evidence, Breach):
        return breach_message(evidence, project=project, rule=rule, language=language, page=page)
    if isinstance(evidence, Refusal):
        return refusal_message(evidence, project=project, language=language, page=page)
    return rejection_message(evidence, project=project, language=language, page=page)


def breach_message(evidence: Breach, *, project: str, rule: str, language: Language = "en", page: str = "") -> Message:
    """Return what to say about a monitor that is past its limit.

    Examples
    --------
    >>> from vigie.monitoring.thresholds import Crossing
    >>> slow = Crossing("", 300.0, 320.0, limit=250.0, since=0, at=0, n=90)
    >>> evidence = Breach("latency", True, False, 0.0, 0, 0, (slow,))
    >>> print(breach_message(evidence, project="Tweets", rule="slow").body)
    One answer in a hundred takes 300 ms or longer; the limit is 250 ms.
    So it is since 1970-01-01 00:00:00 (UTC); seen last at 1970-01-01 00:00:00.
    No further message follows while this alert is open: it closes when all is within the limit again.
    """
    facts = {"project": project, "rule": rule, "first": _time(evidence.first_at), "last": _time(evidence.last_at)}
    title, *lines = (line.format(**facts) for line in _BREACH[language])
    return Message(title, "\n".join([breach_sentence(evidence, language), *lines, *([page] if page else [])]))


def alert_sentence(evidence: Evidence | Refusal | Breach, language: Language = "en") -> str:
    """Return one sentence for people who look at the alert.

    Examples
    --------
    >>> alert_sentence(Evidence(300, 3, 0, 1, (), ()), "fr")
    '3 réponses ont été rejetées en 5 min.'
    """
    if isinstance(evidence, Breach):
        return breach_sentence(evidence, language)
    if isinstance(evidence, Refusal):
        return evidence.text if language == "en" else _refusal_in_french(evidence)
    minutes = f"{evidence.within_s / 60:g}"
    if language == "fr":
        return f"{say_number(evidence.count, 0, 'fr')} réponses ont été rejetées en {minutes.replace('.', ',')} min."
    return f"{evidence.count} answers were rejected within {minutes} min."


def _refusal_in_french(evidence: Refusal) -> str:
    going = f"la version {evidence.goes_on} continue" if evidence.goes_on else "aucun autre ne répond"
    return f"Un modèle a été refusé, et {going}. {evidence.reason}"


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

_BREACH: dict[Language, tuple[str, ...]] = {
    "en": (
        "{project}: alert '{rule}'",
        "So it is since {first} (UTC); seen last at {last}.",
        "No further message follows while this alert is open: it closes when all is within the limit again.",
    ),
    "fr": (
        "{project} : alerte « {rule} »",
        "C'est ainsi depuis le {first} (UTC) ; vu la dernière fois le {last}.",
        "Aucun autre message ne suivra tant que cette alerte est ouverte : elle se ferme quand tout est en ordre.",
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
