"""Every error Vigie raises, in one tree.

VigieError
├── ProjectError                      the project folder or vigie.toml
│   ├── ProjectNotFoundError
│   ├── TemplateNotFoundError
│   ├── FolderTakenError              a project would overwrite what is there
│   └── ProjectFileError              one or more lines of vigie.toml are wrong
├── DataError                         sources, validation, dataset versions
│   ├── SourceError                   a source cannot be read
│   ├── ColumnNotFoundError           a declared column is not in the source
│   ├── QuarantineShareError          too many bad rows: nothing was changed
│   ├── DatasetNotFoundError
│   └── SealedTestError               somebody reached for the test rows without an opening
├── ModelError                        recipes, fits, servables being made
│   ├── RecipeNotFoundError
│   ├── RecipeParameterError          a recipe takes no such parameter
│   ├── FitError
│   ├── SearchBusyError               another process searches the same candidate
│   ├── EmptyVocabularyError          nothing is left to count in the training texts
│   ├── OneClassError                 all training rows are of one class
│   ├── VectorsFileError              a file of word vectors is missing or wrong, and in which line
│   ├── ModelFolderError              a pretrained model is missing, cannot be fetched, or is not read for safety
│   ├── NotServableError              no runtime carries this estimator
│   └── ProofError                    the servable's numbers differ from the estimator's
├── ServableError                     servables being loaded
│   ├── ServableNotFoundError
│   ├── ServableCorruptError
│   ├── GoldenRowError
│   ├── SignatureError                it is not signed, or not with the key, or was altered after
│   └── UntrustedTypeError            it holds types that whoever loads it does not trust
├── PromotionError
│   ├── CandidateNotFoundError
│   ├── GateError                     a gate refused
│   └── NoChampionError
├── ScoreError                        a table of answers
│   ├── OutputTakenError              something else is, or is being made, under its name
│   └── OutputStoppedError            it cannot be written on; what is done is kept
├── BucketError
│   ├── BucketAddressError            it is no address of a bucket
│   ├── BucketUnavailableError        it does not answer, or not to us
│   └── BucketConflictError           somebody else wrote in between
├── TrackingError                     MLflow cannot be reached or refused
├── LedgerError
│   ├── LedgerUnavailableError        nothing was written; try again
│   ├── LedgerRefusedError            the database refused the data; trying again would not help
│   ├── PredictionNotFoundError
│   ├── VerdictConflictError          the prediction already has another verdict
│   ├── AlertNotFoundError
│   ├── KeyTakenError                 a live key has that name already
│   ├── KeyNotFoundError
│   └── RequestConflictError          an idempotency key came again with another request
├── AccessError                       whoever asks may not, or not now
│   ├── KeyRequiredError              without a key, or with one that is none
│   ├── ScopeError                    the key is for something else
│   ├── RateLimitError
│   └── BusyError                     too much is arriving at once
├── PayloadError                      a request that cannot be answered, with its path and reason
│   ├── PayloadTooLargeError
│   └── PayloadFormError              its content type is not the one that is read
├── NotReadyError                     the service has no model to answer with
├── NotServedError                    a request named another model, or a version that does not answer now
├── ServiceError                      the client was refused, or nobody answered
│   └── ServiceUnavailableError
├── NotificationError                 an alert could not be delivered to a channel
└── MissingPartError                  a program or package is not installed

Each error takes facts, keeps them as attributes and builds its own text: what happened, to which named thing,
what is allowed, what to do. Values of users' rows never enter a message.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed name that looks most like `name`, or None when none comes close.

    Examples
    --------
    >>> nearest("featurs", ["features", "target"])
    'features'
    >>> nearest("zzz", ["features"]) is None
    True
    """
    close = difflib.get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    return close[0] if close else None


def _listed(names: Iterable[str], limit: int = 12) -> str:
    shown = list(names)
    text = ", ".join(shown[:limit])
    return f"{text}, … ({len(shown)} in all)" if len(shown) > limit else text


def _hint(name: str, allowed: Sequence[str]) -> str:
    close = nearest(name, allowed)
    return f" Did you mean '{close}'?" if close else ""


class VigieError(Exception):
    """The root: catch it to catch everything Vigie means to say.

    `message` is one or two sentences; `remedy`, when there is one, is the thing to do next.
    """

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message if remedy is None else f"{message} {remedy}")
        self.message = message
        self.remedy = remedy


