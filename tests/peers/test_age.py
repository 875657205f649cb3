"""The vendored age library against the format's own test vectors (C2SP CCTV), which its authors did not write for it alone."""

import json
import subprocess
from pathlib import Path

from tests.peers.conftest import NODE

HERE = Path(__file__).parent
# Vectors of what the house leaves out: the armored text form, post-quantum and tag recipients.
LEFT_OUT = ("armor", "hybrid", "p256", "mlkem", "tag")


def test_the_bundle_reads_the_formats_test_vectors(peers: Path) -> None:
    ran = subprocess.run([NODE, str(HERE / "age.mjs")], capture_output=True, text=True, check=True, cwd=HERE)

    vectors = json.loads(ran.stdout)
    kept = {name: each for name, each in vectors.items() if not name.startswith(LEFT_OUT)}

    assert {name: each["got"] for name, each in kept.items()} == {name: each["expected"] for name, each in kept.items()}
    assert len(kept) > 60
    quick = {name: each["quick"] for name, each in vectors.items() if each["quick"] != "left to the library"}
    assert quick == {name: vectors[name]["expected"] for name in quick}, (
        "the quick way never opens what the library refuses"
    )
    assert len(quick) > 5
    assert {"success", "no match", "HMAC failure", "header failure", "payload failure"} <= {
        e["says"] for e in kept.values()
    }
