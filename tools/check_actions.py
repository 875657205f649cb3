"""Every public action is one transaction, leaves a trace and says what it promises; the build fails otherwise."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1] / "amparo"
# Inside another transaction an action has a savepoint of its own, so that a refusal undoes nothing else. One that refuses
# nothing may do without: two round trips less while a caller waits.
WHOLE = {"transaction.atomic", "transaction.atomic(savepoint=False)"}
WITHOUT_TRACE = {ROOT / "audit" / "actions.py"}  # the trace itself


def complaints(path: Path) -> Iterator[str]:
    """What is wrong with the public functions of one file of actions."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        where = f"{path.relative_to(ROOT.parent)}:{node.lineno} {node.name}"
        decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
        if not WHOLE & decorators:
            yield f"{where}: is not @transaction.atomic"
        if ast.get_docstring(node) is None:
            yield f"{where}: has no docstring"
        if len(node.args.args) > 1:
            yield f"{where}: takes more than its subject by position"
        calls = {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
        if not {"record", "_record"} & calls:
            yield f"{where}: does not call record()"
        if "transaction.atomic(savepoint=False)" in decorators and any(
            isinstance(x, ast.Raise) for x in ast.walk(node)
        ):
            yield f"{where}: refuses something, and needs a savepoint"


def main() -> int:
    files = [*ROOT.glob("*/actions.py"), *ROOT.glob("*/actions/*.py")]
    found = [line for path in sorted(set(files) - WITHOUT_TRACE) for line in complaints(path)]
    print("\n".join(found) or f"actions: {len(files)} files are in order")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
