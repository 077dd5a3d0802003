"""Messages that do not arrive, and programs that are not there."""

from __future__ import annotations

from vigie.core.errors.base import VigieError


class NotificationError(VigieError):
    def __init__(self, channel: str, reason: str) -> None:
        self.channel, self.reason = channel, reason
        super().__init__(f"The alert could not be sent to {channel}: {reason}.")


class MissingPartError(VigieError):
    def __init__(self, part: str, command: str) -> None:
        self.part, self.command = part, command
        super().__init__(f"{part} is not installed.", remedy=f"Get it with: {command}")
