"""What makes a service ready sooner. It is called before anything of the framework is imported."""

from __future__ import annotations

import gc

from pydantic import BaseModel


def hasten() -> None:
    """Leave out of the start what it has no use for; `server` turns the collector on again when it is up."""
    gc.disable()  # it would look for garbage again and again while hundreds of modules are loaded, which leave none
    _load_framework()


def _load_framework() -> None:
    # FastAPI describes OpenAPI documents by forty models. Their validators are built when somebody asks for the
    # document, instead of at every start.
    BaseModel.model_config["defer_build"] = True
    try:
        import fastapi  # noqa: F401 - loaded here, so that its models are made under this setting
    finally:
        del BaseModel.model_config["defer_build"]
