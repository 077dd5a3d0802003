"""On the page *Watch*: how often it is right, and the estimate."""

from vigie.core.schema import Words

TEXTS: dict[str, Words] = {
    "accuracy.title": Words(en="How often is it right?", fr="A-t-il souvent raison ?"),
    "accuracy.none": Words(
        en="Nobody has judged an answer in this time. On the page “Predict”, each answer asks whether it is right.",
        fr="Personne n’a jugé de réponse sur cette période. Sur la page « Prédire », chaque réponse demande "
        "si elle est juste.",
    ),
    "accuracy.words": Words(
        en="Of {judged}, {right} right: {share}. Seen from so many verdicts, the true share lies between {low} and "
        "{high} (sure at 95%).",
        fr="Sur {judged}, justes : {right}, soit {share}. Vu le nombre d’avis, la vraie part se situe entre {low} et "
        "{high} (sûr à 95 %).",
    ),
    "accuracy.wide": Words(
        en="That is still a wide range: more verdicts will narrow it.",
        fr="La fourchette est encore large : d’autres avis la resserreront.",
    ),
    "accuracy.narrow": Words(en="That is a narrow range.", fr="La fourchette est étroite."),
    "accuracy.promise.less": Words(
        en="That is less than the {share} that it had shown before it was put into service (thin mark).",
        fr="C’est moins que les {share} montrés avant la mise en service (trait fin).",
    ),
    "accuracy.promise.as": Words(
        en="That agrees with the {share} that it had shown before it was put into service (thin mark).",
        fr="C’est en accord avec les {share} montrés avant la mise en service (trait fin).",
    ),
    "accuracy.promise.more": Words(
        en="That is more than the {share} that it had shown before it was put into service (thin mark).",
        fr="C’est plus que les {share} montrés avant la mise en service (trait fin).",
    ),
    "accuracy.biased": Words(en="with care", fr="avec prudence"),
    "accuracy.days": Words(en="Answers of the last {n} days.", fr="Réponses des {n} derniers jours."),
    "accuracy.others": Words(en="What else is known", fr="Ce que l’on sait aussi"),
    "accuracy.of": Words(en="{share} of {n}", fr="{share} de {n}"),
    "accuracy.share": Words(en="Share that is right", fr="Part de réponses justes"),
    "accuracy.kind.asked": Words(en="Drawn at random and checked", fr="Tirées au sort et vérifiées"),
    "accuracy.kind.imported": Words(en="Turned out later", fr="Connues après coup"),
    "accuracy.kind.volunteered": Words(en="Judged spontaneously", fr="Jugées spontanément"),
    "accuracy.bias": Words(
        en="Why the spontaneous verdicts are told apart: people speak up more readily when an answer is wrong, so they "
        "make the model look worse than it is.",
        fr="Pourquoi les avis spontanés sont à part : on réagit plus volontiers quand une réponse est fausse, si bien "
        "qu’ils donnent du modèle une image trop sévère.",
    ),
    "estimate.badge": Words(en="Estimate", fr="Estimation"),
    "estimate.words": Words(
        en="Without any verdict: about {share}, between {low} and {high}.",
        fr="Sans aucun avis : environ {share}, entre {low} et {high}.",
    ),
    "estimate.what": Words(
        en="Nobody has seen this number. It is what the model’s own confidence promises.",
        fr="Personne n’a vu ce chiffre : c’est ce que promet l’assurance du modèle lui-même.",
    ),
    "estimate.checked": Words(
        en="Where it could be checked ({times}), it was off by {points} points on average.",
        fr="Là où l’on a pu la vérifier ({times}), elle s’écartait de {points} points en moyenne.",
    ),
    "estimate.unchecked": Words(
        en="It could not be checked against verdicts yet.", fr="Elle n’a pas encore pu être vérifiée par des avis."
    ),
    "count.checked.one": Words(en="{n} time", fr="{n} fois"),
    "count.checked.many": Words(en="{n} times", fr="{n} fois"),
    "figures.title": Words(en="The numbers, by their technical names", fr="Les chiffres, par leurs noms techniques"),
    "figures.kind": Words(en="Verdicts", fr="Avis"),
    "figures.n": Words(en="How many", fr="Nombre"),
    "figures.accuracy": Words(en="Accuracy (95% Wilson)", fr="Exactitude (Wilson à 95 %)"),
    "figures.f1": Words(en="Macro F1 (95% bootstrap)", fr="F1 macro (bootstrap à 95 %)"),
    "figures.calibration": Words(en="Calibration error", fr="Erreur de calibration"),
    "figures.chance": Words(en="The same by chance alone", fr="La même par le seul hasard"),
    "figures.ends": Words(en="{value} ({low} to {high})", fr="{value} ({low} à {high})"),
    "figures.confusion": Words(en="Confusion matrix", fr="Matrice de confusion"),
    "figures.right": Words(en="What was right", fr="Ce qui était juste"),
    "figures.answered": Words(en="answered: {label}", fr="répondu : {label}"),
    "figures.unknown": Words(en="not told", fr="non précisé"),
}
