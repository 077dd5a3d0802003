"""What each contender prints: one line of JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable


def run(compare: Callable[[], object], write: Callable[[], int]) -> None:
    """Time the comparison and the page, and print that with the most memory the process had and the page's size."""
    before = time.perf_counter()
    compare()
    compared = time.perf_counter()
    size = write()
    written = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    found = {"compare_s": compared - before, "page_s": written - compared, "page_kb": size / 1e3, "peak_mb": peak}
    print(json.dumps(found))