class ProjectError(VigieError, ValueError):
    """Something is wrong with the project folder or its file."""


class ProjectNotFoundError(ProjectError):
    def __init__(self, folder: str) -> None:
        self.folder = folder
        super().__init__(
            f"There is no vigie.toml in {folder} nor in a folder above it.",
            remedy="Make a project with 'vigie init TEMPLATE DIR', or go to its folder.",
        )


class TemplateNotFoundError(ProjectError, KeyError):
    def __init__(self, name: str, available: Sequence[str]) -> None:
        self.name, self.available = name, tuple(available)
        super().__init__(f"There is no template '{name}'.{_hint(name, available)} There are: {_listed(available)}.")

    __str__ = Exception.__str__


class FolderTakenError(ProjectError):
    def __init__(self, folder: str, found: Sequence[str]) -> None:
        self.folder, self.found = folder, tuple(found)
        super().__init__(
            f"{folder} holds something already: {_listed(found, limit=5)}. Nothing was written.",
            remedy="Name a folder that is new or empty.",
        )


class ProjectFileError(ProjectError):
    """Lines of vigie.toml that are wrong, each as 'path: what is wrong, what is allowed'."""

    def __init__(self, file: str, problems: Sequence[str]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__("\n".join([f"{file} cannot be used:", *(f"  {problem}" for problem in problems)]))


class DataError(VigieError):
    """Something is wrong with the data."""


class SourceError(DataError):
    def __init__(self, source: str, reason: str, *, remedy: str | None = None) -> None:
        self.source = source
        self.reason = reason
        super().__init__(f"The source {source} cannot be read: {reason}.", remedy=remedy)


class ColumnNotFoundError(DataError, KeyError):
    def __init__(self, column: str, source: str, available: Sequence[str]) -> None:
        self.column = column
        self.source = source
        self.available = tuple(available)
        super().__init__(
            f"Column '{column}' is not in {source}.{_hint(column, available)} It has: {_listed(available)}.",
            remedy="Set `column = …` for it in vigie.toml, or mend the file.",
        )

    __str__ = Exception.__str__  # KeyError would show the text in quotes


class QuarantineShareError(DataError):
    def __init__(self, bad: int, total: int, allowed: float, reasons: Sequence[tuple[str, int]]) -> None:
        self.bad, self.total, self.allowed, self.reasons = bad, total, allowed, tuple(reasons)
        most = _listed((f"{reason} ({count})" for reason, count in reasons), limit=5)
        super().__init__(
            f"{bad} of {total} rows are bad ({bad / max(total, 1):.1%}; at most {allowed:.1%} may be): {most}."
            " Nothing was changed.",
            remedy="Mend the source or the schema, or raise data.max_quarantine in vigie.toml.",
        )


class DatasetNotFoundError(DataError):
    def __init__(self, what: str, versions: Sequence[int] = ()) -> None:
        self.versions = tuple(versions)
        known = f" Versions: {_listed(map(str, versions))}." if versions else ""
        super().__init__(f"{what} is not there.{known}", remedy=None if versions else "Run 'vigie ingest' first.")


class SealedTestError(DataError):
    def __init__(self) -> None:
        super().__init__(
            "The test rows are sealed: they take no part in building or choosing a model.",
            remedy="They are opened, once and on record, by 'vigie promote'.",
        )


class ModelError(VigieError):
    """Something is wrong with a recipe, a fit or a compilation."""


class RecipeNotFoundError(ModelError, KeyError):
    def __init__(self, name: str, available: Sequence[str]) -> None:
        self.name = name
        self.available = tuple(available)
        super().__init__(
            f"There is no recipe '{name}'.{_hint(name, available)} There are: {_listed(available, limit=40)}.",
            remedy="Your own is named 'recipes.py:function'.",
        )

    __str__ = Exception.__str__


class RecipeParameterError(ModelError, TypeError):
    def __init__(self, recipe: str, name: str, available: Sequence[str]) -> None:
        self.recipe, self.name, self.available = recipe, name, tuple(available)
        taken = f"It takes: {_listed(available)}." if available else "It takes none."
        super().__init__(f"Recipe '{recipe}' has no parameter '{name}'.{_hint(name, available)} {taken}")


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


class ServableError(VigieError):
    """A servable cannot be loaded."""


class ServableNotFoundError(ServableError):
    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(f"There is no servable at {where}.", remedy="Publish one with 'vigie promote NAME'.")


class ServableCorruptError(ServableError):
    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"The servable at {where} is refused: {reason}.")


