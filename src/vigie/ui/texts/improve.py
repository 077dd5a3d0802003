"""On the page *Watch*: challengers, retrainings, and what was in production."""

from vigie.core.schema import Words

TEXTS: dict[str, Words] = {
    "worth.title": Words(en="What is it worth?", fr="Que rapporte-t-il ?"),
    "worth.not_yet": Words(
        en="Not measured yet: the watcher does so (vigie watch, or vigie impact at once).",
        fr="Pas encore mesuré : le veilleur s’en charge (vigie watch, ou vigie impact tout de suite).",
    ),
    "worth.measured": Words(en="Measured on {rows} {ago}.", fr="Mesuré sur {rows} {ago}."),
    "worth.cases": Words(en="{n} cases a week, counted.", fr="{n} cas par semaine, comptés."),
    "worth.cases_said": Words(
        en="{n} cases a week, as the project says.", fr="{n} cas par semaine, d’après le projet."
    ),
    "worth.amount": Words(en="{mean} {unit} ({low} to {high})", fr="{mean} {unit} ({low} à {high})"),
    "worth.who": Words(en="Who answers", fr="Qui répond"),
    "worth.week": Words(en="Worth a week", fr="Valeur par semaine"),
    "worth.wrong": Words(en="Wrong answers", fr="Réponses fausses"),
    "worth.way.champion": Words(en="The model in service", fr="Le modèle en service"),
    "worth.way.challenger": Words(en="The challenger", fr="Le challenger"),
    "worth.way.majority": Words(en="Always the commonest answer", fr="Toujours la réponse la plus courante"),
    "worth.way.none": Words(en="No model", fr="Aucun modèle"),
    "trial.title": Words(en="Is another model better?", fr="Un autre modèle fait-il mieux ?"),
    "trial.none": Words(
        en="No challenger is on trial (vigie challenge starts one).",
        fr="Aucun challenger n’est à l’essai (vigie challenge en lance un).",
    ),
    "trial.running": Words(
        en="Version {version} challenges version {champion}", fr="La version {version} défie la version {champion}"
    ),
    "trial.mode.shadow": Words(
        en="It answers beside the champion, and nobody sees its answers.",
        fr="Elle répond à côté du champion, et personne ne voit ses réponses.",
    ),
    "trial.mode.canary": Words(
        en="It answers {share} of the requests, to be careful.", fr="Par prudence, elle répond à {share} des demandes."
    ),
    "trial.mode.ab": Words(
        en="It answers {share} of the requests, to compare what people say.",
        fr="Elle répond à {share} des demandes, pour comparer ce qu’on en dit.",
    ),
    "trial.not_looked": Words(
        en="It has not been judged yet: the watcher does so (vigie watch).",
        fr="Elle n’a pas encore été jugée : le veilleur s’en charge (vigie watch).",
    ),
    "trial.refused": Words(en="The service did not take it", fr="Le service ne l’a pas acceptée"),
    "trial.since": Words(en="On trial since", fr="À l’essai depuis"),
    "trial.by": Words(en="{when}, by {who}", fr="{when}, par {who}"),
    "trial.answers": Words(en="Answers", fr="Réponses"),
    "trial.agreement": Words(en="Same answer as the champion", fr="Même réponse que le champion"),
    "trial.verdicts": Words(en="Verdicts that count", fr="Avis qui comptent"),
    "trial.needed": Words(en="{n} of about {needed} needed", fr="{n} sur environ {needed} nécessaires"),
    "trial.gain": Words(en="Right more often by", fr="Raison plus souvent de"),
    "trial.gain_words": Words(
        en="{mean} points (between {low} and {high})", fr="{mean} points (entre {low} et {high})"
    ),
    "trial.past": Words(en="Trials before", fr="Essais précédents"),
    "trial.decision.promoted": Words(en="promoted", fr="promue"),
    "trial.decision.kept": Words(en="champion kept", fr="champion conservé"),
    "trial.decision.stopped": Words(en="stopped", fr="arrêtée"),
    "trial.decision.failed": Words(en="failed", fr="échec"),
    "trial.version": Words(en="Version {version}", fr="Version {version}"),
    "learn.title": Words(en="What was learned since?", fr="Qu’a-t-il appris depuis ?"),
    "learn.none": Words(
        en="No retraining yet. Labels that people accept on the page “Review” are what the next one learns from.",
        fr="Pas encore de réentraînement. Le prochain apprendra des étiquettes acceptées sur la page « Relire ».",
    ),
    "learn.state.running": Words(en="under way", fr="en cours"),
    "learn.state.unneeded": Words(en="not needed", fr="inutile"),
    "learn.state.refused": Words(en="refused", fr="refusé"),
    "learn.state.failed": Words(en="failed", fr="échec"),
    "learn.state.rejected": Words(en="did not pass", fr="non retenu"),
    "learn.state.interrupted": Words(en="interrupted", fr="interrompu"),
    "learn.state.candidate": Words(en="passed", fr="réussi"),
    "learn.state.promoted": Words(en="promoted", fr="promu"),
    "learn.when": Words(en="When", fr="Quand"),
    "learn.how": Words(en="How it ended", fr="Comment cela a fini"),
    "learn.verdict": Words(en="The verdict", fr="Le verdict"),
    "learn.who": Words(en="By whom", fr="Par qui"),
    "reigns.title": Words(en="What was in production?", fr="Qu’est-ce qui était en production ?"),
    "reigns.none": Words(en="Nothing was in production then.", fr="Rien n’était en production alors."),
    "reigns.on": Words(en="On a day (empty: always)", fr="Un jour donné (vide : toujours)"),
    "reigns.version": Words(en="Version", fr="Version"),
    "reigns.when": Words(en="In production", fr="En production"),
    "reigns.since": Words(en="since {since}", fr="depuis le {since}"),
    "reigns.between": Words(en="{since} to {until}", fr="du {since} au {until}"),
    "reigns.learned": Words(en="Learned from", fr="A appris de"),
    "reigns.data": Words(en="{rows} of dataset version {version}", fr="{rows} de la version {version} des données"),
    "reigns.by": Words(en="By whom and why", fr="Par qui et pourquoi"),
    "reigns.promoted": Words(en="promoted", fr="promue"),
    "reigns.rolled_back": Words(en="rolled back to", fr="rétablie"),
    "reigns.showed": Words(
        en="It had shown {share} right answers.", fr="Elle avait montré {share} de réponses justes."
    ),
}
