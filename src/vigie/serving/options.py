"""What a service is told at its start."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vigie.buckets import is_bucket
from vigie.core.project import Project
from vigie.servable.signature import SigningKey, signing_key
from vigie.settings import Settings
from vigie.telemetry.targets import Targets, read_targets

if TYPE_CHECKING:
    from vigie.serving.peers import Peers


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """Everything that one service needs to know; nothing is read from the environment later."""

    project: Project
    store: Path
    """Folder of published servables; where they are in a bucket, of their copy on this machine."""
    ledger_url: str
    notify: tuple[str, ...] = ()
    """Apprise addresses that alerts are sent to."""
    keys: bool = False
    """Whether a request needs a key."""
    salt: bytes = field(default=b"", repr=False)
    """Of the digests that stand for texts, where the ledger keeps none; by default the one in the state folder."""
    bucket: str = ""
    """Address of the bucket that they are published in, if it is one."""
    signing_key: SigningKey | None = None
    """With one, only servables that were signed with it are taken."""
    peers: Peers | None = None
    """Of one worker among several: where they count together."""
    told: Targets = field(default_factory=Targets)
    """Who outside hears of requests and verdicts."""
    look_every_s: float = 1.0
    """Seconds between two looks at the champion's pointer, and at a ledger that was lost."""

    @property
    def max_rows(self) -> int:
        """The most rows that one request may hold."""
        return self.project.file.service.max_rows

    @property
    def max_body_bytes(self) -> int:
        return self.project.file.service.max_body_bytes


def service_options(project: Project, settings: Settings) -> ServiceOptions:
    """Return the options that a project and the environment make together; the environment wins."""
    bucket = settings.store if is_bucket(settings.store) else ""
    return ServiceOptions(
        project=project,
        store=_folder(project, settings, bucket),
        bucket=bucket,
        ledger_url=settings.ledger or project.ledger_url,
        salt=_salt(settings.salt),
        keys=bool(project.file.service.keys),
        signing_key=signing_key(settings.signing_secret),
        notify=(*project.file.alerts.notify, *settings.notify_addresses),
        told=read_targets(),
    )


# What follows is imported where it is used: whoever looks after workers needs neither the ledger's SQL nor NumPy.
def _folder(project: Project, settings: Settings, bucket: str) -> Path:
    if bucket:
        from vigie.servable.store import COPIES, cache_folder

        return cache_folder(bucket, project.state / COPIES)
    return Path(settings.store) if settings.store else project.store_folder


def _salt(text: str) -> bytes:
    if not text:
        return b""
    from vigie.ledger.texts import check_salt

    return check_salt(text.encode())