class SignatureError(ServableError):
    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(
            f"The servable at {where} is refused: {reason}.",
            remedy="If it is to be trusted, sign it where the key is: 'vigie sign VERSION'.",
        )


class UntrustedTypeError(ServableError):
    def __init__(self, types: Sequence[str]) -> None:
        self.types = tuple(types)
        listed = ", ".join(f'"{name}"' for name in types)
        super().__init__(
            f"The servable is refused: it holds types that nobody here trusts: {listed}.",
            remedy=f"If they are yours, say so in vigie.toml: [service] trusted_types = [{listed}].",
        )


class GoldenRowError(ServableError):
    def __init__(self, where: str, row: int, difference: float) -> None:
        self.where, self.row, self.difference = where, row, difference
        super().__init__(f"The servable at {where} is refused: golden row {row} is off by {difference:.2e}.")


class PromotionError(VigieError):
    """A candidate was not promoted."""


class CandidateNotFoundError(PromotionError, KeyError):
    def __init__(self, name: str, available: Sequence[str]) -> None:
        self.name, self.available = name, tuple(available)
        known = f" There are: {_listed(available)}." if available else ""
        super().__init__(
            f"There is no trained candidate '{name}'.{_hint(name, available)}{known}",
            remedy=None if available else "Run 'vigie train' first.",
        )

    __str__ = Exception.__str__


class GateError(PromotionError):
    def __init__(self, candidate: str, refusals: Sequence[str]) -> None:
        self.candidate, self.refusals = candidate, tuple(refusals)
        super().__init__("\n".join([f"'{candidate}' was not promoted:", *(f"  {refusal}" for refusal in refusals)]))


class NoChampionError(PromotionError):
    def __init__(self, what: str = "There is no champion yet.") -> None:
        super().__init__(what, remedy="Promote a candidate with 'vigie promote NAME'.")


class ScoreError(VigieError):
    """A table of answers was not made."""


class OutputTakenError(ScoreError):
    def __init__(self, out: str, reason: str) -> None:
        self.out, self.reason = out, reason
        super().__init__(
            f"{out} is not touched: {reason}.",
            remedy="Name another, or begin it again with '--fresh', which replaces it.",
        )


class OutputStoppedError(ScoreError):
    def __init__(self, out: str, reason: str, rows: int) -> None:
        self.out, self.reason, self.rows = out, reason, rows
        super().__init__(
            f"{out} cannot be written: {reason}. {rows:,} rows are done, and are kept.",
            remedy="Make room or mend it, and run the same command again: it goes on from there.",
        )


class BucketError(VigieError):
    """Something is wrong with a bucket. Its credentials never enter a message."""


class BucketAddressError(BucketError, ValueError):
    def __init__(self, address: str, schemes: Sequence[str]) -> None:
        self.address = address
        listed = ", ".join(f"{scheme}://" for scheme in schemes)
        super().__init__(
            f"'{address}' is no address of a bucket: it is {listed} with bucket and path alone.",
            remedy="Credentials belong in the environment.",
        )


class BucketUnavailableError(BucketError):
    def __init__(self, address: str, reason: str) -> None:
        self.address, self.reason = address, reason
        super().__init__(f"The bucket {address} cannot be used: {reason}.")


class BucketConflictError(BucketError):
    def __init__(self, address: str, name: str) -> None:
        self.address, self.name = address, name
        super().__init__(f"{name} in {address} was written by somebody else in between. Nothing was changed.")


class TrackingError(VigieError):
    """MLflow could not be reached, or refused."""


class LedgerError(VigieError):
    """Something is wrong with the ledger."""


class LedgerUnavailableError(LedgerError):
    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The ledger is unavailable: {reason}. Nothing was written.", remedy="Try again shortly.")


class LedgerRefusedError(LedgerError, ValueError):
    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The ledger refused what was to be written ({reason}). Nothing of it was written.")


