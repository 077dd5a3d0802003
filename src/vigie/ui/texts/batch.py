"""The page *Batch*: a file in, a file out."""

from vigie.core.schema import Words

TEXTS: dict[str, Words] = {
    "batch.title": Words(en="A whole file at once", fr="Tout un fichier d’un coup"),
    "batch.intro": Words(
        en="Choose a CSV file with one line per question. You get the same file back with an answer on every line; "
        "lines that cannot be answered are set aside with the reason.",
        fr="Choisissez un fichier CSV avec une ligne par question. Vous récupérez le même fichier avec une réponse sur "
        "chaque ligne ; les lignes sans réponse possible sont mises de côté avec la raison.",
    ),
    "batch.choose": Words(en="Your CSV file", fr="Votre fichier CSV"),
    "batch.columns": Words(en="Which columns does the file need?", fr="Quelles colonnes faut-il dans le fichier ?"),
    "batch.column": Words(en="Column", fr="Colonne"),
    "batch.meaning": Words(en="What it is", fr="Ce que c’est"),
    "batch.kind": Words(en="Kind", fr="Genre"),
    "batch.required": Words(en="required", fr="obligatoire"),
    "batch.optional": Words(en="optional", fr="facultative"),
    "batch.template": Words(en="Download an example file", fr="Télécharger un fichier d’exemple"),
    "batch.start": Words(en="Answer every line", fr="Répondre à chaque ligne"),
    "batch.busy": Words(en="{done} of {all} rows", fr="{done} lignes sur {all}"),
    "batch.stopped": Words(en="The service stopped answering", fr="Le service a cessé de répondre"),
    "batch.stopped_text": Words(
        en="The file was not finished. Please start again in a moment.",
        fr="Le fichier n’a pas été terminé. Relancez dans un moment.",
    ),
    "type.text": Words(en="text", fr="texte"),
    "type.category": Words(en="category", fr="catégorie"),
    "type.number": Words(en="number", fr="nombre"),
    "type.integer": Words(en="whole number", fr="nombre entier"),
    "type.boolean": Words(en="yes or no", fr="oui ou non"),
    "upload.refused": Words(en="This file cannot be read", fr="Ce fichier ne peut pas être lu"),
    "upload.no_table": Words(en="It is no text in columns (CSV).", fr="Ce n’est pas un texte en colonnes (CSV)."),
    "upload.no_rows": Words(
        en="It needs a first line with the columns’ names, and at least one line below it.",
        fr="Il faut une première ligne avec le nom des colonnes, et au moins une ligne en dessous.",
    ),
    "upload.twice": Words(en="Two of its columns have the same name.", fr="Deux de ses colonnes portent le même nom."),
    "upload.too_long": Words(
        en="It has more than 100,000 rows. Split it, or use ‘vigie score’ on the machine itself.",
        fr="Il a plus de 100 000 lignes. Découpez-le, ou utilisez « vigie score » sur la machine elle-même.",
    ),
    "columns.missing": Words(en="These columns are missing:", fr="Il manque ces colonnes :"),
    "columns.good": Words(en="The columns are right", fr="Les colonnes conviennent"),
    "columns.found": Words(en="{rows} found.", fr="Le fichier contient {rows}."),
    "columns.absent": Words(
        en="Not in the file, so taken as unknown: {names}.",
        fr="Absentes du fichier, donc comptées inconnues : {names}.",
    ),
    "columns.extra": Words(
        en="Kept in the result but not read by the model: {names}.",
        fr="Conservées dans le résultat mais pas lues par le modèle : {names}.",
    ),
    "result.answered": Words(en="Answered", fr="Réponses"),
    "result.of": Words(en="of {rows}", fr="sur {rows}"),
    "result.aside": Words(en="Set aside", fr="Mises de côté"),
    "result.aside_text": Words(en="with the reason, below", fr="avec la raison, plus bas"),
    "result.shares": Words(en="What was answered", fr="Ce qui a été répondu"),
    "result.download": Words(en="Download the answers (CSV)", fr="Télécharger les réponses (CSV)"),
    "result.preview.one": Words(en="The first answer (of {n})", fr="La première réponse (sur {n})"),
    "result.preview.many": Words(en="The first {n} answers", fr="Les {n} premières réponses"),
    "result.line": Words(en="Line", fr="Ligne"),
    "result.label": Words(en="Answer", fr="Réponse"),
    "result.sure": Words(en="How sure", fr="Certitude"),
    "aside.title": Words(en="Rows set aside", fr="Lignes mises de côté"),
    "aside.reason": Words(en="Why", fr="Pourquoi"),
    "aside.content": Words(en="What it says", fr="Ce qu’elle contient"),
    "aside.more": Words(en="and {n} more in the file below", fr="et {n} de plus dans le fichier ci-dessous"),
    "aside.download": Words(en="Download these rows (CSV)", fr="Télécharger ces lignes (CSV)"),
    "row.width": Words(
        en="It does not have as many columns as the first line.",
        fr="Elle n’a pas autant de colonnes que la première ligne.",
    ),
    "row.empty": Words(en="{field} is empty.", fr="{field} est vide."),
    "row.no_number": Words(en="{field} is no number.", fr="{field} n’est pas un nombre."),
    "row.no_integer": Words(en="{field} is no whole number.", fr="{field} n’est pas un nombre entier."),
    "row.no_boolean": Words(en="{field} is neither yes nor no.", fr="{field} n’est ni oui ni non."),
}
