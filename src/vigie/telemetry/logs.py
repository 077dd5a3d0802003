"""Log lines: rooms only know `logging`, and where lines go is said once, at the entry point."""

from __future__ import annotations

import logging
import sys
import time

FORMAT = "%(asctime)s %(levelname)-7s %(message)s"


def set_up_logging(level: int = logging.INFO) -> None:
    """Write log lines to standard error: time (UTC), level, message. Calling it again changes nothing.

    Libraries are quiet unless something is wrong; rows of users are never logged.
    """
    root = logging.getLogger()
    if root.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    formatter = logging.Formatter(FORMAT, "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("vigie").setLevel(level)
