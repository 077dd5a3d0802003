"""What the environment says, read once at the entry point and passed on as plain arguments."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from vigie.core.errors import ProjectError, nearest

PREFIX = "VIGIE_"


@dataclass(frozen=True, slots=True)
class Settings:
    """One field per variable: `ledger` is VIGIE_LEDGER. Empty means: the project's own folder."""

    ledger: str = ""
    """Address of the ledger: sqlite:///path or postgresql://user:password@host/database."""
    tracking: str = ""
    """Address of MLflow: sqlite:///path or http://host:port."""
    store: str = ""
    """Folder of published servables, or the address of a bucket: s3://, gs:// or az://."""
    notify: str = ""
    """Apprise addresses that alerts are sent to, comma-separated."""
    api: str = ""
    """Address of the service, for the page and for clients."""
    mlflow: str = ""
    """Address of MLflow's own pages, for the links of the page."""
    key: str = field(default="", repr=False)
    """The key that the page and clients ask the service with, where it wants one."""
    key_file: str = ""
    """A file that holds the key instead, as secrets are mounted in containers."""
    salt: str = field(default="", repr=False)
    """The salt of the texts' digests, for services on several machines that keep no texts."""
    signing_key: str = field(default="", repr=False)
    """The secret that published models are signed with, and without whose signature none is served."""
    signing_key_file: str = ""
    """A file that holds it instead, outside the store."""
    user: str = ""
    """Who promotes, rolls back and closes alerts; by default the login name."""
    ademe_url: str = ""
    """Another address that answers like ADEME's open-data service."""
    reference_data: str = ""
    """Folder of the reference data sets, for tests and benchmarks."""

    @property
    def notify_addresses(self) -> tuple[str, ...]:
        return tuple(address.strip() for address in self.notify.split(",") if address.strip())

    @property
    def own_key(self) -> str:
        """The key, from either place; empty: none. Raises ProjectError when its file cannot be read."""
        if self.key or not self.key_file:
            return self.key.strip()
        return _secret(self.key_file, "VIGIE_KEY_FILE")

    @property
    def signing_secret(self) -> bytes:
        """The signing key, from either place; empty: none. Raises ProjectError when its file cannot be used."""
        if self.signing_key or not self.signing_key_file:
            return self.signing_key.strip().encode()
        name = "VIGIE_SIGNING_KEY_FILE"
        if self.store and Path(self.signing_key_file).resolve().is_relative_to(Path(self.store).resolve()):
            raise ProjectError(f"{name} lies in the store: whoever can change models there could sign them too.")
        secret = _secret(self.signing_key_file, name)
        if not secret:
            raise ProjectError(f"The key's file {self.signing_key_file} ({name}) is empty.")
        return secret.encode()

    @property
    def who(self) -> str:
        """The person at the keyboard, as the record will name them."""
        if self.user:
            return self.user
        try:
            return getpass.getuser()
        except (KeyError, OSError):  # a container may run under a number without a name
            return "unknown"


def _secret(file: str, variable: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise ProjectError(f"The key's file {file} ({variable}) cannot be read.") from error


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in `environment` (by default the process's own).

    Raises
    ------
    ProjectError
        If a variable begins with VIGIE_ and is none of the settings.

    Examples
    --------
    >>> read_settings({"VIGIE_USER": "ada"}).who
    'ada'
    """
    given = os.environ if environment is None else environment
    known = {PREFIX + one.name.upper(): one.name for one in fields(Settings)}
    for name in given:
        if name.startswith(PREFIX) and name not in known:
            close = nearest(name, known)
            hint = f" Did you mean {close}?" if close else f" There are: {', '.join(sorted(known))}."
            raise ProjectError(f"The environment variable {name} is no setting of Vigie's.{hint}")
    return Settings(**{setting: given[name] for name, setting in known.items() if name in given})
