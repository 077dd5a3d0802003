"""A servable is saved whole, loaded verified, and refused when anything in it was changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vigie.core.errors import GoldenRowError, ServableCorruptError, ServableNotFoundError
from vigie.core.schema import Schema
from vigie.servable.folder import ARRAYS, GOLDEN, MANIFEST, load_servable, read_manifest, save_servable
from vigie.servable.manifest import Facts
from vigie.servable.prior import PriorRuntime


def edit_manifest(folder: Path, **changes: Any) -> None:
    path = folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_load_servable_after_save_gives_same_answers_and_facts(candidate: Path, schema: Schema) -> None:
    servable = load_servable(candidate)
    assert servable.predict_proba([{"text": "x"}, {}]).tolist() == [[0.6, 0.4], [0.6, 0.4]]
    assert servable.labels == ("negative", "other")
    assert servable.schema == schema
    assert servable.manifest.provenance.run_id == "r1"
    assert servable.manifest.version is None
    assert servable.explain({"text": "x"}, "other") == []


def test_save_servable_over_a_former_one_replaces_it(candidate: Path, schema: Schema, facts: Facts) -> None:
    save_servable(candidate, PriorRuntime(np.array([0.1, 0.9])), schema, [], facts)
    assert load_servable(candidate).predict_proba([{}])[0, 1] == 0.9
    assert [path.name for path in candidate.parent.iterdir()] == ["r1"]


def test_save_servable_leaves_out_metrics_that_are_no_number(tmp_path: Path, schema: Schema, facts: Facts) -> None:
    measured = facts.model_copy(update={"metrics": {"accuracy": 0.5, "roc_auc": float("nan")}})
    save_servable(tmp_path / "s", PriorRuntime(np.array([0.5, 0.5])), schema, [], measured)
    assert read_manifest(tmp_path / "s").metrics == {"accuracy": 0.5}


def test_load_servable_without_folder_says_where(tmp_path: Path) -> None:
    with pytest.raises(ServableNotFoundError, match="nowhere"):
        load_servable(tmp_path / "nowhere")


@pytest.mark.parametrize("name", [ARRAYS, GOLDEN])
def test_load_servable_with_a_changed_byte_is_refused(candidate: Path, name: str) -> None:
    content = bytearray((candidate / name).read_bytes())
    content[len(content) // 2] ^= 1
    (candidate / name).write_bytes(content)
    with pytest.raises(ServableCorruptError, match=f"{name} does not have the SHA-256"):
        load_servable(candidate)


def test_load_servable_with_a_missing_file_is_refused(candidate: Path) -> None:
    (candidate / ARRAYS).unlink()
    with pytest.raises(ServableCorruptError, match="cannot be read"):
        load_servable(candidate)


def test_load_servable_of_unknown_kind_is_refused_without_import(candidate: Path) -> None:
    edit_manifest(candidate, kind="os:system")
    with pytest.raises(ServableCorruptError, match="unknown to this version"):
        load_servable(candidate)


def test_load_servable_of_a_later_format_is_refused(candidate: Path) -> None:
    edit_manifest(candidate, format=2)
    with pytest.raises(ServableCorruptError, match="wrong at format"):
        load_servable(candidate)


def test_load_servable_with_half_a_manifest_is_refused(candidate: Path) -> None:
    content = (candidate / MANIFEST).read_bytes()
    (candidate / MANIFEST).write_bytes(content[: len(content) // 2])
    with pytest.raises(ServableCorruptError, match=MANIFEST):
        load_servable(candidate)


def test_load_servable_with_another_schema_is_refused(candidate: Path) -> None:
    schema = json.loads((candidate / MANIFEST).read_text())["schema"]
    schema["features"][0]["name"] = "tweet"
    edit_manifest(candidate, schema=schema)
    with pytest.raises(ServableCorruptError, match="fingerprint"):
        load_servable(candidate)


def test_load_servable_with_a_pickle_among_the_arrays_is_refused(candidate: Path, schema: Schema, facts: Facts) -> None:
    with (candidate / ARRAYS).open("wb") as file:
        np.savez(file, shares=np.array([object()], dtype=object))
    files = json.loads((candidate / MANIFEST).read_text())["files"]
    files[ARRAYS] = hashlib.sha256((candidate / ARRAYS).read_bytes()).hexdigest()
    edit_manifest(candidate, files=files)
    with pytest.raises(ServableCorruptError, match="cannot be built"):
        load_servable(candidate)


def test_load_servable_that_answers_otherwise_than_its_golden_rows_is_refused(candidate: Path) -> None:
    golden = json.loads((candidate / GOLDEN).read_text())
    golden["probabilities"][1] = [0.59, 0.41]
    (candidate / GOLDEN).write_text(json.dumps(golden))
    files = json.loads((candidate / MANIFEST).read_text())["files"]
    files[GOLDEN] = hashlib.sha256((candidate / GOLDEN).read_bytes()).hexdigest()
    edit_manifest(candidate, files=files)
    with pytest.raises(GoldenRowError, match=r"golden row 1 is off by 1.00e-02"):
        load_servable(candidate)
