"""GET /leaderboard: the candidates as they were last compared."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from fastapi import APIRouter
from pydantic import ValidationError

from vigie.core.answers.service import Leaderboard
from vigie.serving.service import Service

_log = logging.getLogger(__name__)

FILE_NAME = "leaderboard.json"
"""Beside the published servables; the comparison writes it, in the form of the answer."""


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["model"])
    path = service.options.store / FILE_NAME

    @router.get("/leaderboard")
    async def leaderboard() -> Leaderboard:
        """The trained candidates, the best first; none before the first comparison."""
        return await asyncio.to_thread(_read, path)

    return router


def _read(path: Path) -> Leaderboard:
    try:
        return Leaderboard.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        pass
    except (OSError, ValidationError) as error:
        _log.warning("The comparison of the candidates cannot be read: %s", type(error).__name__)
    return Leaderboard()