class PredictionNotFoundError(LedgerError, KeyError):
    def __init__(self, prediction_id: str) -> None:
        self.prediction_id = prediction_id
        super().__init__(f"There is no prediction '{prediction_id}' in the ledger.")

    __str__ = Exception.__str__


class VerdictConflictError(LedgerError):
    def __init__(self, prediction_id: str, existing: str) -> None:
        self.prediction_id, self.existing = prediction_id, existing
        super().__init__(f"Prediction '{prediction_id}' already has the verdict '{existing}'; it stays.")


class AlertNotFoundError(LedgerError, KeyError):
    def __init__(self, alert_id: str) -> None:
        self.alert_id = alert_id
        super().__init__(f"There is no alert '{alert_id}' in the ledger.")

    __str__ = Exception.__str__


class KeyTakenError(LedgerError):
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is a key '{name}' already.", remedy="Take another name, or revoke it: 'vigie keys revoke NAME'."
        )


class KeyNotFoundError(LedgerError, KeyError):
    def __init__(self, name: str, available: Sequence[str]) -> None:
        self.name, self.available = name, tuple(available)
        known = f" There are: {_listed(available)}." if available else " There is none."
        super().__init__(f"There is no key '{name}' to revoke.{_hint(name, available)}{known}")

    __str__ = Exception.__str__


class RequestConflictError(LedgerError):
    def __init__(self) -> None:
        super().__init__(
            "This idempotency key came with another request before.", remedy="Give each new request a key of its own."
        )


class AccessError(VigieError, PermissionError):
    """Whoever asks may not, or not now. No text says which keys there are."""

    __str__ = Exception.__str__


class KeyRequiredError(AccessError):
    def __init__(self, given: bool) -> None:
        self.given = given
        what = "This key is unknown, expired or revoked" if given else "A key is needed here"
        super().__init__(f"{what}: send 'authorization: Bearer vigie_…'.", remedy="'vigie keys create NAME' makes one.")


class ScopeError(AccessError):
    def __init__(self, key_id: str, needed: Sequence[str]) -> None:
        self.key_id, self.needed = key_id, tuple(needed)
        super().__init__(f"The key {key_id} may not do this: it needs the scope {' or '.join(map(repr, needed))}.")


class RateLimitError(AccessError):
    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__(f"Too many requests: the next is answered in {max(1, math.ceil(wait_s))} s.")


class BusyError(AccessError):
    def __init__(self) -> None:
        super().__init__("Too many large requests are arriving at once.", remedy="Try again shortly.")


class PayloadError(VigieError, ValueError):
    """A request that cannot be answered. `details` pairs a path in the payload with the reason."""

    def __init__(self, message: str, details: Sequence[tuple[str, str]] = ()) -> None:
        self.details = tuple(details)
        super().__init__(message)


class PayloadTooLargeError(PayloadError):
    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"The request is larger than {limit:,} bytes, the most that is read.")


class PayloadFormError(PayloadError):
    def __init__(self, read: Sequence[str] = (), header: str = "content-type") -> None:
        self.read, self.header = tuple(read) or ("application/json",), header
        said = f"of a form that is read here ({', '.join(read)})" if read else "JSON"
        super().__init__(f"The request is not declared to be {said}: send the header '{header}: {self.read[0]}'.")


class NotReadyError(VigieError):
    """The service is alive and has no model to answer with."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NotServedError(VigieError, LookupError):
    def __init__(self, what: str, served: str) -> None:
        self.what, self.served = what, served
        super().__init__(f"There is no {what} of this name here: '{served}' is the one that answers.")


class ServiceError(VigieError):
    """The service refused a request: `status` and `code` say how."""

    def __init__(
        self, message: str, *, status: int = 0, code: str = "", details: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.status, self.code, self.details = status, code, tuple(details)
        super().__init__(message)


class ServiceUnavailableError(ServiceError):
    """Nobody answered, or the service said that it cannot answer now."""


class NotificationError(VigieError):
    def __init__(self, channel: str, reason: str) -> None:
        self.channel, self.reason = channel, reason
        super().__init__(f"The alert could not be sent to {channel}: {reason}.")


class MissingPartError(VigieError):
    def __init__(self, part: str, command: str) -> None:
        self.part, self.command = part, command
        super().__init__(f"{part} is not installed.", remedy=f"Get it with: {command}")
