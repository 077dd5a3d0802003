"""The project folder and its file, vigie.toml: read once, strict, frozen."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from vigie.core.declarations.alerting import Alerts as Alerts
from vigie.core.declarations.alerting import MonitorRule
from vigie.core.declarations.alerting import RejectionRule as RejectionRule
from vigie.core.declarations.asking import Asking
from vigie.core.declarations.challenge import ChallengeRules, RollbackRules
from vigie.core.declarations.drift import DriftRule
from vigie.core.declarations.durations import UNITS, Seconds
from vigie.core.declarations.impact import ImpactRules
from vigie.core.declarations.retraining import Retrain
from vigie.core.declarations.reviewing import Reviewing
from vigie.core.declarations.search import Searched, SearchSpace
from vigie.core.declarations.telling import Telemetry
from vigie.core.errors import ProjectFileError, ProjectNotFoundError, nearest
from vigie.core.schema import Declaration, Derived, Feature, Schema, Target, Words
from vigie.core.types import SPLITS, Split

FILE_NAME = "vigie.toml"
STATE_FOLDER = ".vigie"

Metric = Literal[
    "accuracy", "balanced_accuracy", "macro_f1", "precision", "recall", "roc_auc", "average_precision", "log_loss",
    "brier", "calibration_error", "quadratic_kappa", "within_one",
]  # fmt: skip
LOWER_IS_BETTER: frozenset[str] = frozenset({"log_loss", "brier", "calibration_error"})


class SplitShares(Declaration):
    """The share of rows in each split; a row's own content decides where it falls."""

    train: float = Field(default=0.6, gt=0, lt=1)
    validation: float = Field(default=0.2, gt=0, lt=1)
    test: float = Field(default=0.2, gt=0, lt=1)

    @model_validator(mode="after")
    def _make_one(self) -> SplitShares:
        if abs(self.train + self.validation + self.test - 1) > 1e-9:
            raise ValueError(f"the shares make {self.train + self.validation + self.test:g}, and must make 1")
        return self


class SplitFiles(Declaration):
    """One source per split, where the data come already split."""

    train: str
    validation: str
    test: str


class Data(Declaration):
    source: str | SplitFiles
    """A path, a URL, an archive, 'ademe:DATASET', or one of these per split."""
    format: Literal["csv", "parquet", "jsonl"] | None = None
    """Of the file, where its name does not tell."""
    encoding: Literal["utf-8", "cp1252", "latin-1"] = "utf-8"
    """Of a text file. Never guessed: a wrong guess spoils letters without a word."""
    columns: tuple[str, ...] = ()
    """The columns' names in order, for a CSV file that has no header line."""
    key: str | None = None
    """The column that names a row: a later row with the same key replaces the earlier one."""
    time: str | None = None
    """The column that says when a row was made; for the exploration only."""
    tidy_names: bool = False
    """Turn raw column names into plain ones: 'Conso_kWhep/m²/an' becomes conso_kwhep_m2_an."""
    split: SplitShares = SplitShares()
    max_quarantine: float = Field(default=0.05, ge=0, le=1)
    """The largest share of bad rows with which an ingest goes on."""
    conflicting_labels: Literal["keep", "quarantine"] = "keep"
    """What becomes of rows that are the same but for their label: label noise kept and counted, or set aside."""
    limit: int | None = Field(default=None, ge=1)
    """Read at most so many rows, from the top."""
    draw: int | None = Field(default=None, ge=1)
    """Of a file or a URL: keep so many rows drawn at random, by the seed, from all of them; a larger draw holds a
    smaller one. For a file that is sorted by its label, whose top would be of one class."""
    sample: bool = False
    """True while the source is the template's invented sample: said wherever its numbers show."""

    @property
    def sources(self) -> dict[Split | None, str]:
        """Split → source; the key None stands for one source that is still to be split."""
        if isinstance(self.source, str):
            return {None: self.source}
        return {split: getattr(self.source, split) for split in SPLITS}


class Decision(Declaration):
    """Which metric decides, and why, in words."""

    decide_by: Metric = "macro_f1"
    why: str = ""


class Candidate(Declaration):
    """A recipe with parameters, under a name."""

    name: str = ""
    recipe: str
    params: dict[str, Any] = {}
    search: SearchSpace = {}
    """What `vigie tune` may try instead: parameters of the recipe, each with the values it may take."""


class Training(Declaration):
    """What is learned about a candidate beside its one fit on all training rows."""

    folds: int = Field(default=3, ge=0, le=20)
    """Cross-validation on the training rows; 0: none."""
    learning_curve: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = (0.1, 0.25, 0.5)
    """Shares of the training rows that are fitted on as well, to show whether more rows would help."""
    quick: Seconds = 20.0
    """A candidate whose fit takes longer gets neither."""


class Gates(Declaration):
    """What a candidate must show before it is promoted."""

    min_gain: float = 0.0
    """Over the champion, paired on the same validation rows, in the deciding metric."""
    max_calibration_error: float | None = Field(default=0.1, gt=0, le=1)
    max_latency_ms: float | None = Field(default=20.0, gt=0)
    """For one row through the servable, median."""
    max_size_mb: float | None = Field(default=200.0, gt=0)
    behaviour: str | None = None
    """A file of test functions, each called with `predict(row) -> {label: probability}`."""


