"""A servable as a folder of files: written whole or not at all, and verified before it answers.

`manifest.json` says what it is and holds the digests of the others; `arrays.npz` holds numbers only; `golden.json`
holds rows with the answers they must get; a kind may have files of its own, such as `model.onnx`. No file is ever
unpickled.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from vigie.core.errors import GoldenRowError, ServableCorruptError, ServableNotFoundError
from vigie.core.schema import Schema, clean_row
from vigie.core.types import Row
from vigie.servable.kinds import KINDS, runtime_class
from vigie.servable.manifest import Facts, Manifest, Precision, Proof
from vigie.servable.runtime import Arrays, Parts, Probabilities, Runtime
from vigie.servable.servable import Servable

MANIFEST = "manifest.json"
ARRAYS = "arrays.npz"
GOLDEN = "golden.json"
DRIFT = "drift.json"
"""What its training rows were like, for who watches it; it answers without."""


def save_servable(
    folder: Path,
    runtime: Runtime,
    schema: Schema,
    golden_rows: Sequence[Row],
    facts: Facts,
    *,
    proof: Proof | None = None,
    precision: Precision | None = None,
    beside: Mapping[str, bytes] | None = None,
) -> Manifest:
    """Write a servable into `folder`, replacing what is there, and return its manifest.

    Parameters
    ----------
    golden_rows
        Rows kept with the answers they get now; whoever loads the servable checks that it still gives them.
    proof
        Of the comparison with the estimator it was compiled from.
    precision
        Of a network: which one was kept.
    beside
        File name → content of what goes with it and is no part of the runtime: `DRIFT`.
    """
    parts = runtime.dump()
    contents = {
        **(beside or {}),
        **parts.files,
        ARRAYS: _pack(parts.arrays),
        GOLDEN: _golden_content(runtime, schema, golden_rows),
    }
    manifest = Manifest(
        **facts.model_dump(exclude={"metrics", "provenance"}),
        provenance=facts.provenance,
        metrics={name: value for name, value in facts.metrics.items() if math.isfinite(value)},
        kind=runtime.kind,
        schema_=schema,
        schema_fingerprint=schema.fingerprint(),
        spec=parts.spec,
        files={name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        proof=proof,
        precision=precision,
        golden_rows=len(golden_rows),
    )
    write_folder(folder, {**contents, MANIFEST: manifest.model_dump_json(indent=1).encode()})
    return manifest


def load_servable(folder: Path, admit: Callable[[bytes], None] | None = None) -> Servable:
    """Return the servable in `folder`, verified: digests first, then the golden rows one by one and all at once.

    Parameters
    ----------
    admit
        Called with the manifest's bytes before anything else is read; what it raises refuses the servable.

    Raises
    ------
    ServableNotFoundError
        If there is none.
    ServableCorruptError
        If a file is missing, changed or unreadable, or of a kind or format this version does not know.
    GoldenRowError
        If it no longer gives the answers it was published with.
    """
    manifest = read_manifest(folder, admit)
    contents = {name: _verified(folder, name, manifest) for name in {ARRAYS, GOLDEN, *manifest.files}}
    golden, arrays, _ = contents.pop(GOLDEN), contents.pop(ARRAYS), contents.pop(DRIFT, None)
    try:
        parts = Parts(manifest.spec, _unpack(arrays), contents)
        runtime = runtime_class(manifest.kind).load(manifest.schema_, parts)
    except (KeyError, IndexError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise ServableCorruptError(str(folder), f"its {manifest.kind} runtime cannot be built ({error})") from error
    servable = Servable(manifest, runtime)
    _check_golden_rows(folder, servable, golden)
    return servable


def read_manifest(folder: Path, admit: Callable[[bytes], None] | None = None) -> Manifest:
    """Return the manifest in `folder` without verifying the other files; `admit` as in `load_servable`.

    Raises
    ------
    ServableNotFoundError
        If there is none.
    ServableCorruptError
        If it cannot be read, or its kind is unknown, or it describes another schema than it holds.
    """
    try:
        content = (folder / MANIFEST).read_bytes()
        if admit is not None:
            admit(content)  # the very bytes that are read on
        manifest = Manifest.model_validate_json(content)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ServableNotFoundError(str(folder)) from error
    except ValidationError as error:
        problem = error.errors()[0]
        path = " -> ".join(map(str, problem["loc"]))
        raise ServableCorruptError(str(folder), f"{MANIFEST} is wrong at {path or 'its start'}") from error
    if manifest.kind not in KINDS:
        known = ", ".join(sorted(KINDS))
        raise ServableCorruptError(str(folder), f"kind '{manifest.kind}' is unknown to this version (it has {known})")
    if manifest.schema_.fingerprint() != manifest.schema_fingerprint:
        raise ServableCorruptError(str(folder), "its schema does not have the fingerprint it names")
    return manifest


def read_beside(folder: Path, name: str, admit: Callable[[bytes], None] | None = None) -> bytes | None:
    """Return a file of the servable in `folder`, verified by its digest, or None if the servable has none of that name.

    Raises
    ------
    ServableNotFoundError, ServableCorruptError
        As `load_servable` does.
    """
    manifest = read_manifest(folder, admit)
    return _verified(folder, name, manifest) if name in manifest.files else None


def write_folder(folder: Path, contents: dict[str, bytes]) -> None:
    """Write files into `folder` so that a reader sees all of them or the former ones; everything is on disk after."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in contents.items():
            with (fresh / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        fresh.chmod(0o755)  # mkdtemp's own mode would keep a service of another user out
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    sync_folder(folder.parent)


def write_file(file: Path, content: bytes) -> None:
    """Put a file in its place in one step, on disk when this returns; others may read it, and only they."""
    descriptor, fresh = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as made:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())
        Path(fresh).chmod(0o644)
        Path(fresh).replace(file)
    finally:
        Path(fresh).unlink(missing_ok=True)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Put the folder's own entries on disk, so that a rename in it survives a crash of the machine."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pack(arrays: Arrays) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _unpack(content: bytes) -> dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def _golden_content(runtime: Runtime, schema: Schema, rows: Sequence[Row]) -> bytes:
    cleaned = [clean_row(schema, row) for row in rows]
    answers = runtime.predict_proba(cleaned).tolist() if cleaned else []
    return json.dumps({"rows": cleaned, "probabilities": answers}, ensure_ascii=False, allow_nan=False).encode()


