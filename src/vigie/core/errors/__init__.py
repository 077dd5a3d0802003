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
│   ├── RetrainingBusyError           another process retrains the project
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
│   ├── NoChampionError
│   ├── RebuildError                  a past version cannot be made again
│   ├── ChallengeRunningError         there is a challenger already
│   └── NoChallengeError
├── ImpactError                       what the model brings cannot be said
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
│   ├── ReviewNotFoundError
│   ├── ReviewConflictError           the row was decided on in between
│   ├── ReviewTakenError              a retraining has learned from the decision
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

from vigie.core.errors.base import (
    VigieError,
    nearest,
)
from vigie.core.errors.data import (
    ColumnNotFoundError,
    DataError,
    DatasetNotFoundError,
    QuarantineShareError,
    SealedTestError,
    SourceError,
)
from vigie.core.errors.ledger import (
    AlertNotFoundError,
    KeyNotFoundError,
    KeyTakenError,
    LedgerError,
    LedgerRefusedError,
    LedgerUnavailableError,
    PredictionNotFoundError,
    RequestConflictError,
    ReviewConflictError,
    ReviewNotFoundError,
    ReviewTakenError,
    VerdictConflictError,
)
from vigie.core.errors.model import (
    EmptyVocabularyError,
    FitError,
    ModelError,
    ModelFolderError,
    NotServableError,
    OneClassError,
    ProofError,
    RecipeNotFoundError,
    RecipeParameterError,
    RetrainingBusyError,
    SearchBusyError,
    VectorsFileError,
)
from vigie.core.errors.parts import (
    MissingPartError,
    NotificationError,
)
from vigie.core.errors.places import (
    BucketAddressError,
    BucketConflictError,
    BucketError,
    BucketUnavailableError,
    TrackingError,
)
from vigie.core.errors.project import (
    FolderTakenError,
    ProjectError,
    ProjectFileError,
    ProjectNotFoundError,
    TemplateNotFoundError,
)
from vigie.core.errors.promotion import (
    CandidateNotFoundError,
    ChallengeRunningError,
    GateError,
    ImpactError,
    NoChallengeError,
    NoChampionError,
    PromotionError,
    RebuildError,
)
from vigie.core.errors.requests import (
    AccessError,
    BusyError,
    KeyRequiredError,
    NotReadyError,
    NotServedError,
    PayloadError,
    PayloadFormError,
    PayloadTooLargeError,
    RateLimitError,
    ScopeError,
    ServiceError,
    ServiceUnavailableError,
)
from vigie.core.errors.score import (
    OutputStoppedError,
    OutputTakenError,
    ScoreError,
)
from vigie.core.errors.servable import (
    GoldenRowError,
    ServableCorruptError,
    ServableError,
    ServableNotFoundError,
    SignatureError,
    UntrustedTypeError,
)

__all__ = [
    "AccessError",
    "AlertNotFoundError",
    "BucketAddressError",
    "BucketConflictError",
    "BucketError",
    "BucketUnavailableError",
    "BusyError",
    "CandidateNotFoundError",
    "ChallengeRunningError",
    "ColumnNotFoundError",
    "DataError",
    "DatasetNotFoundError",
    "EmptyVocabularyError",
    "FitError",
    "FolderTakenError",
    "GateError",
    "GoldenRowError",
    "ImpactError",
    "KeyNotFoundError",
    "KeyRequiredError",
    "KeyTakenError",
    "LedgerError",
    "LedgerRefusedError",
    "LedgerUnavailableError",
    "MissingPartError",
    "ModelError",
    "ModelFolderError",
    "NoChallengeError",
    "NoChampionError",
    "NotReadyError",
    "NotServableError",
    "NotServedError",
    "NotificationError",
    "OneClassError",
    "OutputStoppedError",
    "OutputTakenError",
    "PayloadError",
    "PayloadFormError",
    "PayloadTooLargeError",
    "PredictionNotFoundError",
    "ProjectError",
    "ProjectFileError",
    "ProjectNotFoundError",
    "PromotionError",
    "ProofError",
    "QuarantineShareError",
    "RateLimitError",
    "RebuildError",
    "RecipeNotFoundError",
    "RecipeParameterError",
    "RequestConflictError",
    "RetrainingBusyError",
    "ReviewConflictError",
    "ReviewNotFoundError",
    "ReviewTakenError",
    "ScopeError",
    "ScoreError",
    "SealedTestError",
    "SearchBusyError",
    "ServableCorruptError",
    "ServableError",
    "ServableNotFoundError",
    "ServiceError",
    "ServiceUnavailableError",
    "SignatureError",
    "SourceError",
    "TemplateNotFoundError",
    "TrackingError",
    "UntrustedTypeError",
    "VectorsFileError",
    "VerdictConflictError",
    "VigieError",
    "nearest",
]
