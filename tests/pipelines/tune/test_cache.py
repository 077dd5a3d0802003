"""The cache of prepared rows: made once, whole or not at all, never written into, bounded."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from vigie.core.file_lock import locked
from vigie.pipelines.tune.cache import ENTRY, Cache
from vigie.pipelines.tune.matrices import Matrix

KEY, OTHER = "a" * 32, "b" * 32


class Maker:
    """Counts how often it was asked."""

    def __init__(self, size: int = 3) -> None:
        self.size = size
        self.times = 0

    def __call__(self) -> tuple[Matrix, ...]:
        self.times += 1
        return sparse.eye(self.size, format="csr"), np.arange(float(self.size)), np.array(["a", "é"], dtype=object)


def test_cache_second_time_is_read_by_another_process_too(tmp_path: Path) -> None:
    make = Maker()
    first = Cache(tmp_path).get(KEY, make)
    second = Cache(tmp_path).get(KEY, make)
    assert make.times == 1
    for one, other in zip(first, second, strict=True):
        assert type(one) is type(other)
        assert (one != other).sum() == 0


def test_cache_writing_into_a_matrix_changes_nobody_elses(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    matrix, numbers, texts = cache.get(KEY, Maker())
    matrix.data[:] = 9
    numbers *= -1
    texts[0] = "other"
    for again in (cache, Cache(tmp_path)):
        matrix, numbers, texts = again.get(KEY, Maker())
        assert matrix.toarray().tolist() == np.eye(3).tolist()
        assert numbers.tolist() == [0.0, 1.0, 2.0]
        assert texts.tolist() == ["a", "é"]


@pytest.mark.parametrize("harm", ["cut", "turned", "gone", "no entry", "nonsense", "later format", "half an entry"])
def test_cache_damaged_entry_is_made_again(tmp_path: Path, harm: str) -> None:
    make = Maker()
    Cache(tmp_path).get(KEY, make)
    data, entry = tmp_path / KEY / "0-data.npy", tmp_path / KEY / ENTRY
    content = data.read_bytes()
    if harm == "cut":
        data.write_bytes(content[:-8])
    elif harm == "turned":
        data.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif harm == "gone":
        data.unlink()
    elif harm == "no entry":
        entry.unlink()
    else:
        entry.write_text({"nonsense": "[3", "later format": '{"format": 99}', "half an entry": '{"format": 1}'}[harm])
    for _ in range(2):
        matrix, *_ = Cache(tmp_path).get(KEY, make)
        assert matrix.toarray().tolist() == np.eye(3).tolist()
    assert make.times == 2


def test_cache_what_cannot_be_stored_is_given_as_it_is(tmp_path: Path) -> None:
    given = [{"no": "matrix"}]
    assert Cache(tmp_path).get(KEY, lambda: given) == tuple(given)
    assert [path.name for path in tmp_path.iterdir()] == ["locks"]


def test_cache_error_of_the_maker_goes_through_and_leaves_nothing(tmp_path: Path) -> None:
    def refuse() -> tuple[Matrix, ...]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Cache(tmp_path).get(KEY, refuse)
    assert Cache(tmp_path).get(KEY, Maker())


def test_cache_over_its_limit_drops_what_was_not_used_for_longest(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit_bytes=35_000)
    for number, key in enumerate((KEY, OTHER)):
        cache.get(key, Maker(500))
        os.utime(tmp_path / key / ENTRY, (number, number))
    cache.get(KEY, Maker(500))  # used again, so the other one goes
    cache.get("c" * 32, Maker(500))
    assert sorted(path.name[0] for path in tmp_path.glob("[abc]*")) == ["a", "c"]


def test_cache_entry_beyond_the_limit_is_kept_until_the_next(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit_bytes=10)
    make = Maker()
    cache.get(KEY, make)
    cache.get(KEY, make)
    assert make.times == 1
    cache.get(OTHER, Maker())
    assert not (tmp_path / KEY).exists()


def make_slowly(folder: Path) -> tuple[Matrix, ...]:
    with (folder / "made").open("a") as file:
        file.write("x")
    time.sleep(0.3)
    return (np.arange(1_000.0),)


def ask(folder: Path) -> float:
    (numbers,) = Cache(folder / "cache").get(KEY, lambda: make_slowly(folder))
    return float(numbers.sum())


def test_cache_several_processes_that_want_one_entry_make_it_once(tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(4) as pool:
        assert pool.map(ask, [tmp_path] * 8) == [499_500.0] * 8
    assert (tmp_path / "made").read_text() == "x"


STUCK = """
import sys, time
from pathlib import Path
from vigie.pipelines.tune import cache

store = cache._store
def half(folder, matrices):
    (folder / "0-values.npy").write_bytes(b"half")
    print("writing", flush=True)
    time.sleep(600)
cache._store = half
cache.Cache(Path(sys.argv[1])).get("a" * 32, lambda: [])
"""


def test_cache_writer_that_was_killed_holds_up_nobody_and_leaves_nothing(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", STUCK, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        with locked(tmp_path / "locks" / KEY, wait=False) as free:
            assert not free
        process.send_signal(signal.SIGKILL)
    make = Maker()
    Cache(tmp_path).get(KEY, make)
    assert make.times == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [KEY, "locks"]
