"""The page *Review*: one row at a time, its label, and what a person says of it."""

from vigie.core.schema import Words

TEXTS: dict[str, Words] = {
    "review.title": Words(en="Which label is right?", fr="Quelle est la bonne étiquette ?"),
    "review.intro": Words(
        en="Only what a person has looked at is ever learned from. Each row below waits for one word of yours.",
        fr="Le modèle n’apprend que de ce qu’une personne a relu. Chaque ligne ci-dessous attend un mot de votre part.",
    ),
    "review.double": Words(
        en="In this project two people must say the same before a label counts.",
        fr="Dans ce projet, une étiquette ne compte que si deux personnes disent la même chose.",
    ),
    "review.who": Words(en="Who is reviewing?", fr="Qui relit ?"),
    "review.who_help": Words(
        en="Your name is kept with each decision.", fr="Votre nom est conservé avec chaque décision."
    ),
    "review.begin": Words(en="Begin", fr="Commencer"),
    "review.as": Words(en="Reviewing as {who}", fr="Relecture par {who}"),
    "review.other": Words(en="Somebody else", fr="Quelqu’un d’autre"),
    "review.dominant": Words(en="Most rows come from one source", fr="La plupart des lignes ont la même origine"),
    "review.held": Words(en="{rows} more wait outside until there is room.", fr="Attendent dehors : {rows}."),
    "review.progress": Words(en="{done} decided, {waiting} to go", fr="Décidées : {done} ; à relire : {waiting}"),
    "review.progress_bar": Words(en="How far you have come", fr="Votre avancée"),
    "review.reason.rejected": Words(
        en="Somebody said that this answer is wrong.", fr="Quelqu’un a dit que cette réponse est fausse."
    ),
    "review.reason.corrected": Words(en="Somebody corrected this answer.", fr="Quelqu’un a corrigé cette réponse."),
    "review.reason.uncertain": Words(
        en="The model was unsure of its answer.", fr="Le modèle n’était pas sûr de sa réponse."
    ),
    "review.reason.drawn": Words(
        en="Drawn by chance: such rows say how often the model is right overall.",
        fr="Tirée au sort : ces lignes disent s’il a souvent raison dans l’ensemble.",
    ),
    "review.reason.label": Words(
        en="In the training data, the label of this row looks wrong.",
        fr="Dans les données d’apprentissage, l’étiquette de cette ligne paraît fausse.",
    ),
    "review.short.rejected": Words(en="rejected", fr="rejetée"),
    "review.short.corrected": Words(en="corrected", fr="corrigée"),
    "review.short.uncertain": Words(en="unsure", fr="incertaine"),
    "review.short.drawn": Words(en="by chance", fr="au hasard"),
    "review.short.label": Words(en="doubtful label", fr="étiquette douteuse"),
    "review.came": Words(en="Came in {ago}.", fr="Arrivée {ago}."),
    "review.from": Words(en="From {giver}.", fr="De {giver}."),
    "review.predicted": Words(en="The model answered", fr="Le modèle a répondu"),
    "review.sure": Words(en="{label}, sure at {share}", fr="{label}, sûr à {share}"),
    "review.given": Words(en="Its label in the training data", fr="Son étiquette dans les données"),
    "review.suggested": Words(en="Suggested label", fr="Étiquette proposée"),
    "review.no_suggestion": Words(en="none: choose one below", fr="aucune : choisissez ci-dessous"),
    "review.by_model": Words(en="{label} (by the model, sure at {share})", fr="{label} (par le modèle, sûr à {share})"),
    "review.second": Words(
        en="Somebody has decided already; what they said is not shown, so that you judge for yourself.",
        fr="Une personne a déjà décidé ; son choix n’est pas montré, pour que vous jugiez par vous-même.",
    ),
    "review.disputed": Words(
        en="Two people differ. {said} The label that is said twice counts.",
        fr="Deux personnes ne sont pas d’accord. {said} L’étiquette dite deux fois comptera.",
    ),
    "review.said": Words(en="{who} said “{label}”.", fr="{who} a dit « {label} »."),
    "review.nothing": Words(en="discard", fr="écarter"),
    "review.accept": Words(en="Accept: {label}", fr="Accepter : {label}"),
    "review.accept_none": Words(en="Accept", fr="Accepter"),
    "review.change": Words(en="Or say which label is right:", fr="Ou dites quelle étiquette est la bonne :"),
    "review.change_choose": Words(en="Choose the right label:", fr="Choisissez la bonne étiquette :"),
    "review.change_send": Words(en="Change to this label", fr="Changer pour cette étiquette"),
    "review.discard": Words(en="Discard the row", fr="Écarter la ligne"),
    "review.skip": Words(en="Skip for now", fr="Passer"),
    "review.comment": Words(en="Remark (kept with your decision)", fr="Remarque (conservée avec votre décision)"),
    "review.keys": Words(
        en="By keyboard: {hold}A accepts, a number is that label, {hold}D discards, {hold}S skips, {hold}U undoes.",
        fr="Au clavier : {hold}A accepte, un chiffre donne cette étiquette, {hold}D écarte, {hold}S passe, {hold}U "
        "annule.",
    ),
    "review.keys_few": Words(
        en="By keyboard: {hold}A accepts, {hold}D discards, {hold}S skips, {hold}U undoes.",
        fr="Au clavier : {hold}A accepte, {hold}D écarte, {hold}S passe, {hold}U annule.",
    ),
    "review.kept": Words(en="Kept", fr="C’est noté"),
    "review.kept_text": Words(en="The row before: “{label}”.", fr="La ligne précédente : « {label} »."),
    "review.kept_discarded": Words(
        en="The row before is discarded: nothing is learned from it.",
        fr="La ligne précédente est écartée : rien n’en sera appris.",
    ),
    "review.kept_second": Words(
        en="The row before: “{label}”. It counts once a second person says the same.",
        fr="La ligne précédente : « {label} ». Elle comptera dès qu’une deuxième personne dira la même chose.",
    ),
    "review.kept_disputed": Words(
        en="The row before: “{label}”. Somebody else had said otherwise: a third word will decide.",
        fr="La ligne précédente : « {label} ». Une autre personne avait dit autre chose : un troisième avis tranchera.",
    ),
    "review.too_late": Words(en="Somebody was quicker", fr="Quelqu’un a été plus rapide"),
    "review.too_late_text": Words(
        en="The row before was decided on in between, and by another word than yours. Theirs stays. Here is the next.",
        fr="La ligne précédente a été décidée entre-temps, et autrement que par vous. Leur choix reste. Voici la "
        "suivante.",
    ),
    "review.not_kept": Words(en="Your decision was not kept", fr="Votre décision n’a pas été conservée"),
    "review.not_kept_away": Words(
        en="The service does not answer. The row is still here: try again in a moment.",
        fr="Le service ne répond pas. La ligne est toujours là : réessayez dans un instant.",
    ),
    "review.undo": Words(en="Undo the last", fr="Annuler la dernière"),
    "review.undone": Words(en="Undone", fr="Annulé"),
    "review.undone_text": Words(en="Here is the row again.", fr="Revoici la ligne."),
    "review.not_undone": Words(en="It was not undone", fr="Rien n’est annulé"),
    "review.not_undone_away": Words(
        en="The service does not answer. Your decision stands: try again in a moment.",
        fr="Le service ne répond pas. Votre décision reste : réessayez dans un instant.",
    ),
    "review.taken": Words(
        en="A retraining has learned from this decision already. Whoever runs the project can reopen the row, for the "
        "next one.",
        fr="Un nouvel apprentissage a déjà tenu compte de cette décision. La personne qui gère le projet peut rouvrir "
        "la ligne, pour le prochain.",
    ),
    "review.empty": Words(en="Nothing waits", fr="Rien n’attend"),
    "review.empty_text": Words(
        en="Answers that people reject or correct come here by themselves, and so do unsure ones if the project asks "
        "for them. This page looks again every few seconds.",
        fr="Les réponses que l’on rejette ou corrige arrivent ici toutes seules, et les moins sûres aussi si le projet "
        "le demande. Cette page regarde à nouveau toutes les quelques secondes.",
    ),
    "review.yours_done": Words(en="You have seen all", fr="Vous avez tout vu"),
    "review.yours_done_text": Words(
        en="What still waits here waits for a second person.", fr="Ce qui attend encore attend une deuxième personne."
    ),
    "review.skipped": Words(en="Only skipped rows are left", fr="Il ne reste que des lignes passées"),
    "review.skipped_again": Words(en="Look at them again", fr="Les revoir"),
    "review.untrained": Words(en="{labels} for the next training.", fr="{labels} pour le prochain apprentissage."),
    "count.reviewed.one": Words(en="{n} accepted label is ready", fr="{n} étiquette acceptée est prête"),
    "count.reviewed.many": Words(en="{n} accepted labels are ready", fr="{n} étiquettes acceptées sont prêtes"),
}
