"""What the house holds in memory when nobody calls: web, live, worker and PostgreSQL, shared pages counted once."""

import time
from pathlib import Path

from amparo.config import embedded
from tools.bench import house
from tools.bench.rounds import Figures, goal

SETTLE_SECONDS = 5.0


def measure() -> Figures:
    """After a page of each kind was asked for and a text went out; PSS, so that what two share is counted half each."""
    with house.House("bench_memory") as home:
        house.get(f"http://localhost:{house.WEB}/demo/")
        time.sleep(SETTLE_SECONDS)
        parts = {name: held_by(process.pid) for name, process in home.processes.items() if name != "sink"}
        server = embedded.status(house.VAR)
        assert server is not None
        parts["postgresql"] = held_by(server)
    total = sum(parts.values()) / 1024
    return {"mb": {name: round(kb / 1024, 1) for name, kb in parts.items()}, "goal_total_mb": goal(total, 512)}


def held_by(pid: int) -> int:
    """Proportional kilobytes of a process and all below it."""
    return sum(_pss(each) for each in tree(pid))


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(folder.name))
    waiting, found = [pid], []
    while waiting:
        each = waiting.pop()
        waiting += children.get(each, [])
        found.append(each)
    return found


def _pss(pid: int) -> int:
    for name in ("smaps_rollup", "smaps"):
        path = Path(f"/proc/{pid}/{name}")
        try:
            lines = path.read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            continue
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 0
