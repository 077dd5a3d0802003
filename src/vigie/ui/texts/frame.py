"""Around every page: navigation, notices, counted nouns, times."""

from vigie.core.schema import Words

TEXTS: dict[str, Words] = {
    "nav.predict": Words(en="Predict", fr="Prédire"),
    "nav.batch": Words(en="Batch", fr="Par lot"),
    "nav.watch": Words(en="Watch", fr="Suivre"),
    "nav.review": Words(en="Review", fr="Relire"),
    "nav.models": Words(en="Models", fr="Modèles"),
    "frame.language": Words(en="Language", fr="Langue"),
    "frame.target": Words(en="What it answers: {target}", fr="Ce qu’il répond : {target}"),
    "frame.foot": Words(
        en="A model can be wrong. Every answer is kept, and your verdicts say how often it is right.",
        fr="Un modèle peut se tromper. Chaque réponse est conservée, et vos avis disent s’il a souvent raison.",
    ),
    "sample.title": Words(en="Invented sample", fr="Échantillon inventé"),
    "sample.text": Words(
        en="This model has learnt from made-up rows, to show how things work. Its answers and figures say nothing "
        "about the real world.",
        fr="Ce modèle a appris sur des lignes inventées, pour montrer comment tout fonctionne. Ses réponses et ses "
        "chiffres ne disent rien du monde réel.",
    ),
    "down.title": Words(en="The service does not answer", fr="Le service ne répond pas"),
    "down.text": Words(
        en="Nothing is lost: what was answered so far is safe. This page tries again by itself every few seconds.",
        fr="Rien n’est perdu : les réponses déjà données sont à l’abri. Cette page réessaie toute seule après quelques "
        "secondes.",
    ),
    "down.again": Words(en="Try again now", fr="Réessayer maintenant"),
    "empty.title": Words(en="No model answers yet", fr="Aucun modèle ne répond encore"),
    "empty.text": Words(
        en="Train some candidates (vigie train) and put one into service (vigie promote NAME): it will appear here "
        "within seconds.",
        fr="Entraînez des candidats (vigie train) puis mettez-en un en service (vigie promote NOM) : il apparaîtra ici "
        "en quelques secondes.",
    ),
    "refused.title": Words(en="The service refused that", fr="Le service a refusé cette demande"),
    "value.yes": Words(en="Yes", fr="Oui"),
    "value.no": Words(en="No", fr="Non"),
    "value.named": Words(en="{name}: {value}", fr="{name} : {value}"),
    "value.empty": Words(en="unknown", fr="inconnu"),
    "count.row.one": Words(en="{n} row", fr="{n} ligne"),
    "count.row.many": Words(en="{n} rows", fr="{n} lignes"),
    "count.judged.one": Words(en="{n} judged answer", fr="{n} réponse jugée"),
    "count.judged.many": Words(en="{n} judged answers", fr="{n} réponses jugées"),
    "count.rejected.one": Words(en="{n} answer was rejected", fr="{n} réponse a été rejetée"),
    "count.rejected.many": Words(en="{n} answers were rejected", fr="{n} réponses ont été rejetées"),
    "count.verdict.one": Words(en="{n} verdict", fr="{n} avis"),
    "count.verdict.many": Words(en="{n} verdicts", fr="{n} avis"),
    "time.moment": Words(en="{date}, {clock}", fr="{date} à {clock}"),
    "time.just_now": Words(en="just now", fr="à l’instant"),
    "time.ago": Words(en="{span} ago", fr="il y a {span}"),
    "time.day.one": Words(en="{n} day", fr="{n} jour"),
    "time.day.many": Words(en="{n} days", fr="{n} jours"),
    "time.hour.one": Words(en="{n} hour", fr="{n} heure"),
    "time.hour.many": Words(en="{n} hours", fr="{n} heures"),
    "time.minute.one": Words(en="{n} minute", fr="{n} minute"),
    "time.minute.many": Words(en="{n} minutes", fr="{n} minutes"),
    "time.second.one": Words(en="{n} second", fr="{n} seconde"),
    "time.second.many": Words(en="{n} seconds", fr="{n} secondes"),
}
