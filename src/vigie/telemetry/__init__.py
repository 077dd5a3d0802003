"""How the process tells what it does: set up once, at the entry point; rooms only know `logging`."""

from vigie.telemetry.logs import set_up_logging

__all__ = ["set_up_logging"]
