"""Start the worker with a clock that is so many days ahead: ``python -m tests.shifted 1825``."""

import sys
from datetime import UTC, datetime, timedelta

import time_machine

from amparo.config.worker import main

if __name__ == "__main__":
    time_machine.travel(datetime.now(UTC) + timedelta(days=float(sys.argv[1])), tick=True).start()
    main()
