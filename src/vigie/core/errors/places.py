"""Where models and runs are kept: buckets, MLflow."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.core.errors.base import VigieError


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
