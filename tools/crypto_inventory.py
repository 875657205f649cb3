"""docs/crypto-inventory.md, made from the code: ``--write`` writes it; without, a difference or an unknown use is an error.

Every word of the code that stands for cryptography must belong to a use in ``crypto_uses.py``: whoever brings in another
primitive has to say what for, with which key, and how the key is changed.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tools.crypto_uses import USES, Use

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "crypto-inventory.md"
NOTICE = ROOT / "amparo" / "vault" / "static" / "vault" / "age.NOTICE.txt"

PYTHON_SIGHTS = re.compile(
    r"\b(?:hashlib\.\w+|hmac\.\w+|secrets\.(?=\w)|os\.urandom|uuid4|pyrage\.(?:x25519\.)?\w+|shamir_mnemonic|"
    r"ChaCha20Poly1305|Ed25519P\w+|AES\w*GCM\w*|XChaCha\w+|Fernet|X25519P\w+|HPKE|PBKDF2HMAC|Scrypt|RSA\w*|"
    r"RequestValidator|core\.signing|PBKDF2PasswordHasher|signing\.(?:dumps|loads|Signer|TimestampSigner)|Argon2PasswordHasher|allauth\.mfa|"
    r"constant_time_compare|ssl\.(?=\w)|nacl\.\w+)"
)
IMPORTED = re.compile(
    r"import\s*\{([^}]*)\}\s*from\s*\"[^\"]*\b(age\.js|close\.js)\""
    r"|\{([^}]*)\}\s*=\s*await import\(\"[^\"]*\b(age\.js|close\.js)\"\)"
)
SUBTLE = re.compile(
    r"crypto\.subtle\.(?:importKey|encrypt|decrypt|deriveBits|deriveKey|generateKey|digest|sign|verify)\([^;]*?\"([A-Z][\w-]+)\""
)
RANDOM = re.compile(r"crypto\.(?:getRandomValues|randomUUID)")
HEAD = """# What cryptography the house uses

Made from the code by `python -m tools.crypto_inventory --write`; a test fails when it is out of date or when the code uses
something that is not listed. The formats are described in docs/formats, the reasons in docs/decisions.

| primitive | what for | library and version | key | how the key changes | where |
|---|---|---|---|---|---|
"""
FOOT = """

Not used: nothing of our own invention; no MD5 (but a quick password hash in tests); no SHA-1 but where a carrier or a code
app asks for it; no RSA of ours. After quantum computers: the age format has hybrid recipients (ML-KEM-768 with X25519); the
format byte of every body and the version of every key let them come in beside the old ones. What was recorded before then
is not protected by that.
"""
BUNDLES = {"age.js", "close.js"}


def sights() -> Iterator[tuple[str, str]]:
    """Every word that stands for cryptography, with the file it stands in."""
    for path in sorted([*ROOT.glob("amparo/**/*.py"), *ROOT.glob("amparo/**/static/**/*.js")]):
        parts = path.relative_to(ROOT).parts
        if "tests" in parts or "migrations" in parts or path.name in BUNDLES:
            continue
        text, file = path.read_text(encoding="utf-8"), "/".join(parts)
        found = _in_python(text) if path.suffix == ".py" else _in_script(text)
        yield from ((word, file) for word in sorted(set(found)))


def _in_python(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.lstrip().startswith("#"):
            yield from PYTHON_SIGHTS.findall(line)


def _in_script(text: str) -> Iterator[str]:
    for first, one, second, other in IMPORTED.findall(text):
        yield from (f"{one or other}:{name.split(' as ')[0].strip()}" for name in (first or second).split(","))
    for name in SUBTLE.findall(text):
        yield f"crypto.subtle {name}"
    yield from RANDOM.findall(text)


def uses_of(word: str, file: str) -> list[Use]:
    """To which uses this word in this file belongs: those that name the file, else those for everywhere."""
    mine = [use for use in USES if any(word.startswith(each) for each in use.seen)]
    here = [use for use in mine if any(each and file.startswith(each) for each in use.only)]
    return here or [use for use in mine if use.only == ("",)]


def inventory() -> tuple[dict[Use, set[str]], list[str]]:
    """The files of each use, and what nobody has explained."""
    files: dict[Use, set[str]] = defaultdict(set)
    unknown = []
    for word, file in sights():
        found = uses_of(word, file)
        for use in found:
            files[use].add(file)
        if not found:
            unknown.append(f"{file}: {word} stands in no use of tools/crypto_uses.py")
    unknown += [f"nothing in the code does: {use.primitive}, {use.purpose}" for use in USES if use not in files]
    return files, unknown


def version_of(library: str) -> str:
    """The version that the lock files pin; nothing for what Python and browsers bring."""
    lock = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    pinned = re.search(rf"^{re.escape(library)}(?:\[[^\]]*\])?==(\S+)", lock, re.M)
    listed = re.search(rf"^\| {re.escape(library)} \| (\S+) \|", NOTICE.read_text(encoding="utf-8"), re.M)
    found = pinned or listed
    return found[1] if found else ""


def page() -> str:
    """The whole page."""
    files, _unknown = inventory()
    rows = [
        f"| {use.primitive} | {use.purpose} | {' '.join((use.library, version_of(use.library))).strip()} | {use.key} | "
        f"{use.rotation} | {_where(files[use])} |"
        for use in USES
    ]
    return HEAD + "\n".join(rows) + FOOT


def _where(files: set[str]) -> str:
    if len(files) > 6:
        rooms = sorted({file.split("/")[1] for file in files})
        return f"in {', '.join(rooms)}"
    return ", ".join(f"`{file.removeprefix('amparo/')}`" for file in sorted(files))


def main() -> int:
    _files, unknown = inventory()
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        unknown.append("docs/crypto-inventory.md is out of date: python -m tools.crypto_inventory --write")
    print("\n".join(unknown) or f"crypto: {len(USES)} uses")
    return bool(unknown)


if __name__ == "__main__":
    sys.exit(main())
