"""What the diary says of a week: what the verdicts show beside what is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from vigie.ledger import Alert
from vigie.pipelines.rehearse.diary import share
from vigie.pipelines.rehearse.world import World


def sum_up(world: World, number: int, since: int) -> None:
    """Write down how a week went that began at `since` and has just ended."""
    until = world.clock.now
    rows = [one for one in world.answered if since <= one.at < until]
    right = sum(one.right for one in rows)
    cells = world.ledger.performance.judged(since, until, world.project.schema.labels)
    asked = [cell for cell in cells if cell.given == "asked"]
    volunteered = [cell for cell in cells if cell.given == "volunteered"]
    n_asked, right_asked = sum(cell.n for cell in asked), sum(cell.n for cell in asked if cell.right)
    n_own, right_own = sum(cell.n for cell in volunteered), sum(cell.n for cell in volunteered if cell.right)
    alerts = [one for one in world.alerts if since <= one.opened_at < until]
    world.diary.write(
        f"Week {number} is over: {len(rows):,} answers. Asked verdicts say {share(right_asked, n_asked)} of {n_asked:,}"
        f" were right; those that people gave unasked, {share(right_own, n_own)}. In truth"
        f" {right / max(len(rows), 1) * 100:.1f} % were. Alerts: {_by_rule(alerts)}.",
        figures={
            f"week {number}.answers": len(rows),
            f"week {number}.right": right,
            f"week {number}.asked": n_asked,
            f"week {number}.asked_right": right_asked,
            f"week {number}.alerts": len(alerts),
        },
    )


def _by_rule(alerts: Sequence[Alert]) -> str:
    counted = Counter(one.rule for one in alerts)
    return ", ".join(f"{number} × {rule}" for rule, number in sorted(counted.items())) or "none"
