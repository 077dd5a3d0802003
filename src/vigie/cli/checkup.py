"""What `vigie doctor` looks at: the machine, the packages, the project, its state. Each finding has its remedy."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from vigie.core.errors import MissingPartError, ProjectError, SignatureError, VigieError
from vigie.core.project import Project, load_project
from vigie.settings import Settings, read_settings
from vigie.telemetry.targets import read_targets


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: well, not well, or (None) only worth knowing."""

    what: str
    well: bool | None
    remedy: str = ""


_PACKAGES = {
    "train": ("polars", "pandas", "sklearn", "mlflow", "deltalake", "pandera", "matplotlib", "scipy", "spacy"),
    "ui": ("streamlit",),
}
_DEEP = ("torch", "skorch", "transformers", "gensim", "onnx", "onnxruntime", "tokenizers", "safetensors")
_DEEP_ROOMS = ("vigie.models.embeddings.", "vigie.models.neural.", "vigie.models.transformer.")


def examine(folder: Path) -> list[Finding]:
    """Return every finding, in the order in which a person would mend them."""
    findings = [*_machine(folder), *_packages()]
    try:
        settings = read_settings()
        project = load_project(folder)
    except ProjectError as error:
        return [*findings, Finding(error.message, False, error.remedy or "")]
    findings.append(Finding(f"project '{project.name}' in {project.root}", True))
    return [*findings, *_told(), *_state(project, settings)]


def _machine(folder: Path) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(f"Python {version}", sys.version_info >= (3, 11), "" if sys.version_info >= (3, 11) else "Use 3.11+.")
    free = shutil.disk_usage(folder).free / 1e9
    yield Finding(f"{free:.0f} GB free on this disk", free > 1, "" if free > 1 else "Make room: runs and data need it.")


def _packages() -> Iterator[Finding]:
    for extra, modules in _PACKAGES.items():
        missing = _missing(modules)
        if missing:
            yield Finding(f"extra '{extra}' lacks {', '.join(missing)}", False, f"pip install 'vigie[{extra}]'")
        else:
            yield Finding(f"extra '{extra}' is installed", True)
    if importlib.util.find_spec("obstore") is None:
        yield Finding("buckets cannot be reached", None, "For s3://, gs:// and az://: pip install 'vigie[buckets]'")
    if importlib.util.find_spec("psycopg") is None:
        yield Finding("PostgreSQL's driver is not installed", None, "For a ledger on it: pip install 'vigie[postgres]'")


def _missing(modules: Iterable[str]) -> list[str]:
    return [module for module in modules if importlib.util.find_spec(module) is None]


def _deep(project: Project) -> Iterator[Finding]:
    from vigie.models.catalogue import RECIPES

    recipes = {name: RECIPES.get(one.recipe, "") for name, one in project.file.candidates.items()}
    names = [name for name, place in recipes.items() if place.startswith(_DEEP_ROOMS)]
    lacks = _missing(_DEEP)
    if names and lacks:
        what = f"{', '.join(names)} cannot be trained: extra 'deep' lacks {', '.join(lacks)}"
        yield Finding(what, None, "pip install 'vigie[deep]'")


def _told() -> Iterator[Finding]:
    targets = read_targets()
    whom = {
        "telemetry": (targets.otlp_traces or targets.otlp_events, "opentelemetry-exporter-otlp-proto-http"),
        "azure": (bool(targets.azure), "azure-monitor-opentelemetry-exporter"),
    }
    for extra, (wanted, package) in whom.items():
        if not wanted:
            continue
        try:
            metadata.version(package)
        except metadata.PackageNotFoundError:
            yield Finding(f"the environment asks for extra '{extra}'", False, f"pip install 'vigie[{extra}]'")
        else:
            yield Finding(f"requests and verdicts are told by extra '{extra}'", True)


def _state(project: Project, settings: Settings) -> Iterator[Finding]:
    yield from _deep(project)
    yield from _sources(project)
    yield _ledger(settings.ledger or project.ledger_url)
    if (project.file.alerts.notify or settings.notify) and _missing(["apprise"]):
        yield Finding("alerts cannot be sent: extra 'notify' lacks apprise", False, "pip install 'vigie[notify]'")
    if not project.dataset_folder.exists():
        yield Finding("no dataset yet", None, "vigie ingest")
        return
    yield Finding("a dataset is there", True)
    yield from _champion(project, settings)


def _sources(project: Project) -> Iterator[Finding]:
    for source in project.file.data.sources.values():
        path = Path(project.source_path(source).split("#")[0])
        if ":" in source.split("/")[0] or path.is_file():
            continue
        yield Finding(f"the source {source} is not there", False, "Put the file there, or set data.source.")


def _ledger(url: str) -> Finding:
    from vigie.ledger import open_ledger

    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return Finding("the ledger will be made when it is first needed", None)
    try:
        open_ledger(url).close()
    except VigieError as error:
        return Finding(error.message, False, "Start the database, or set VIGIE_LEDGER.")
    return Finding("the ledger answers", True)


def _champion(project: Project, settings: Settings) -> Iterator[Finding]:
    from vigie.servable.signature import signing_key
    from vigie.servable.store import COPIES, open_store
    from vigie.servable.trust import trust

    try:
        key = signing_key(settings.signing_secret)
        store = open_store(settings.store or project.store_folder, project.state / COPIES, key)
        version = store.champion()
        if version is None:
            yield Finding("no champion yet", None, "vigie train, then vigie promote NAME")
            return
        trust(project.file.service.trusted_types, project.root)
        store.load_champion()
    except MissingPartError as error:
        yield Finding(f"version {version} is champion. {error.message}", False, error.remedy or "")
    except SignatureError as error:
        yield Finding(error.message, False, error.remedy or "")
    except VigieError as error:
        yield Finding(error.message, False, "vigie rollback")
    else:
        signed = ", is signed" if key else ""
        yield Finding(f"version {version} is champion{signed}, and answers its golden rows", True)
        if key is None:
            yield Finding(
                "models are not signed: whoever can write to the store decides what is served",
                None,
                "To have only signed ones served, set VIGIE_SIGNING_KEY here and at the service",
            )
