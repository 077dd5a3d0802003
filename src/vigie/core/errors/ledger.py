"""The ledger, and what is not in it."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.core.errors.base import VigieError, hint, listed


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


class ReviewNotFoundError(LedgerError, KeyError):
    def __init__(self, review_id: str) -> None:
        self.review_id = review_id
        super().__init__(f"There is no review '{review_id}' in the ledger.")

    __str__ = Exception.__str__


class ReviewConflictError(LedgerError):
    def __init__(self, review_id: str, state: str, label: str | None) -> None:
        self.review_id, self.state, self.label = review_id, state, label
        said = f" as '{label}'" if label else ""
        super().__init__(f"Review '{review_id}' was {state}{said} already; it stays.")


class ReviewTakenError(LedgerError):
    def __init__(self, review_id: str, dataset_version: int) -> None:
        self.review_id, self.dataset_version = review_id, dataset_version
        super().__init__(
            f"Review '{review_id}' was learned from already: version {dataset_version} of the data holds its label.",
            remedy=f"Decide on it anew, for the next retraining: 'vigie review reopen {review_id}'.",
        )


class KeyTakenError(LedgerError):
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is a key '{name}' already.", remedy="Take another name, or revoke it: 'vigie keys revoke NAME'."
        )


class KeyNotFoundError(LedgerError, KeyError):
    def __init__(self, name: str, available: Sequence[str]) -> None:
        self.name, self.available = name, tuple(available)
        known = f" There are: {listed(available)}." if available else " There is none."
        super().__init__(f"There is no key '{name}' to revoke.{hint(name, available)}{known}")

    __str__ = Exception.__str__


class RequestConflictError(LedgerError):
    def __init__(self) -> None:
        super().__init__(
            "This idempotency key came with another request before.", remedy="Give each new request a key of its own."
        )
