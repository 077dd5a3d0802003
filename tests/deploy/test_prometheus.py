"""Rules and configuration for Prometheus, judged by its own tools and by running it for real."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

pytestmark = pytest.mark.service


def installed(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"These tests need {name}: apt-get install {package}", pytrace=False)
    return found


def run(*command: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def until(condition: Callable[[], bool], what: str, within_s: float = 30) -> None:
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(*command: str, folder: Path, ready: str) -> Iterator[None]:
    with (folder / "log").open("w") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as process:
        try:
            until(lambda: _answers(ready), f"{command[0]} does not answer: {(folder / 'log').read_text()[-2000:]}")
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def names_in(expressions: str) -> set[str]:
    return set(re.findall(r"\b(?:vigie|process)[_:][a-z0-9_:]+", expressions))


def exposed(address: str) -> set[str]:
    """Return the name of every series that a service's /metrics can have."""
    text = httpx.get(f"{address}/metrics").text
    names: set[str] = set()
    for name, kind in re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE):
        names |= {f"{name}_{part}" for part in ("bucket", "sum", "count")} if kind == "histogram" else {name}
    return names


def test_rules_pass_their_own_tests(deploy: Path) -> None:
    promtool = installed("promtool", "prometheus")
    folder = deploy / "prometheus"
    run(promtool, "check", "config", "prometheus.yml", folder=folder)
    assert "SUCCESS" in run(promtool, "test", "rules", "rules_test.yml", folder=folder)
    run(installed("amtool", "prometheus-alertmanager"), "check-config", "alertmanager.yml", folder=folder)


def test_every_alert_has_a_test(deploy: Path) -> None:
    folder = deploy / "prometheus"
    groups = yaml.safe_load((folder / "rules.yml").read_text())["groups"]
    alerts = {rule["alert"] for group in groups for rule in group["rules"] if "alert" in rule}
    tests = yaml.safe_load((folder / "rules_test.yml").read_text())["tests"]
    fired = {one["alertname"] for test in tests for one in test.get("alert_rule_test", []) if one["exp_alerts"]}
    assert alerts == fired


def test_rules_and_dashboard_name_what_is_there(deploy: Path, tiny_service: str) -> None:
    groups = yaml.safe_load((deploy / "prometheus" / "rules.yml").read_text())["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    recorded = {rule["record"] for rule in rules if "record" in rule}
    known = exposed(tiny_service) | recorded | {"vigie_model_promoted_timestamp_seconds"}  # once there was a promotion
    assert names_in(" ".join(rule["expr"] for rule in rules)) <= known
    dashboard = json.loads((deploy / "grafana" / "vigie.json").read_text(encoding="utf-8"))
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    expressions += [one["expr"] for one in dashboard["annotations"]["list"]]
    assert len(expressions) > 20
    assert names_in(" ".join(expressions)) <= known
    for expression in expressions:
        assert names_in(expression), expression


def test_dashboards_expressions_are_promql(deploy: Path, tmp_path: Path) -> None:
    promtool = installed("promtool", "prometheus")
    dashboard = json.loads((deploy / "grafana" / "vigie.json").read_text(encoding="utf-8"))
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    plain = [one.replace("$__rate_interval", "1m").replace("$job", "vigie") for one in expressions]
    rules = [{"record": f"panel:{number}", "expr": one} for number, one in enumerate(plain)]
    (tmp_path / "panels.yml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    run(promtool, "check", "rules", "panels.yml", folder=tmp_path)


def test_three_rejections_reach_the_webhook(
    deploy: Path, tiny_service: str, webhook: tuple[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    prometheus = installed("prometheus", "prometheus")
    alertmanager = installed("prometheus-alertmanager", "prometheus-alertmanager")
    host, received = webhook
    alerts_port, port = free_port(), free_port()
    folders = [tmp_path / "alertmanager", tmp_path / "prometheus"]
    for folder in folders:
        folder.mkdir()
    told = (deploy / "prometheus" / "alertmanager.yml").read_text()
    told = told.replace("127.0.0.1:9900", host).replace("group_wait: 10s", "group_wait: 0s")
    (folders[0] / "alertmanager.yml").write_text(told)
    config = (deploy / "prometheus" / "prometheus.yml").read_text().replace(": 15s", ": 1s")
    config = config.replace("127.0.0.1:9093", f"127.0.0.1:{alerts_port}")
    (folders[1] / "prometheus.yml").write_text(config.replace("127.0.0.1:8000", tiny_service.removeprefix("http://")))
    shutil.copy(deploy / "prometheus" / "rules.yml", folders[1])
    alerts_url, url = f"http://127.0.0.1:{alerts_port}", f"http://127.0.0.1:{port}"
    with (
        running(
            alertmanager, "--config.file=alertmanager.yml", f"--web.listen-address=127.0.0.1:{alerts_port}",
            "--cluster.listen-address=", "--storage.path=data", folder=folders[0], ready=f"{alerts_url}/-/ready",
        ),
        running(
            prometheus, "--config.file=prometheus.yml", f"--web.listen-address=127.0.0.1:{port}",
            "--storage.tsdb.path=data", folder=folders[1], ready=f"{url}/-/ready",
        ),
    ):  # fmt: skip

        def value(query: str) -> float | None:
            found = httpx.get(f"{url}/api/v1/query", params={"query": query}).json()["data"]["result"]
            return float(found[0]["value"][1]) if found else None

        until(lambda: value("vigie:rejections:last5m") == 0, "nothing was recorded")
        for _ in range(3):
            answer = httpx.post(f"{tiny_service}/predict", json={"text": "late again"}).json()
            given = {"prediction_id": answer["id"], "verdict": "rejected"}
            httpx.post(f"{tiny_service}/verdicts", json=given).raise_for_status()
        until(lambda: value("vigie:rejections:last5m") == 3, "the rejections were not counted")
        until(lambda: {"VigieRejections", "VigieAlertOpen"} <= fired(received), f"not told: {fired(received)}")


def fired(received: list[dict[str, Any]]) -> set[str]:
    return {alert["labels"]["alertname"] for message in received for alert in message["alerts"]}
