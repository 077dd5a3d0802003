"""Why data are refused or a model is not taken, for people who never heard of a p-value.

What happened comes first, the figures after it in brackets. Texts about a model end a sentence that begins with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from vigie.core.figures import say_number, say_percent
from vigie.core.types import LANGUAGES, Language
from vigie.evaluation.gate_words import Plain
from vigie.evaluation.slice_losses import SliceLoss

_TEXTS: dict[tuple[Language, str], str] = {
    ("en", "size"): "too many rows are gone ({after} are left of {before}; at most {most} may go)",
    ("fr", "size"): "trop de lignes ont disparu (il en reste {after} sur {before} ; au plus {most} peuvent partir)",
    ("en", "classes"): (
        "the classes no longer come as often as they did ({share} of the rows would have to be of another class; at "
        "most {most} may)"
    ),
    ("fr", "classes"): (
        "les classes ne viennent plus aussi souvent qu'avant ({share} des lignes devraient changer de classe ; au plus "
        "{most} le peuvent)"
    ),
    ("en", "labels"): (
        "too many rows that were known have another label all at once ({changed} of {known}, which is {share}; at most "
        "{most} may)"
    ),
    ("fr", "labels"): (
        "trop de lignes connues ont d'un coup une autre étiquette ({changed} sur {known}, soit {share} ; au plus "
        "{most} le peuvent)"
    ),
    ("en", "values"): (
        "too many rows that were known hold other values all at once, as when a file was written wrongly ({changed} of "
        "{known}, which is {share}; at most {most} may)"
    ),
    ("fr", "values"): (
        "trop de lignes connues ont d'un coup d'autres valeurs, comme quand un fichier a été mal écrit ({changed} sur "
        "{known}, soit {share} ; au plus {most} le peuvent)"
    ),
    ("en", "every class"): "there is not one row to learn from that is labelled {names}",
    ("fr", "every class"): "aucune ligne à apprendre n'est étiquetée {names}",
    ("en", "drift"): (
        "the new rows are unlike all those before them ({rows} rows; from 0, alike, to 1: {names}; at most {most})"
    ),
    ("fr", "drift"): (
        "les nouvelles lignes ne ressemblent pas aux précédentes ({rows} lignes ; de 0, pareilles, à 1 : {names} ; au "
        "plus {most})"
    ),
    ("en", "surprise"): (
        "the model in service contradicts the new labels far more often than usual, so that they may be wrong (it is "
        "right on {now} of {rows} new rows, and on {usual} of others; at most {most} less is allowed)"
    ),
    ("fr", "surprise"): (
        "le modèle en service contredit les nouvelles étiquettes bien plus souvent que d'habitude, elles sont "
        "peut-être fausses (il a raison sur {now} des {rows} nouvelles lignes, et sur {usual} des autres ; au plus "
        "{most} de moins est permis)"
    ),
    ("en", "reviewed"): (
        "it is right {verb} on the rows that people reviewed and that neither had seen ({after} of {rows}, the model "
        "in service {before})"
    ),
    ("fr", "reviewed"): (
        "il a {verb} raison sur les lignes relues par des personnes et que ni l'un ni l'autre n'avait vues ({after} "
        "sur {rows}, le modèle en service {before})"
    ),
    ("en", "more"): "more often",
    ("fr", "more"): "plus souvent",
    ("en", "as"): "as often",
    ("fr", "as"): "aussi souvent",
    ("en", "less"): "less often",
    ("fr", "less"): "moins souvent",
    ("en", "slices"): "it does much worse on some kinds of rows, and not by bad luck ({names})",
    ("fr", "slices"): "il fait bien pire sur certaines sortes de lignes, et la malchance ne l'explique pas ({names})",
    ("en", "slice"): "{column} {value}: right on {after} instead of {before} of {rows} rows",
    ("fr", "slice"): "{column} {value} : raison sur {after} au lieu de {before} de {rows} lignes",
}  # fmt: skip


def too_few_left(before: int, after: int, most: float) -> Plain:
    """Say that rows are gone.

    Examples
    --------
    >>> too_few_left(2_900, 1_200, 0.1)["en"]
    'too many rows are gone (1,200 are left of 2,900; at most 10% may go)'
    """
    return _both("size", before=before, after=after, most=most)


def other_classes(share: float, most: float) -> Plain:
    return _both("classes", share=share, most=most)


def changed(name: str, number: int, known: int, most: float) -> Plain:
    """Say that known rows have other `labels` or `values`."""
    return _both(name, changed=number, known=known, share=number / known if known else 0.0, most=most)


def lacking(names: Sequence[str]) -> Plain:
    return _both("every class", names=", ".join(names))


def unlike(rows: int, columns: Sequence[tuple[str, float]], most: float) -> Plain:
    """Say which columns of new rows are far from the former ones."""
    return {
        language: _say(
            language,
            "drift",
            rows=rows,
            names=", ".join(f"{name} {say_number(value, 2, language)}" for name, value in columns),
            most=say_number(most, 2, language),
        )
        for language in LANGUAGES
    }


def contradicted(now: float, rows: int, usual: float, most: float) -> Plain:
    return _both("surprise", now=now, rows=rows, usual=usual, most=most)


def on_reviewed(before: int, after: int, rows: int) -> Plain:
    """Say how often a model is right on reviewed rows, beside the champion."""
    verb = "more" if after > before else "less" if after < before else "as"
    return {
        language: _say(language, "reviewed", verb=_TEXTS[language, verb], before=before, after=after, rows=rows)
        for language in LANGUAGES
    }


def worse_on(losses: Sequence[SliceLoss]) -> Plain:
    """Say on which kinds of rows a model does much worse."""
    ends: dict[Language, str] = {"en": "; ", "fr": " ; "}
    return {
        language: _say(language, "slices", names=ends[language].join(_slice(language, one) for one in losses))
        for language in LANGUAGES
    }


def _slice(language: Language, one: SliceLoss) -> str:
    facts = {"before": one.before, "after": one.after, "rows": one.rows}
    return _say(language, "slice", column=one.column, value=one.value, **facts)


def _both(key: str, **facts: str | float) -> Plain:
    return {language: _say(language, key, **facts) for language in LANGUAGES}


def _say(language: Language, key: str, **facts: str | float) -> str:
    """Fill in a text: whole numbers are counts, others are shares."""
    return _TEXTS[language, key].format(**{name: _figure(value, language) for name, value in facts.items()})


def _figure(value: str | float, language: Language) -> str:
    if isinstance(value, str):
        return value
    return say_number(value, 0, language) if isinstance(value, int) else _share(value, language)


def _share(share: float, language: Language) -> str:
    whole = round(share * 100, 6).is_integer()
    return say_percent(share, 0 if whole else 1, language)
