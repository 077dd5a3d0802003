"""The page *Watch*: state, traffic, accuracy, verdicts, alerts."""

from vigie.core.schema import Words

TEXTS: dict[str, Words] = {
    "watch.title": Words(en="Is it doing well?", fr="Est-ce que tout va bien ?"),
    "watch.window": Words(en="Time shown", fr="Période affichée"),
    "watch.window.hour": Words(en="Last hour", fr="1 heure"),
    "watch.window.day": Words(en="24 hours", fr="24 heures"),
    "watch.window.week": Words(en="7 days", fr="7 jours"),
    "watch.during.hour": Words(en="in the last hour", fr="depuis une heure"),
    "watch.during.day": Words(en="in the last 24 hours", fr="depuis 24 heures"),
    "watch.during.week": Words(en="in the last 7 days", fr="depuis 7 jours"),
    "watch.asked": Words(en="Answers given", fr="Réponses données"),
    "watch.judged": Words(en="Verdicts", fr="Avis reçus"),
    "watch.right": Words(en="Found right", fr="Jugées justes"),
    "watch.of_judged": Words(en="of the judged answers", fr="parmi les réponses jugées"),
    "watch.alerts": Words(en="Alerts", fr="Alertes"),
    "watch.waiting": Words(en="waiting for somebody", fr="en attente"),
    "watch.refresh": Words(
        en="This page brings itself up to date every {n} seconds.",
        fr="Cette page se met à jour toute seule toutes les {n} secondes.",
    ),
    "state.well": Words(en="All is well", fr="Tout va bien"),
    "state.well_text": Words(
        en="The service answers, every answer is recorded, and no alert is waiting.",
        fr="Le service répond, chaque réponse est enregistrée, et aucune alerte n’est en attente.",
    ),
    "state.alert": Words(en="Somebody should look", fr="Il faut y regarder"),
    "state.alert_text": Words(
        en="The service answers, but people find it wrong too often: {alerts}.",
        fr="Le service répond, mais on lui donne tort trop souvent : {alerts}.",
    ),
    "state.ledger": Words(en="The record cannot be written", fr="Le registre est inaccessible"),
    "state.ledger_text": Words(
        en="The service refuses to answer rather than lose an answer. Look at the database.",
        fr="Le service refuse de répondre plutôt que de perdre une réponse. Vérifiez la base de données.",
    ),
    "state.not_ready": Words(en="The service is not ready", fr="Le service n’est pas prêt"),
    "state.not_ready_text": Words(
        en="It is alive but has no model to answer with, or is stopping.",
        fr="Il fonctionne, mais n’a pas de modèle pour répondre, ou est en train de s’arrêter.",
    ),
    "state.refused": Words(
        en="A newer model was refused; the one before goes on",
        fr="Un modèle plus récent a été refusé ; le précédent continue",
    ),
    "state.version": Words(en="Model version {version}", fr="Version {version} du modèle"),
    "state.up": Words(en="running for {span}", fr="en marche depuis {span}"),
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
    "accuracy.bias": Words(
        en="People speak up more readily when an answer is wrong, so the truth is probably a little better.",
        fr="On réagit plus volontiers quand une réponse est fausse : la réalité est sans doute un peu meilleure.",
    ),
    "traffic.title": Words(en="How much is it asked?", fr="Est-il beaucoup sollicité ?"),
    "traffic.none": Words(en="It was not asked anything in this time.", fr="Aucune demande sur cette période."),
    "traffic.time": Words(en="From", fr="À partir de"),
    "traffic.amount": Words(en="Answers", fr="Réponses"),
    "traffic.label": Words(en="Answer", fr="Réponse"),
    "verdicts.title": Words(en="Latest verdicts", fr="Derniers avis"),
    "verdicts.none": Words(en="No verdict yet.", fr="Pas encore d’avis."),
    "verdicts.when": Words(en="When", fr="Quand"),
    "verdicts.asked": Words(en="What was asked", fr="La question"),
    "verdicts.answered": Words(en="The model’s answer", fr="La réponse du modèle"),
    "verdicts.verdict": Words(en="Verdict", fr="L’avis"),
    "verdicts.confirmed": Words(en="right", fr="juste"),
    "verdicts.rejected": Words(en="wrong", fr="faux"),
    "verdicts.corrected": Words(en="corrected", fr="corrigé"),
    "verdicts.right": Words(en="should be: {label}", fr="il fallait : {label}"),
    "alerts.title": Words(en="Alerts", fr="Alertes"),
    "alerts.none": Words(
        en="None. One is raised when several answers are rejected within a short time.",
        fr="Aucune. Une alerte se déclenche quand plusieurs réponses sont rejetées en peu de temps.",
    ),
    "alerts.rejections": Words(en="{answers} within {span} or less.", fr="{answers} en {span} ou moins."),
    "alerts.state.open": Words(en="open", fr="ouverte"),
    "alerts.state.acknowledged": Words(en="being looked at", fr="prise en charge"),
    "alerts.state.closed": Words(en="closed", fr="close"),
    "alerts.opened": Words(en="Raised {ago} ({when}).", fr="Déclenchée {ago} ({when})."),
    "alerts.seen": Words(en="Taken on by {who} ({when}).", fr="Prise en charge par {who} ({when})."),
    "alerts.closed": Words(en="Closed by {who} ({when}).", fr="Close par {who} ({when})."),
    "alerts.closed_itself": Words(
        en="Closed by itself after a quiet time ({when}).", fr="Close d’elle-même après un temps calme ({when})."
    ),
    "alerts.closed_taken": Words(
        en="Closed by itself when a model was taken ({when}).",
        fr="Close d’elle-même quand un modèle a été accepté ({when}).",
    ),
    "alerts.because": Words(en="Reason: {why}", fr="Motif : {why}"),
    "alerts.evidence": Words(en="The answers that were rejected", fr="Les réponses rejetées"),
    "alerts.act": Words(en="Take on or close", fr="Prendre en charge ou clore"),
    "alerts.who": Words(en="Your name", fr="Votre nom"),
    "alerts.why": Words(en="Why it can be closed (kept on record)", fr="Pourquoi la clore (conservé au registre)"),
    "alerts.close": Words(en="Close the alert", fr="Clore l’alerte"),
    "alerts.see": Words(en="I am looking at it", fr="Je m’en occupe"),
    "alerts.no_name": Words(en="Please give your name.", fr="Indiquez votre nom."),
}
