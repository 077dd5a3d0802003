"""The command as people run it: killed, out of room, and on tables much larger than what it may hold."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from pathlib import Path

from .conftest import World, write_table


def journal_lines(out: Path) -> int:
    journal = out.with_name(out.name + ".parts") / "journal.jsonl"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def test_score_killed_twice_goes_on_and_does_each_row_once(world: World, tmp_path: Path) -> None:
    source, whole, out = tmp_path / "rows.csv", tmp_path / "whole.csv", tmp_path / "answers.csv"
    write_table(source, 40_000)
    for _ in range(2):
        before = journal_lines(out)
        process = subprocess.Popen(world.command(str(source), str(out), "--batch", "200"), stderr=subprocess.PIPE)
        while journal_lines(out) < before + 5 and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        _, told = process.communicate()
        assert process.returncode == -signal.SIGKILL, told
        assert not out.exists()
    resumed = world.run(str(source), str(out))
    assert resumed.returncode == 0, resumed.stderr
    assert "rows were done before" in resumed.stdout
    assert world.run(str(source), str(whole)).returncode == 0
    assert out.read_bytes() == whole.read_bytes()
    assert out.read_bytes().count(b"\n") == 40_001


def test_score_interrupted_says_how_to_go_on(world: World, tmp_path: Path) -> None:
    source, out = tmp_path / "rows.csv", tmp_path / "answers.csv"
    write_table(source, 40_000)
    process = subprocess.Popen(
        world.command(str(source), str(out), "--batch", "200"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while journal_lines(out) < 3 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    said, told = process.communicate()
    assert process.returncode == 130, told
    assert "run the same command again" in said
    assert "Traceback" not in told


def test_score_no_room_left_is_one_message_and_goes_on_later(world: World, tmp_path: Path) -> None:
    source, out = tmp_path / "rows.csv", tmp_path / "answers.csv"
    write_table(source, 3_000)

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    full = world.run(str(source), str(out), "--batch", "300", before=little_room)
    assert full.returncode == 1
    assert full.stderr.startswith(f"Error: {out} cannot be written: File too large. 3,000 rows are done")
    assert full.stderr.count("\n") == 1
    assert not out.exists()
    resumed = world.run(str(source), str(out))
    assert resumed.returncode == 0, resumed.stderr
    assert out.read_bytes().count(b"\n") == 3_001


def peak_mb(command: list[str]) -> float:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_maxrss / 1024


def test_score_memory_does_not_grow_with_the_table(world: World, tmp_path: Path) -> None:
    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    rows = "".join(f"{number},flight late,{number}\n" for number in range(20_000))
    small.write_text("id,text,amount\n" + rows * 2, encoding="utf-8")
    large.write_text("id,text,amount\n" + rows * 15, encoding="utf-8")
    base = peak_mb(world.command(str(small), str(tmp_path / "small.parquet"), "--batch", "5000"))
    peak = peak_mb(world.command(str(large), str(tmp_path / "large.parquet"), "--batch", "5000"))
    assert peak < base + 40