def _verified(folder: Path, name: str, manifest: Manifest) -> bytes:
    # The bytes that were hashed are the bytes that are read: no second look at the disk.
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise ServableCorruptError(str(folder), f"{name} cannot be read") from error
    if hashlib.sha256(content).hexdigest() != manifest.files.get(name):
        raise ServableCorruptError(str(folder), f"{name} does not have the SHA-256 that {MANIFEST} names")
    return content


def _check_golden_rows(folder: Path, servable: Servable, content: bytes) -> None:
    golden = json.loads(content)
    rows: list[Row] = golden["rows"]
    if not len(rows) == len(golden["probabilities"]) == servable.manifest.golden_rows:
        raise ServableCorruptError(str(folder), f"{GOLDEN} does not hold {servable.manifest.golden_rows} rows")
    if not rows:
        return
    expected = np.asarray(golden["probabilities"], dtype=np.float64)
    answers: list[Callable[[], Probabilities]] = [
        lambda: servable.predict_proba(rows),
        lambda: np.concatenate([servable.predict_proba([row]) for row in rows]),
    ]
    for answer in answers:
        _compare(folder, expected, answer(), servable.runtime.tolerance)


def _compare(folder: Path, expected: Probabilities, given: Probabilities, tolerance: float) -> None:
    if given.shape != expected.shape:
        raise ServableCorruptError(str(folder), f"{GOLDEN} is not of the shape the runtime answers with")
    differences = np.abs(given - expected).max(axis=1)
    worst = int(np.nanargmax(np.where(np.isnan(differences), np.inf, differences)))
    if not differences[worst] <= tolerance:
        raise GoldenRowError(str(folder), worst, float(differences[worst]))
