"""amparo/vault/served.json: the hash of every script, style sheet and word list as the house serves it. ``--write`` writes it.

The files are collected as for a real house, so that the names hold their hash and modules fetch one another under it.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "amparo" / "vault" / "served.json"
KINDS = (".js", ".mjs", ".css", ".txt")


def served() -> dict[str, str]:
    """The name under which each file is served, and the SHA-256 of what is served."""
    with tempfile.TemporaryDirectory() as folder:
        told = {
            "AMPARO_MODE": "demo",
            "AMPARO_VAR": folder,
            "DATABASE_URL": "postgres://nobody@/nothing",
            "SABOTAGE": "",
        }
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **told}, check=True)
        static = Path(folder) / "static"
        names = json.loads((static / "staticfiles.json").read_text(encoding="utf-8"))["paths"].values()
        return {
            name: hashlib.sha256((static / name).read_bytes()).hexdigest()
            for name in sorted(names)
            if name.endswith(KINDS) and ".NOTICE." not in name
        }


def page() -> str:
    """The list as it is published."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return json.dumps({"release": project["version"], "files": served()}, indent=1) + "\n"


def main() -> int:
    new = page()
    if "--write" in sys.argv:
        LIST.write_text(new, encoding="utf-8")
    elif not LIST.exists() or LIST.read_text(encoding="utf-8") != new:
        print("amparo/vault/served.json is out of date: python -m tools.served --write")
        return 1
    print(f"served: {new.count(': ') - 2} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
