"""Where a pretrained encoder lies: a folder, an installed package, or a name that is fetched once."""

from __future__ import annotations

import importlib.util
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from vigie.core.errors import MissingPartError, ModelFolderError

Pooling = Literal["mean", "cls"]

PACKAGE = "package:"

_NAME = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?(@[\w./-]+)?")
_READ = ("*.json", "*.txt", "*.model", "1_Pooling/*.json", "model*.safetensors")
"""Of a fetched name: settings, the tokenizer and the weights, and only as data."""


@dataclass(frozen=True)
class ModelFolder:
    """A folder as Hugging Face's libraries write it, whose weights are safetensors."""

    path: Path

    @property
    def pooling(self) -> Pooling:
        """How the encoder's own makers pool its vectors; the mean where they do not say."""
        said = self._settings("1_Pooling/config.json")
        return "cls" if said.get("pooling_mode_cls_token") else "mean"

    @property
    def normalises(self) -> bool:
        """Whether its makers bring the vectors to length 1."""
        modules = self._settings("modules.json")
        steps = modules if isinstance(modules, list) else []
        return any(str(step.get("type", "")).endswith("Normalize") for step in steps)

    @property
    def max_length(self) -> int:
        """The most pieces of a text that it reads: what its makers set, or else its positions allow."""
        config = self._settings("config.json")
        positions = int(config.get("max_position_embeddings", 512))
        # RoBERTa and its kin count positions from the padding's number on.
        if config.get("model_type") in ("roberta", "camembert", "xlm-roberta", "xlm-roberta-xl"):
            positions -= int(config.get("pad_token_id", 1)) + 1
        said = self._settings("sentence_bert_config.json")
        return min(int(said.get("max_seq_length") or positions), positions)

    def _settings(self, name: str) -> Any:
        file = self.path / name
        return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def find_model(model: str, root: Path = Path()) -> ModelFolder:
    """Return the folder of the model that a project names.

    Parameters
    ----------
    model
        A folder, absolute or beside vigie.toml; `package:NAME`, an installed Python package that carries one; or a name
        of Hugging Face's hub, with `@` and a revision if it is to stay the same, which is fetched once and then read
        from its cache. A folder goes before a name.
    root
        The project's folder.

    Raises
    ------
    ModelFolderError
        If there is no such folder, its weights are not safetensors, or a name cannot be fetched.
    MissingPartError
        If the package is not installed.
    """
    if model.startswith(PACKAGE):
        return _checked(model, _in_package(model.removeprefix(PACKAGE)))
    path = root / Path(model).expanduser()
    if path.is_dir():
        return _checked(model, path.resolve())
    if not _NAME.fullmatch(model):
        raise ModelFolderError(model, "there is no such folder")
    return _checked(model, _fetched(model))


def _in_package(name: str) -> Path:
    if not name.isidentifier() or (spec := importlib.util.find_spec(name)) is None:
        raise MissingPartError(
            f"The Python package '{name}', which `model` names,", f"pip install {name.replace('_', '-')}"
        )
    places = [Path(place) for place in spec.submodule_search_locations or ()]
    found = sorted(
        (file.parent for place in places for file in place.rglob("config.json") if _weights(file.parent)),
        key=lambda folder: (len(folder.parts), folder),
    )
    if not found:
        raise ModelFolderError(PACKAGE + name, "the package carries no config.json beside weights")
    return found[0]


def _fetched(model: str) -> Path:
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise MissingPartError("transformers", 'pip install "vigie[deep]"') from error
    name, _, revision = model.partition("@")
    what: dict[str, Any] = {"repo_id": name, "revision": revision or None, "allow_patterns": [*_READ]}
    try:
        cached = Path(snapshot_download(**what, local_files_only=True))
        if _weights(cached):
            return cached
    except OSError:
        pass  # not fetched yet
    try:
        return Path(snapshot_download(**what))
    # Whatever goes wrong between here and the hub has a class of the network library in use, and one meaning.
    except Exception as error:
        reason = f"it is no folder, and it cannot be fetched ({type(error).__name__})"
        raise ModelFolderError(model, reason, name=name) from error


def _checked(model: str, path: Path) -> ModelFolder:
    if not (path / "config.json").is_file():
        raise ModelFolderError(model, "the folder holds no config.json")
    if not _weights(path):
        pickled = sorted(file.name for file in path.glob("*.bin"))
        reason = f"its weights are pickled ({pickled[0]}), which could run code" if pickled else "it holds no weights"
        raise ModelFolderError(model, f"{reason}; only model.safetensors is read")
    return ModelFolder(path)


def _weights(path: Path) -> bool:
    return (path / "model.safetensors").is_file() or (path / "model.safetensors.index.json").is_file()
