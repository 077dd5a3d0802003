"""The tags of a run: what is asked for again when runs are compared, promoted or made once more."""

from __future__ import annotations

from vigie.tracking.record import RunRecord

PREFIX = "vigie."
NOTE = "mlflow.note.content"
"""What MLflow shows as the run's description."""
_LONGEST_TAG = 5_000


def tags_of(record: RunRecord) -> dict[str, str]:
    """Return every tag that is known before the run begins; empty ones are left out.

    Examples
    --------
    >>> tags = tags_of(RunRecord(project="p", candidate="c", recipe="dummy", sample=True))
    >>> tags["vigie.candidate"], tags["vigie.sample"], "vigie.error" in tags
    ('c', 'true', False)
    """
    ours = {
        "project": record.project,
        "candidate": record.candidate,
        "recipe": record.recipe,
        "seed": str(record.seed),
        "decide_by": record.decide_by,
        "why": record.why,
        "dataset_version": str(record.dataset_version),
        "dataset_hash": record.dataset_hash,
        "dataset_source": record.dataset_source,
        "sample": "true" if record.sample else "false",
        "code_version": record.code_version,
        "packages": ", ".join(f"{name} {version}" for name, version in sorted(record.packages.items())),
        "not_servable": record.not_servable,
        "error": record.error or "",
    }
    mlflow = {
        NOTE: _note(record),
        "mlflow.user": record.who,
        "mlflow.source.name": "vigie train",
        "mlflow.source.type": "LOCAL",
        "mlflow.source.git.commit": record.code_version,
    }
    every = {PREFIX + name: value for name, value in ours.items()} | mlflow | dict(record.tags)
    return {name: value[:_LONGEST_TAG] for name, value in every.items() if value}


def _note(record: RunRecord) -> str:
    parts = [record.description.strip()]
    if record.error is not None:
        parts.append(f"**Failed:** {record.error}")
    if record.not_servable:
        parts.append(f"**Cannot be promoted:** {record.not_servable}")
    if record.why:
        parts.append(f"*Decided by {record.decide_by.replace('_', ' ')}:* {record.why}")
    if record.sample:
        parts.append("*Measured on the invented sample, not on real data.*")
    return "\n\n".join(part for part in parts if part)
