"""The page *Predict*: form, answer, reasons, verdict."""

from vigie.core.schema import Words

TEXTS: dict[str, Words] = {
    "predict.title": Words(en="Ask the model", fr="Interroger le modèle"),
    "predict.text": Words(
        en="Write or paste a text. The model says what it makes of it and how sure it is; then you say whether it is "
        "right.",
        fr="Écrivez ou collez un texte. Le modèle dit ce qu’il en pense et à quel point il en est sûr ; ensuite, vous "
        "dites s’il a raison.",
    ),
    "predict.form": Words(
        en="Fill in what you know. The model gives its answer and how sure it is; then you say whether it is right.",
        fr="Remplissez ce que vous savez. Le modèle donne sa réponse et dit à quel point il en est sûr ; ensuite, vous "
        "dites s’il a raison.",
    ),
    "predict.ask": Words(en="Ask", fr="Demander"),
    "predict.example": Words(en="Try an example", fr="Essayer un exemple"),
    "predict.clear": Words(en="Clear", fr="Effacer"),
    "predict.asking": Words(en="One moment …", fr="Un instant…"),
    "predict.empty_text": Words(en="There is nothing to read yet:", fr="Il n’y a encore rien à lire :"),
    "predict.empty_fields": Words(en="These fields are still needed:", fr="Il manque encore ces champs :"),
    "predict.refused": Words(en="The model cannot answer that", fr="Le modèle ne peut pas répondre à cela"),
    "form.optional": Words(
        en="The rest is optional: leave empty what you do not know.",
        fr="Le reste est facultatif : laissez vide ce que vous ne savez pas.",
    ),
    "form.text_here": Words(en="Write here …", fr="Écrivez ici…"),
    "form.number_here": Words(en="A number", fr="Un nombre"),
    "form.choose": Words(en="Choose", fr="Choisir"),
    "form.unknown": Words(en="Unknown", fr="Inconnu"),
    "form.between": Words(en="Between {low} and {high}.", fr="Entre {low} et {high}."),
    "answer.title": Words(en="The model’s answer", fr="La réponse du modèle"),
    "answer.sure.very": Words(en="It is very sure: {share}.", fr="Il en est très sûr : {share}."),
    "answer.sure.fairly": Words(en="It is fairly sure: {share}.", fr="Il en est assez sûr : {share}."),
    "answer.sure.rather": Words(
        en="It leans this way, without being sure: {share}.", fr="Il penche de ce côté, sans en être sûr : {share}."
    ),
    "answer.sure.barely": Words(
        en="It hesitates, and this is only its best guess: {share}.",
        fr="Il hésite, et ce n’est que sa meilleure hypothèse : {share}.",
    ),
    "answer.bars": Words(
        en="How likely the model finds each answer", fr="À quel point le modèle trouve chaque réponse probable"
    ),
    "answer.version": Words(
        en="Model version {version} · answer {id}", fr="Version {version} du modèle · réponse {id}"
    ),
    "reasons.title": Words(en="What weighed most", fr="Ce qui a le plus pesé"),
    "reasons.text": Words(
        en="Longer bars weighed more. To the right, they speak for “{label}”; to the left, against it.",
        fr="Plus une barre est longue, plus elle a pesé. À droite, elle plaide pour « {label} » ; à gauche, contre.",
    ),
    "reasons.against": Words(en="speaks against", fr="plaide contre"),
    "reasons.towards": Words(en="speaks for", fr="plaide pour"),
    "reasons.for.words": Words(
        en="{name} speaks for {label} (weight {weight})", fr="{name} plaide pour {label} (poids {weight})"
    ),
    "reasons.against.words": Words(
        en="{name} speaks against {label} (weight {weight})", fr="{name} plaide contre {label} (poids {weight})"
    ),
    "reasons.word": Words(en="“{word}”", fr="« {word} »"),
    "feedback.title": Words(en="Is this right?", fr="Est-ce juste ?"),
    "feedback.asked": Words(
        en="This answer was drawn at random to be checked: please say so when it is right, too.",
        fr="Cette réponse a été tirée au sort pour être vérifiée : dites-le aussi quand elle est juste.",
    ),
    "feedback.why": Words(
        en="Your verdict is counted: it tells how good the model really is, and raises an alert when it goes wrong.",
        fr="Votre avis compte : il dit ce que le modèle vaut vraiment, et une alerte part quand il se trompe trop.",
    ),
    "feedback.yes": Words(en="Yes, it is right", fr="Oui, c’est juste"),
    "feedback.no": Words(en="No, it is wrong", fr="Non, c’est faux"),
    "feedback.which": Words(en="Which one, then?", fr="Qu’aurait-il fallu répondre ?"),
    "feedback.which_label": Words(en="The right answer", fr="La bonne réponse"),
    "feedback.unknown": Words(en="I do not know", fr="Je ne sais pas"),
    "feedback.send": Words(en="Send my verdict", fr="Envoyer mon avis"),
    "feedback.back": Words(en="Back", fr="Retour"),
    "feedback.problem": Words(en="Your verdict was not counted", fr="Votre avis n’a pas été compté"),
    "feedback.not_kept": Words(
        en="The service does not answer just now. Please try again in a moment.",
        fr="Le service ne répond pas pour l’instant. Réessayez dans un moment.",
    ),
    "thanks.title": Words(en="Thank you!", fr="Merci !"),
    "thanks.text": Words(en="Your verdict is recorded and counted.", fr="Votre avis est enregistré et compté."),
    "thanks.again": Words(
        en="This verdict was there already; it counts once.", fr="Cet avis était déjà là ; il compte une fois."
    ),
    "raised.title": Words(en="An alert was raised", fr="Une alerte est déclenchée"),
    "raised.text": Words(
        en="Several answers were rejected within a short time, so those who look after the model have been told.",
        fr="Plusieurs réponses ont été rejetées en peu de temps : ceux qui s’occupent du modèle sont prévenus.",
    ),
    "raised.look": Words(en="Look at the alert", fr="Voir l’alerte"),
}
