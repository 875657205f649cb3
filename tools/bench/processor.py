"""Seconds of processor that a house, its database and this process have used: what other work on the machine hardly changes."""

import os
import time
from collections import defaultdict
from pathlib import Path

from tools.bench import house

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds(running: house.House) -> dict[str, float]:
    """For each process of the house with its children, the database server, and this one, which plays the carrier."""
    table = _table()
    used = {name: _tree(process.pid, table) for name, process in running.processes.items()}
    server = int((house.VAR / "postgres" / "postmaster.pid").read_text(encoding="ascii").split()[0])
    return {**used, "postgresql": _tree(server, table), "the_bench_as_carrier": time.process_time()}


def _table() -> dict[int, tuple[int, int]]:
    """Each process: its parent, and the ticks that it and its dead children have used."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
            except OSError:  # it has ended meanwhile
                continue
            found[int(folder.name)] = int(words[1]), sum(int(word) for word in words[11:15])
    return found


def _tree(root: int, table: dict[int, tuple[int, int]]) -> float:
    children = defaultdict(list)
    for pid, (parent, _ticks) in table.items():
        children[parent].append(pid)
    ticks, todo = 0, [root]
    while todo:
        pid = todo.pop()
        ticks += table[pid][1]
        todo += children[pid]
    return ticks / _TICKS
