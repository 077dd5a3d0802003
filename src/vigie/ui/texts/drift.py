"""On the page *Watch*: what has changed since training."""

from vigie.core.schema import Words

TEXTS: dict[str, Words] = {
    "drift.title": Words(en="Is it asked what it has learned?", fr="Lui demande-t-on ce qu’il a appris ?"),
    "drift.changed": Words(en="Something has changed", fr="Quelque chose a changé"),
    "drift.same": Words(en="As in training", fr="Comme à l’entraînement"),
    "drift.not_compared": Words(en="Not compared yet", fr="Pas encore comparé"),
    "drift.window": Words(
        en="{answers} within {span}, beside {rows} of training. Looked at {ago}. What does most to the answers "
        "comes first.",
        fr="{answers} ({span}) comparées à {rows} de l’entraînement. Regardé {ago}. Ce qui pèse le plus sur les "
        "réponses vient en premier.",
    ),
    "drift.then": Words(en="in training", fr="à l’entraînement"),
    "drift.now": Words(en="now", fr="maintenant"),
    "drift.more": Words(en="{n} more", fr="{n} de plus"),
    "drift.steady": Words(en="As in training: {names}.", fr="Comme à l’entraînement : {names}."),
    "drift.strength.some": Words(en="somewhat changed", fr="un peu changé"),
    "drift.strength.much": Words(en="much changed", fr="beaucoup changé"),
    "drift.strength.all": Words(en="altogether changed", fr="complètement changé"),
    "drift.weight.little": Words(en="It hardly weighs in the answers.", fr="Ne pèse guère sur les réponses."),
    "drift.weight.some": Words(en="It weighs somewhat in the answers.", fr="Pèse un peu sur les réponses."),
    "drift.weight.much": Words(en="It weighs much in the answers.", fr="Pèse beaucoup sur les réponses."),
    "drift.of.distribution": Words(en="Values", fr="Valeurs"),
    "drift.of.label": Words(en="Share of each answer", fr="Part de chaque réponse"),
    "drift.of.confidence": Words(en="How sure: from barely to wholly", fr="Assurance : d’à peine à tout à fait"),
    "drift.of.length": Words(en="Length, in characters", fr="Longueur, en caractères"),
    "drift.of.unknown": Words(
        en="Share of words that training did not have", fr="Part de mots absents de l’entraînement"
    ),
    "drift.of.language": Words(en="Language", fr="Langue"),
    "drift.of.words": Words(
        en="Words that tell now from then (share of texts)",
        fr="Mots qui distinguent maintenant d’avant (part des textes)",
    ),
    "drift.in_unit": Words(en="{title} ({unit})", fr="{title} ({unit})"),
    "drift.picture": Words(
        en="{title}: how often each value came in training, and comes now",
        fr="{title} : fréquence de chaque valeur à l’entraînement et maintenant",
    ),
    "drift.figures": Words(en="The numbers, by their technical names", fr="Les chiffres, par leurs noms techniques"),
    "drift.figure.change": Words(en="Effect size (0 to 1)", fr="Taille d’effet (0 à 1)"),
    "drift.figure.importance": Words(en="Permutation importance (0 to 1)", fr="Importance par permutation (0 à 1)"),
    "drift.figure.rows": Words(en="Values compared", fr="Valeurs comparées"),
    "drift.figure.missing": Words(en="Missing values", fr="Valeurs manquantes"),
    "drift.figure.stability_index": Words(en="PSI (population stability index)", fr="PSI (indice de stabilité)"),
    "drift.figure.moved_by": Words(en="Wasserstein distance (scaled)", fr="Distance de Wasserstein (réduite)"),
    "drift.figure.area": Words(en="Domain classifier’s ROC AUC", fr="AUC ROC du classifieur de domaine"),
    "drift.figure.median_then": Words(en="Median in training", fr="Médiane à l’entraînement"),
    "drift.figure.median_now": Words(en="Median now", fr="Médiane maintenant"),
    "count.answer.one": Words(en="{n} answer", fr="{n} réponse"),
    "count.answer.many": Words(en="{n} answers", fr="{n} réponses"),
}
