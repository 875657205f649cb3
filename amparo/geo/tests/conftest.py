import os
from pathlib import Path

from django.conf import settings

REAL_DATA = Path(os.environ.get("AMPARO_REAL_DATA", settings.ROOT.parent / "shared" / "data"))
# The real files are not part of the project: elsewhere these tests have nothing to read. Where CI is set they must run.
collect_ignore = [] if REAL_DATA.is_dir() or "CI" in os.environ else ["test_real_places.py"]
