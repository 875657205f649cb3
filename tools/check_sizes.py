"""The hard limits of the house on functions, files, templates, tests and rooms; the build fails above them."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FUNCTION, FILE, TEMPLATE, TEST_FILE, ROOM = 60, 500, 200, 600, 4000


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            if length > FUNCTION:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines, at most {FUNCTION}"


def complaints() -> Iterator[str]:
    """Everything that is too long."""
    rooms: dict[str, int] = {}
    for path in sorted([*ROOT.glob("amparo/**/*.py"), *ROOT.glob("tools/**/*.py"), *ROOT.glob("tests/**/*.py")]):
        if "migrations" in path.parts:
            continue
        limit = TEST_FILE if "tests" in path.parts else FILE
        if lines(path) > limit:
            yield f"{path.relative_to(ROOT)}: {lines(path)} lines, at most {limit}"
        yield from long_functions(path)
        if "amparo" in path.parts and "tests" not in path.parts:
            room = path.relative_to(ROOT).parts[1]
            rooms[room] = rooms.get(room, 0) + lines(path)
    for path in sorted(ROOT.glob("amparo/**/templates/**/*.html")):
        if lines(path) > TEMPLATE:
            yield f"{path.relative_to(ROOT)}: {lines(path)} lines, at most {TEMPLATE}"
    for room, total in rooms.items():
        if total > ROOM:
            yield f"amparo/{room}: {total} lines, at most {ROOM}"


def main() -> int:
    found = list(complaints())
    print("\n".join(found) or "sizes: all within the limits")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
