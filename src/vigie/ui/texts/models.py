"""The page *Models*: champion, comparison, history, and what each metric means."""

from vigie.core.schema import Words

TEXTS: dict[str, Words] = {
    "models.title": Words(en="Which model answers, and how good is it?", fr="Quel modèle répond, et que vaut-il ?"),
    "models.mlflow": Words(en="All experiments in MLflow", fr="Toutes les expériences dans MLflow"),
    "champion.title": Words(en="In service now", fr="En service actuellement"),
    "champion.text": Words(en="Recipe {recipe} · version {version}", fr="Recette {recipe} · version {version}"),
    "champion.metrics": Words(en="All its figures, in plain words", fr="Tous ses chiffres, en clair"),
    "champion.since": Words(en="In service since", fr="En service depuis"),
    "champion.data": Words(en="Learnt from dataset version", fr="A appris sur la version de données"),
    "champion.code": Words(en="Code version", fr="Version du code"),
    "champion.made": Words(en="Trained", fr="Entraîné"),
    "champion.run": Words(en="Its run in MLflow", fr="Son expérience dans MLflow"),
    "board.title": Words(en="All candidates side by side", fr="Tous les candidats côte à côte"),
    "board.none": Words(
        en="No comparison yet: run ‘vigie compare’.", fr="Pas encore de comparaison : lancez « vigie compare »."
    ),
    "board.text": Words(
        en="Measured on the same rows, none of which was used to learn. What decides: {metric}.",
        fr="Mesurés sur les mêmes lignes, dont aucune n’a servi à apprendre. Ce qui décide : {metric}.",
    ),
    "board.why": Words(en="Why this one: “{why}”", fr="Pourquoi lui : « {why} »"),
    "board.legend": Words(
        en="The point is what was measured, the line where the true value probably lies (sure at 95%). "
        "The filled point is in service.",
        fr="Le point est la mesure, le trait l’endroit où se situe sans doute la vraie valeur (sûr à 95 %). "
        "Le point plein est en service.",
    ),
    "board.candidate": Words(en="Candidate", fr="Candidat"),
    "board.champion": Words(en="in service", fr="en service"),
    "board.real": Words(en="Real difference to the best?", fr="Vraie différence avec le meilleur ?"),
    "board.fit": Words(en="Learns in", fr="Apprend en"),
    "board.answer": Words(en="Answers in", fr="Répond en"),
    "board.size": Words(en="Size", fr="Taille"),
    "board.best": Words(en="the best", fr="le meilleur"),
    "board.is_real": Words(en="yes, it is really behind", fr="oui, il est vraiment derrière"),
    "board.maybe_chance": Words(en="no, it may be chance", fr="non, peut-être le hasard"),
    "board.between": Words(en="{low} to {high}", fr="{low} à {high}"),
    "board.seconds": Words(en="{n} s", fr="{n} s"),
    "board.milliseconds": Words(en="{n} ms", fr="{n} ms"),
    "board.megabytes": Words(en="{n} MB", fr="{n} Mo"),
    "board.run": Words(en="run", fr="détails"),
    "history.title": Words(en="Who put what into service, and why", fr="Qui a mis quoi en service, et pourquoi"),
    "history.none": Words(en="Nothing was put into service yet.", fr="Rien n’a encore été mis en service."),
    "history.when": Words(en="When", fr="Quand"),
    "history.what": Words(en="What", fr="Quoi"),
    "history.model": Words(en="Model", fr="Modèle"),
    "history.who": Words(en="Who", fr="Qui"),
    "history.why": Words(en="Why", fr="Pourquoi"),
    "history.promoted": Words(en="put into service", fr="mis en service"),
    "history.rolled_back": Words(en="went back", fr="retour arrière"),
    "history.version": Words(en="version {version} ({candidate})", fr="version {version} ({candidate})"),
    "metric.name": Words(en="Figure", fr="Chiffre"),
    "metric.value": Words(en="Value", fr="Valeur"),
    "metric.meaning": Words(en="What it means", fr="Ce que cela veut dire"),
    "metric.accuracy": Words(en="Accuracy", fr="Exactitude"),
    "metric.accuracy.short": Words(en="share of right answers", fr="part de réponses justes"),
    "metric.accuracy.help": Words(
        en="The share of answers that are right.", fr="La part des réponses qui sont justes."
    ),
    "metric.balanced_accuracy": Words(en="Balanced accuracy", fr="Exactitude équilibrée"),
    "metric.balanced_accuracy.short": Words(en="every class counts the same", fr="chaque classe compte autant"),
    "metric.balanced_accuracy.help": Words(
        en="Accuracy where a rare class counts as much as a frequent one.",
        fr="L’exactitude quand une classe rare compte autant qu’une fréquente.",
    ),
    "metric.macro_f1": Words(en="Macro F1", fr="F1 macro"),
    "metric.macro_f1.short": Words(en="finds and does not cry wolf", fr="trouve sans crier au loup"),
    "metric.macro_f1.help": Words(
        en="Balances finding all of a class and being right when naming it; averaged over the classes.",
        fr="Équilibre entre tout trouver d’une classe et avoir raison en la nommant ; en moyenne sur les classes.",
    ),
    "metric.precision": Words(en="Precision", fr="Précision"),
    "metric.precision.short": Words(en="right when it says so", fr="juste quand il l’affirme"),
    "metric.precision.help": Words(
        en="When the model names the class that is looked for, how often it is right.",
        fr="Quand le modèle annonce la classe recherchée, la part de fois où il a raison.",
    ),
    "metric.recall": Words(en="Recall", fr="Rappel"),
    "metric.recall.short": Words(en="share that is found", fr="part retrouvée"),
    "metric.recall.help": Words(
        en="Of all that belongs to the class that is looked for, the share that the model finds.",
        fr="De tout ce qui appartient à la classe recherchée, la part que le modèle trouve.",
    ),
    "metric.roc_auc": Words(en="ROC AUC", fr="Aire ROC"),
    "metric.roc_auc.short": Words(en="0.5 is chance, 1 is perfect", fr="0,5 : hasard, 1 : parfait"),
    "metric.roc_auc.help": Words(
        en="How often the model ranks a case of the class above one of the others. 0.5 is chance, 1 is perfect.",
        fr="La part de fois où le modèle classe un cas recherché devant un autre. 0,5 : hasard ; 1 : parfait.",
    ),
    "metric.average_precision": Words(en="Average precision", fr="Précision moyenne"),
    "metric.average_precision.short": Words(
        en="over all thresholds; 1 is perfect", fr="sur tous les seuils ; 1 : parfait"
    ),
    "metric.average_precision.help": Words(
        en="Precision averaged over all that there is to find, from the surest answer on. 1 is perfect.",
        fr="La précision moyenne sur tout ce qu’il y a à trouver, des réponses les plus sûres aux moins sûres. "
        "1 : parfait.",
    ),
    "metric.quadratic_kappa": Words(en="Quadratic kappa", fr="Kappa quadratique"),
    "metric.quadratic_kappa.short": Words(en="far misses count more", fr="les grands écarts comptent plus"),
    "metric.quadratic_kappa.help": Words(
        en="Agreement on a scale beyond chance; being two steps off counts four times as much as one. 1 is perfect.",
        fr="L’accord sur une échelle, au-delà du hasard ; deux crans d’écart comptent quatre fois plus qu’un. "
        "1 : parfait.",
    ),
    "metric.within_one": Words(en="Within one step", fr="À un cran près"),
    "metric.within_one.short": Words(en="right or a neighbour", fr="juste, ou la classe voisine"),
    "metric.within_one.help": Words(
        en="The share of answers that are right or one step beside.",
        fr="La part des réponses justes ou à un cran à côté.",
    ),
    "metric.log_loss": Words(en="Log loss", fr="Perte logarithmique"),
    "metric.log_loss.short": Words(en="lower is better", fr="plus bas, c’est mieux"),
    "metric.log_loss.help": Words(
        en="Punishes being sure and wrong. Lower is better.",
        fr="Punit le fait d’être sûr et d’avoir tort. Plus c’est bas, mieux c’est.",
    ),
    "metric.brier": Words(en="Brier score", fr="Score de Brier"),
    "metric.brier.short": Words(en="lower is better", fr="plus bas, c’est mieux"),
    "metric.brier.help": Words(
        en="The squared distance between how sure it was and what came true. Lower is better.",
        fr="L’écart au carré entre sa certitude et ce qui s’est avéré. Plus c’est bas, mieux c’est.",
    ),
    "metric.calibration_error": Words(en="Calibration error", fr="Erreur de calibration"),
    "metric.calibration_error.short": Words(en="lower is better", fr="plus bas, c’est mieux"),
    "metric.calibration_error.help": Words(
        en="When it says 80%, is it right 8 times in 10? How far it is from that, on average. Lower is better.",
        fr="Quand il annonce 80 %, a-t-il raison 8 fois sur 10 ? L’écart moyen. Plus c’est bas, mieux c’est.",
    ),
}
