"""A service whose models are in a bucket: it follows the champion, and goes on from its copy without the bucket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from vigie.core.project import Project, load_project
from vigie.servable.store import open_store
from vigie.serving.app import create_app
from vigie.serving.metrics import Counts
from vigie.serving.options import service_options
from vigie.serving.rollout import Rollout
from vigie.serving.service import Service
from vigie.settings import Settings

from .test_bucket_store import candidate

PROJECT = """
name = "moods"
data = { source = "rows.csv" }
[target]
column = "mood"
classes = { negative = ["n"], other = ["o"] }
[features.text]
type = "text"
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    return load_project(tmp_path)


def promote(bucket: str, folder: Path, version: str) -> None:
    store = open_store(bucket, folder / "promoter")
    store.champion()
    store.publish(candidate(folder / f"candidate-{version}"), version)
    store.set_champion(version)


def rollout_of(project: Project, bucket: str) -> Rollout:
    return Service(service_options(project, Settings(store=bucket))).rollout


def version_of(rollout: Rollout) -> str | None:
    return rollout.champion.version if rollout.champion else None


def test_service_follows_the_champion_in_the_bucket(bucket: str, project: Project) -> None:
    async def follow() -> list[str | None]:
        rollout, seen = rollout_of(project, bucket), []
        await rollout.look()
        seen.append(version_of(rollout))
        for version in ("1", "2"):
            await asyncio.to_thread(promote, bucket, project.root, version)
            await rollout.look()
            seen.append(version_of(rollout))
        return seen

    assert asyncio.run(follow()) == [None, "1", "2"]


def test_service_bucket_goes_away_while_it_runs_and_when_it_starts_it_goes_on(
    bucket: str, project: Project, take_away: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    promote(bucket, project.root, "1")

    async def started() -> Rollout:
        rollout = rollout_of(project, bucket)
        while rollout.champion is None and not rollout.away:
            await rollout.look()
        return rollout

    first = asyncio.run(started())
    assert (version_of(first), first.away) == ("1", None)
    take_away()

    async def again() -> Rollout:
        rollout = rollout_of(project, bucket)  # started anew, from nothing but its copy
        while rollout.champion is None or not rollout.away:
            await rollout.look()
        return rollout

    second = asyncio.run(again())
    assert version_of(second) == "1"
    assert second.away is not None
    assert "cannot be used: it does not answer" in second.away
    assert "cannot be used" in caplog.text
    assert "verysecret" not in caplog.text


def test_service_that_never_saw_the_bucket_says_why_it_is_not_ready(
    bucket: str, project: Project, take_away: Callable[[], None]
) -> None:
    take_away()

    async def tell() -> str:
        rollout = rollout_of(project, bucket)
        while not rollout.away:
            await rollout.look()
        with pytest.raises(Exception, match="cannot be used") as caught:
            rollout.require()
        return str(caught.value)

    assert "s3://" in asyncio.run(tell())


@pytest.mark.parametrize("is_there", [True, False])
def test_health_says_whether_the_bucket_answers(
    bucket: str, project: Project, take_away: Callable[[], None], is_there: bool
) -> None:
    if not is_there:
        take_away()

    async def ask() -> str:
        app = create_app(service_options(project, Settings(store=bucket)))
        rollout = app.service.rollout
        await rollout.look()
        while is_there is (rollout.away is not None):
            await rollout.look()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
            return str((await client.get("/health")).json()["store"])

    assert asyncio.run(ask()) == ("ok" if is_there else "unavailable")


def test_rollout_of_a_folder_asks_no_bucket(project: Project) -> None:
    rollout = Rollout(open_store(project.store_folder, project.state), project.schema.fingerprint(), Counts())
    asyncio.run(rollout.look())
    assert rollout.away is None
