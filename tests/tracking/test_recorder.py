"""The recording process: in order, quiet, with its errors told, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vigie.core.errors import TrackingError
from vigie.tracking.record import RunRecord
from vigie.tracking.recorder import Recorder
from vigie.tracking.registry import Registry

Make = Callable[..., RunRecord]

PATIENCE_S = 60.0


def test_recorder_several_records_keep_their_order_and_say_nothing(
    record: Make, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    uri = f"sqlite:///{tmp_path / 'state' / 'mlflow.db'}"
    with Recorder(uri, tmp_path / "artifacts") as recorder:
        runs = [recorder.submit(record(candidate=name)) for name in ("b", "a")]
        runs.append(recorder.submit(RunRecord(project="tweets", candidate="c", recipe="r", error="no")))
    found = {run.candidate: run for run in Registry(uri, "tweets").candidates(failed=True)}
    assert [found[name].run_id for name in ("b", "a", "c")] == [run.result() for run in runs]
    assert found["b"].finished_at <= found["a"].finished_at <= found["c"].finished_at
    assert capfd.readouterr() == ("", "")


def test_recorder_refused_record_raises_its_reason_and_so_does_a_death(
    record: Make, uri: str, artifacts: Path, tmp_path: Path
) -> None:
    with Recorder(uri, artifacts) as recorder:
        lost = recorder.submit(record(servable_folder=tmp_path / "gone"))
        kept = recorder.submit(record(candidate="next"))
        with pytest.raises(TrackingError, match="Candidate 'baseline' could not be recorded in MLflow"):
            lost.result()
        assert kept.result() == Registry(uri, "tweets").candidate("next").run_id
        (pid,) = recorder._pool._processes
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(TrackingError, match="ended before it was done"):
            recorder.submit(record()).result()


def test_recorder_database_that_cannot_be_made_is_a_tracking_error(record: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with Recorder(f"sqlite:///{tmp_path / 'file' / 'mlflow.db'}", tmp_path) as recorder:
        run = recorder.submit(record())
        with pytest.raises(TrackingError, match="cannot be made"):
            run.result()


def test_recorder_interrupted_while_recording_keeps_what_was_begun(record: Make, uri: str, artifacts: Path) -> None:
    runs = []
    with pytest.raises(KeyboardInterrupt), Recorder(uri, artifacts) as recorder:  # noqa: PT012 - the block is what is tested
        runs += [recorder.submit(record(candidate=f"c{number}")) for number in range(10, 30)]
        runs[0].result()
        raise KeyboardInterrupt
    kept = [run.result() for run in runs if not run.cancelled()]
    assert 1 <= len(kept) < 20, "a record that was not begun was waited for"
    assert [run.run_id for run in Registry(uri, "tweets").candidates()] == kept


def test_recorder_error_in_the_block_goes_through(uri: str, artifacts: Path) -> None:
    with pytest.raises(ZeroDivisionError), Recorder(uri, artifacts):
        raise ZeroDivisionError


SCRIPT = """
import sys, time
from pathlib import Path
from vigie.tracking.recorder import Recorder

if __name__ == "__main__":
    with Recorder(sys.argv[1], Path(sys.argv[2])) as recorder:
        print(*recorder._pool._processes, flush=True)
        time.sleep(120)
"""


@pytest.fixture
def training(tmp_path: Path, uri: str) -> subprocess.Popen[str]:
    """A training that fits and has recorded nothing yet, in a process group of its own as a terminal gives it."""
    script = tmp_path / "training.py"
    script.write_text(SCRIPT)
    return subprocess.Popen(
        [sys.executable, str(script), uri, str(tmp_path / "artifacts")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_recorder_interrupted_training_ends_both_with_one_traceback(training: subprocess.Popen[str]) -> None:
    assert training.stdout is not None
    child = int(training.stdout.readline())
    os.killpg(training.pid, signal.SIGINT)
    _, told = training.communicate(timeout=PATIENCE_S)
    assert told.count("Traceback") == 1
    assert told.rstrip().endswith("KeyboardInterrupt")
    assert has_ended(child)


def test_recorder_killed_training_leaves_no_process(training: subprocess.Popen[str]) -> None:
    assert training.stdout is not None
    child = int(training.stdout.readline())
    training.kill()
    training.communicate(timeout=PATIENCE_S)
    assert has_ended(child)


def has_ended(pid: int) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").is_file() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
            return True  # ended, and not yet collected by whoever adopted it
        time.sleep(0.05)
    return False
