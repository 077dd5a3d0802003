"""Every benchmark of the README, one after the other: `python -m benchmarks`."""

from __future__ import annotations

import importlib

NAMES = (
    "start_up",
    "install_size",
    "file_to_champion",
    "train_overhead",
    "load.single_tweets",
    "load.shadow",
    "ledger_commit",
    "trees_runtime",
    "bulk_score",
)


def main() -> None:
    """Run them all; each prints its own table."""
    for name in NAMES:
        print(f"\n{name}\n{'-' * len(name)}", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
