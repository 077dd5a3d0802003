"""The store of published servables, as the project and the environment name it; and signing what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from vigie.core.errors import NoChampionError, TrackingError
from vigie.core.project import Project
from vigie.servable.signature import signing_key
from vigie.servable.store import COPIES, Store, open_store
from vigie.settings import Settings
from vigie.tracking.registry import Registry


def published(project: Project, settings: Settings) -> Store:
    """Return the store, a folder or a bucket; with the signing key, where one is set."""
    where = settings.store or project.store_folder
    return open_store(where, project.state / COPIES, signing_key(settings.signing_secret))


def bring_back(store: Store, registry: Registry, version: str) -> None:
    """Publish a registered version again whose folder the store has lost; what cannot be had stays away."""
    if version in store.versions():
        return
    with suppress(TrackingError), registry.servable_folder(registry.run_of(version).run_id) as folder:
        store.publish(folder, version)


def sign(project: Project, settings: Settings, versions: Sequence[str] = ()) -> list[str]:
    """Sign published versions, by default the champion, and return which.

    For those from before there was a key, and after a change of key. Each is verified first.

    Raises
    ------
    NoChampionError
        If none is named, and there is no champion.
    ServableError
        If there is no key, or a version is not sound; those before it are signed.
    """
    store = published(project, settings)
    named = list(versions) or [version for version in [store.champion()] if version]
    if not named:
        raise NoChampionError
    for version in named:
        store.sign(version)
    return named