def parse_rate(text: Any) -> Any:
    """Return so many, and in how many seconds, from a text such as '100/s', '600/min'; anything else unchanged.

    Examples
    --------
    >>> parse_rate("600/min")
    Rate(requests=600, within_s=60.0)
    """
    if not isinstance(text, str):
        return text
    match = re.fullmatch(r"\s*([1-9]\d{0,8})\s*/\s*([a-z]+)\s*", text)
    if not match or match[2] not in UNITS:
        raise ValueError(f"'{text}' is no rate: write a number, '/' and one of {', '.join(UNITS)}, as in '100/s'")
    return Rate(int(match[1]), float(UNITS[match[2]]))


class Rate(NamedTuple):
    """So many within so many seconds."""

    requests: int
    within_s: float


def _origin(text: str) -> str:
    if text != "*" and not re.fullmatch(r"https?://[^/\s]+", text):
        raise ValueError(f"'{text}' is no origin: write it as the browser does, such as 'https://my.site', no path")
    return text


class Service(Declaration):
    max_rows: int = Field(default=1_000, ge=1, le=10_000)
    max_body_bytes: int = Field(default=256 * 1024, ge=1_024)
    body_within: Seconds = 10.0
    """A request that has not arrived whole after so long is refused."""
    keys: bool | None = None
    """Whether a request needs a key; by default where others than this machine can reach the service."""
    rate: Annotated[Rate | None, BeforeValidator(parse_rate)] = None
    """How many requests each key (without keys: each address) may send: '100/s', '600/min'. By default, any number."""
    cors: tuple[Annotated[str, AfterValidator(_origin)], ...] = ()
    """Origins whose pages may ask from a browser, such as 'https://my.site'; by default none."""
    trusted_types: tuple[str, ...] = ()
    """Types of one's own that a servable may hold which is answered by scikit-learn: 'vigie_project_recipes.Spelling'
    for the class `Spelling` in recipes.py."""


def _candidate_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name):
        raise ValueError("must be letters, digits, '.', '_' and '-', at most 64")
    return name


class Keeping(Declaration):
    """What the ledger keeps of people's rows, and for how long."""

    texts: Literal["keep", "hash"] = "keep"
    """'hash' keeps a salted digest of each text instead of the text itself; the salt lies outside the ledger."""
    keep_days: int | None = Field(default=None, ge=1, le=36_500)
    """Predictions, their verdicts and drift reports are erased after so many days; by default never, but for reports,
    which are kept for 90 days."""
    durability: Literal["durable", "relaxed"] = "durable"
    """'relaxed' answers before the prediction is on disk: quicker on a slow disk, on through an outage of the database,
    and a crash loses the last answers."""


Name = Annotated[str, AfterValidator(_candidate_name)]


