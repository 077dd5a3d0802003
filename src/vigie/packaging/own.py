"""From any fitted estimator to the runtime that carries it as it is."""

from __future__ import annotations

from typing import Any

from vigie.core.errors import MissingPartError, NotServableError
from vigie.core.schema import Schema
from vigie.packaging.labels import label_numbers
from vigie.servable.own import OwnRuntime, OwnSpec, untrusted_types


def compile_own(estimator: Any, schema: Schema) -> OwnRuntime:
    """Return a runtime that answers with the estimator itself, through scikit-learn.

    Raises
    ------
    NotServableError
        If skops is not installed, cannot write the estimator, or it holds types that nobody trusts.
    """
    name = name_of(estimator)
    if not hasattr(estimator, "predict_proba"):
        raise NotServableError(name, "it gives no probabilities")
    try:
        import skops.io
    except ImportError as error:
        remedy = "It can be served as it is, by scikit-learn: pip install 'vigie[skops]'."
        raise NotServableError(name, remedy) from error
    try:
        content = skops.io.dumps(estimator)
        unknown = untrusted_types(content)
        if not unknown:
            return OwnRuntime(schema, OwnSpec(classes=label_numbers(estimator.classes_, schema)), content)
    except MissingPartError:
        raise
    except Exception as error:
        raise NotServableError(name, f"skops cannot write and read it ({type(error).__name__}: {error})") from error
    listed = ", ".join(f'"{one}"' for one in unknown)
    raise NotServableError(
        name,
        "it holds types that nobody trusts. If they are yours, say so in vigie.toml:"
        f" [service] trusted_types = [{listed}]",
    )


def name_of(estimator: Any) -> str:
    """Return what an estimator is called in messages: its class, or those of its steps."""
    steps = [type(step).__name__ for _, step in getattr(estimator, "steps", [])]
    return f"A pipeline of {', '.join(steps)}" if steps else f"A {type(estimator).__name__}"
