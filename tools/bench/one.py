"""One measurement, in the process that ``tools.bench`` starts for it: ``python -m tools.bench.one NAME RESULT``."""

import importlib
import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from tools.bench import house


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(1)  # so that the blocks that started processes end them


def main(name: str, result: str) -> None:
    signal.signal(signal.SIGTERM, _end)
    os.environ.update(house.environment(house.fresh(f"bench_{name}")))
    try:
        figures = importlib.import_module(f"tools.bench.{name}").measure()
    finally:
        house.drop(f"bench_{name}")
    Path(result).write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