class ProjectFile(Declaration):
    """vigie.toml, as it is written."""

    name: Name
    title: Words = Words()
    language: Literal["en", "fr"] = "en"
    """The page's first language."""
    seed: int = Field(default=0, ge=0, lt=2**32)
    data: Data
    target: Target
    features: dict[str, Feature] = Field(min_length=1)
    derived: dict[str, Derived] = {}
    metric: Decision = Decision()
    candidates: dict[Name, Candidate] = {}
    training: Training = Training()
    gates: Gates = Gates()
    alerts: Alerts = Alerts()
    service: Service = Service()
    ledger: Keeping = Keeping()
    challenge: ChallengeRules = ChallengeRules()
    rollback: RollbackRules = RollbackRules()
    impact: ImpactRules = ImpactRules()
    drift: DriftRule = DriftRule()
    telemetry: Telemetry = Telemetry()
    review: Reviewing = Reviewing()
    retrain: Retrain = Retrain()
    verdicts: Asking = Asking()

    @model_validator(mode="before")
    @classmethod
    def _headers_are_names(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        named = {}
        for table in ("features", "derived", "candidates"):
            entries = given.get(table)
            if isinstance(entries, dict):
                named[table] = {
                    name: {**entry, "name": name} if isinstance(entry, dict) else entry
                    for name, entry in entries.items()
                }
        return {**given, **named}

    @model_validator(mode="after")
    def _holds_together(self) -> ProjectFile:
        self.impact.check(self.target.labels)
        self.alerts.check(list(self.features))
        self.rollback.check(self.alerts.names)
        if self.metric.decide_by in ("quadratic_kappa", "within_one") and not self.target.ordered:
            raise ValueError(f"metric.decide_by = '{self.metric.decide_by}' needs target.ordered = true")
        if self.telemetry.texts and self.ledger.texts == "hash":
            raise ValueError("telemetry.texts = true tells texts that ledger.texts = 'hash' does not keep: choose one")
        return self

    @cached_property
    def schema_(self) -> Schema:
        return Schema(features=tuple(self.features.values()), derived=tuple(self.derived.values()), target=self.target)


class Project:
    """A project folder: what its file declares, and where its state is kept.

    Nothing is created here; whoever writes a place makes it.
    """

    def __init__(self, root: Path, file: ProjectFile) -> None:
        self.root = root
        self.file = file

    def __repr__(self) -> str:
        return f"Project({str(self.root)!r})"

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def schema(self) -> Schema:
        return self.file.schema_

    @property
    def state(self) -> Path:
        """The folder of everything Vigie writes for this project."""
        return self.root / STATE_FOLDER

    @property
    def dataset_folder(self) -> Path:
        return self.state / "dataset"

    @property
    def quarantine_folder(self) -> Path:
        return self.state / "quarantine"

    @property
    def store_folder(self) -> Path:
        """Published servables and the pointer to the champion."""
        return self.state / "store"

    @property
    def reports_folder(self) -> Path:
        return self.state / "reports"

    @property
    def tracking_uri(self) -> str:
        return f"sqlite:///{self.state / 'mlflow.db'}"

    @property
    def artifacts_folder(self) -> Path:
        return self.state / "mlartifacts"

    @property
    def ledger_url(self) -> str:
        return f"sqlite:///{self.state / 'ledger.db'}"

    @property
    def keeps_rows(self) -> bool:
        """Whether the ledger keeps rows as they came, so that people can look at them again and models learn them."""
        return self.file.ledger.texts == "keep" or not self.schema.text_features

    def source_path(self, source: str) -> str:
        """Return a source with a relative path made absolute from the project's root; URLs pass unchanged."""
        return source if re.match(r"^[a-z][a-z0-9+.-]*:", source) else str(self.root / source)


def find_root(start: Path) -> Path:
    """Return the nearest folder, from `start` upward, that holds vigie.toml."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise ProjectNotFoundError(str(start))


def load_project(start: Path | str = ".") -> Project:
    """Return the project whose folder `start` is, or is in.

    Raises
    ------
    ProjectNotFoundError
        If there is no vigie.toml in `start` nor above it.
    ProjectFileError
        If the file is no TOML, or a line is wrong: every wrong line is named with its path.
    """
    root = find_root(Path(start).resolve())
    path = root / FILE_NAME
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectFileError(str(path), [f"it is no TOML: {error}"]) from error
    return Project(root, parse_project(content, str(path)))


def parse_project(content: Mapping[str, Any], file: str = FILE_NAME) -> ProjectFile:
    """Return the declared project, or raise `ProjectFileError` naming each wrong line's path and the nearest name."""
    try:
        parsed = ProjectFile.model_validate(_lists_to_tuples(content))
        _ = parsed.schema_
    except ValidationError as error:
        raise ProjectFileError(file, [_describe(problem) for problem in error.errors()]) from error
    return parsed


def _lists_to_tuples(value: Any) -> Any:
    # TOML has arrays only; the declarations hold tuples, and strict validation takes no list for one.
    if isinstance(value, Mapping):
        return {key: _lists_to_tuples(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return tuple(_lists_to_tuples(entry) for entry in value)
    return value


_TABLES: dict[str, type[Declaration]] = {
    "challenge": ChallengeRules, "rollback": RollbackRules, "impact": ImpactRules,
    "data": Data, "split": SplitShares, "target": Target, "features": Feature, "derived": Derived, "metric": Decision,
    "candidates": Candidate, "training": Training, "gates": Gates, "alerts": Alerts, "rejections": RejectionRule,
    "telemetry": Telemetry,
    "service": Service, "ledger": Keeping, "drift": DriftRule, "search": Searched, "verdicts": Asking,
    "rules": MonitorRule,
    "review": Reviewing, "retrain": Retrain,
}  # fmt: skip


def _describe(problem: Any) -> str:
    steps = [str(step) for step in problem["loc"] if str(step) not in ("str", "SplitFiles", "[key]")]
    shown = [steps[0], *steps[2:]] if steps[:2] == ["alerts", "rules"] else steps  # as it is written: [alerts.NAME]
    path = " -> ".join(shown) or "the file"
    if problem["type"] == "extra_forbidden":
        fields = _model_at(steps[:-1]).model_fields
        allowed = sorted(one.alias or name for name, one in fields.items() if name != "name" or len(steps) == 1)
        close = nearest(steps[-1], allowed)
        hint = f"did you mean '{close}'?" if close else f"allowed: {', '.join(allowed)}"
        return f"{path}: there is no such key; {hint}"
    if problem["type"] == "missing":
        return f"{path}: is missing"
    if problem["type"] == "literal_error":
        given = str(problem["input"])
        choices = re.findall(r"'([^']*)'", problem["ctx"]["expected"])
        close = nearest(given, choices)
        hint = f" (did you mean '{close}'?)" if close else ""
        return f"{path}: '{given}' is not allowed{hint}; allowed: {', '.join(choices)}"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{path}: {message[0].lower()}{message[1:]}"


def _model_at(steps: list[str]) -> type[Declaration]:
    """Return the declaration that the table at this path is read into."""
    for step in reversed(steps):
        if step in _TABLES:
            return _TABLES[step]
    return ProjectFile
