"""Puts a run into docs/benchmarks.md, between its two marks."""

import json

from tools.bench.house import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- the run begins -->", "<!-- the run ends -->"


def write(report: dict[str, object]) -> None:
    """Replace the run on the page by this one; the words around it stay."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    _old, after = rest.split(END)
    lines = [BEGIN, "", _machine(report["machine"]), "", "| what | is | goal | met |", "|---|---|---|---|"]
    lines += [row for name, figures in report.items() if isinstance(figures, dict) for row in _rows(name, figures)]
    lines += ["", "```json", json.dumps(report, indent=1), "```", "", END]
    PAGE.write_text(before + "\n".join(lines) + after, encoding="utf-8")


def _machine(found: object) -> str:
    """What it was measured on, and how busy that was."""
    assert isinstance(found, dict)
    return (
        f"Run on {found['on']}: {found['cores']} cores, {found['system']}, Python {found['python']}; "
        f"the load when it began was {found['load_at_the_start']}."
    )


def _rows(path: str, figures: dict[str, object]) -> list[str]:
    """A line for every figure with a goal, wherever it stands, and one for what went wrong."""
    if "met" in figures:
        most = f"≤ {figures['at_most']}" if "at_most" in figures else f"≥ {figures['at_least']}"
        return [f"| {_words(path)} | {figures['is']} | {most} | {'yes' if figures['met'] else '**no**'} |"]
    rows = [f"| {_words(path)} | {figures[name]} | | **no** |" for name in ("failed", "left_out") if name in figures]
    for name, value in figures.items():
        if isinstance(value, dict):
            rows += _rows(f"{path}.{name}", value)
    return rows


def _words(path: str) -> str:
    return path.replace(".goal_", ": ").replace(".", ", ").replace("_", " ")
