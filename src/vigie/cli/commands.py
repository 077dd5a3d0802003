"""Every command of `vigie`."""

from __future__ import annotations

from vigie.cli import (
    alerts,
    challenge,
    compare,
    data,
    demo,
    errors,
    explain,
    history,
    impact,
    keys,
    ledger,
    models,
    project,
    rehearse,
    retrain,
    review,
    score,
    service,
    tune,
    up,
    verdicts,
)
from vigie.cli.root import command_line

app = command_line()

_GROUPS = (
    project, data, models, compare, explain, errors, tune, score, service, challenge, keys, ledger, verdicts, review,
    alerts, retrain, up, demo, history, rehearse, impact,
)  # fmt: skip
for group in _GROUPS:
    group.register(app)
