"""What is installed from a wheel holds every file that the code reads beside itself."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODE = {".py", ".pyc", ".pyi"}
NOT_FILES_OF_THE_HOUSE = {"tests", "__pycache__"}


def test_the_wheel_carries_templates_tables_looks_and_words() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["amparo"]
    carried = {path for pattern in patterns for path in (ROOT / "amparo").glob(pattern)}

    needed = {
        path
        for path in (ROOT / "amparo").rglob("*")
        if path.is_file() and path.suffix not in CODE and not NOT_FILES_OF_THE_HOUSE & set(path.parts)
    }

    assert {path.suffix for path in needed} >= {".html", ".css", ".js", ".toml", ".xml", ".po"}
    assert not sorted(str(path.relative_to(ROOT)) for path in needed - carried)
