"""The kinds of servable this version can run: a list in the code, so an artefact cannot name what is imported."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from vigie.servable.runtime import Runtime

KINDS: dict[str, str] = {
    "average-text": "vigie.servable.average_text:AverageTextRuntime",
    "encoder-text": "vigie.servable.encoder_text:EncoderTextRuntime",
    "columns": "vigie.servable.dense_columns:DenseColumnsRuntime",
    "ensemble": "vigie.servable.ensemble:EnsembleRuntime",
    "layers-text": "vigie.servable.layers_text:LayersTextRuntime",
    "lexicon": "vigie.servable.lexicon:LexiconRuntime",
    "linear-text": "vigie.servable.linear_text:LinearTextRuntime",
    "net-text": "vigie.servable.net_text:NetTextRuntime",
    "prior": "vigie.servable.prior:PriorRuntime",
    "rules": "vigie.servable.rule_choice:RuleChoiceRuntime",
    "skops": "vigie.servable.own:OwnRuntime",
    "trees": "vigie.servable.trees:TreesRuntime",
}
"""Kind → where its runtime is; imported when a servable of that kind is loaded."""


def runtime_class(kind: str) -> type[Runtime]:
    """Return the runtime of `kind`.

    Raises
    ------
    KeyError
        If this version knows no such kind.
    """
    module, name = KINDS[kind].split(":")
    return cast("type[Runtime]", getattr(import_module(module), name))
