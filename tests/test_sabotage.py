"""Controls can be taken out to see a test fail, but never in a production."""

import subprocess
import sys

from tests.houses import ROOT, amparo, bare

ASKS = "import django; django.setup(); from amparo.core.sabotage import sabotaged; print(sabotaged('T12'), sabotaged('T1'))"


def ask(**environment: str) -> subprocess.CompletedProcess[str]:
    given = {"DJANGO_SETTINGS_MODULE": "amparo.config.settings", **environment}
    return subprocess.run(
        [sys.executable, "-c", ASKS], env=bare(**given), cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def test_a_test_takes_one_control_out() -> None:
    assert ask(AMPARO_MODE="test", SABOTAGE="T12").stdout.split() == ["True", "False"]
    assert ask(AMPARO_MODE="test").stdout.split() == ["False", "False"]


def test_a_production_does_not_start_with_a_control_taken_out() -> None:
    answer = ask(AMPARO_MODE="production", SABOTAGE="T12")

    assert answer.returncode != 0
    assert "SABOTAGE: takes controls out for tests. Remove it" in answer.stderr


def test_the_doctor_is_red_while_a_control_is_taken_out_of_a_production() -> None:
    answer = amparo("doctor", AMPARO_MODE="production", SABOTAGE="T12", DATABASE_URL="postgres://nobody@/nothing")

    assert answer.returncode == 1
    assert "RED  settings: SABOTAGE: takes controls out for tests" in answer.stdout
