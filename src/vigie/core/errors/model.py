"""Recipes, fits, and servables being made."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.core.errors.base import VigieError, hint, listed


class ModelError(VigieError):
    """Something is wrong with a recipe, a fit or a compilation."""


class RecipeNotFoundError(ModelError, KeyError):
    def __init__(self, name: str, available: Sequence[str]) -> None:
        self.name = name
        self.available = tuple(available)
        super().__init__(
            f"There is no recipe '{name}'.{hint(name, available)} There are: {listed(available, limit=40)}.",
            remedy="Your own is named 'recipes.py:function'.",
        )

    __str__ = Exception.__str__


class RecipeParameterError(ModelError, TypeError):
    def __init__(self, recipe: str, name: str, available: Sequence[str]) -> None:
        self.recipe, self.name, self.available = recipe, name, tuple(available)
        taken = f"It takes: {listed(available)}." if available else "It takes none."
        super().__init__(f"Recipe '{recipe}' has no parameter '{name}'.{hint(name, available)} {taken}")


class FitError(ModelError):
    def __init__(self, candidate: str, reason: str) -> None:
        self.candidate = candidate
        self.reason = reason
        super().__init__(f"Candidate '{candidate}' could not be fitted: {reason}")


class ModelFolderError(ModelError, ValueError):
    def __init__(self, model: str, reason: str, *, name: str = "") -> None:
        self.model, self.reason = model, reason
        folder = f"models/{name.split('/')[-1]}"
        super().__init__(
            f"The model '{model}' cannot be used: {reason}.",
            remedy=(
                f"Fetch it where there is a network with 'hf download {name} --local-dir {folder}', put the folder"
                f' beside vigie.toml, and name it there: model = "{folder}".'
                if name
                else "Name a folder that holds config.json, tokenizer.json and model.safetensors."
            ),
        )


class VectorsFileError(ModelError, ValueError):
    def __init__(self, path: str, reason: str, *, line: int | None = None) -> None:
        self.path, self.reason, self.line = path, reason, line
        where = path if line is None else f"{path}, line {line}"
        super().__init__(
            f"The word vectors of {where} cannot be used: {reason}.",
            remedy="They are text: a word and its numbers in each line, separated by spaces (.vec or .txt, .gz too).",
        )


class RetrainingBusyError(ModelError):
    def __init__(self, host: str = "") -> None:
        self.host = host
        where = f" on {host}" if host else ""
        super().__init__(
            f"Another retraining is under way{where}; nothing was begun.", remedy="Wait for it: 'vigie retrain --wait'."
        )


class EmptyVocabularyError(ModelError, ValueError):
    def __init__(self, what: str, min_df: object, texts: int, *, parameter: str = "min_df") -> None:
        self.what, self.min_df, self.texts = what, min_df, texts
        super().__init__(
            f"The vocabulary is empty: no {what} is in at least {min_df} of the {texts} training texts.",
            remedy=f"See that the text feature is not empty; lower {parameter}, or count stop words too.",
        )


class OneClassError(ModelError, ValueError):
    def __init__(self, label: str, rows: int) -> None:
        self.label, self.rows = label, rows
        super().__init__(
            f"All {rows} training rows are of the class '{label}', and a model needs two classes to tell apart.",
            remedy="Look at the target's classes and at the split in vigie.toml, or bring more rows.",
        )


class SearchBusyError(ModelError):
    def __init__(self, candidate: str) -> None:
        self.candidate = candidate
        super().__init__(
            f"Another 'vigie tune {candidate}' is under way in this project.",
            remedy="Wait for it, or stop it: what it has tried is kept.",
        )


class NotServableError(ModelError):
    def __init__(self, estimator: str, reason: str = "no runtime of the service carries it") -> None:
        self.estimator = estimator
        super().__init__(
            f"{estimator} cannot be made into a servable: {reason}.",
            remedy="It can be trained and compared, not promoted.",
        )


class ProofError(ModelError):
    def __init__(self, difference: float, tolerance: float, rows: int) -> None:
        self.difference, self.tolerance, self.rows = difference, tolerance, rows
        super().__init__(
            f"The servable differs from the estimator by {difference:.2e} on {rows} validation rows"
            f" (allowed: {tolerance:.0e}); it was not kept."
        )
