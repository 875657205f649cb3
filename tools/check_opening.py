"""Nothing in the house opens what was closed, but for the few files named here; the build fails otherwise.

Every name of a library that can decrypt is refused unless it is listed: closing, checking a signature, naming an error. It does
not matter how it is reached: under another name, handed on as a whole, by a string, or out of a file that may open.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FREE_FOLDERS = {"tests", "bench"}  # they judge what the house closed
LISTS = {"tools/check_opening.py", "tools/crypto_uses.py"}  # they only name libraries

# Libraries that can open something. What nobody installed is listed too: whoever adds one meets this file.
WATCHED = {
    "pyrage", "cryptography", "shamir_mnemonic", "nacl", "Crypto", "Cryptodome", "M2Crypto", "OpenSSL", "gnupg", "pgpy",
    "pysodium", "libnacl", "jose", "jwcrypto", "tink", "ssage", "saltpack",
}  # fmt: skip
AEAD, ED25519 = "cryptography.hazmat.primitives.ciphers.aead", "cryptography.hazmat.primitives.asymmetric.ed25519"
SERIALIZATION = "cryptography.hazmat.primitives.serialization"
HARMLESS = {
    "pyrage.encrypt", "pyrage.encrypt_io", "pyrage.EncryptError", "pyrage.RecipientError", "pyrage.x25519.Recipient",
    "pyrage.passphrase.encrypt", "cryptography.exceptions", f"{ED25519}.Ed25519PublicKey", f"{SERIALIZATION}.Encoding",
    f"{SERIALIZATION}.PublicFormat",
}  # fmt: skip

# What a file that may open could hand on to one that may not.
GIVEN_ON = WATCHED | {"ChaCha20Poly1305", "combine_mnemonics"}

OFFLINE = "amparo/vault/recovery"
# Which file may use what else: the operational key's, the arrival key's, the epochs', and the offline recovery command's.
MAY_OPEN: Mapping[str, set[str]] = {
    "amparo/core/guarded.py": {f"{AEAD}.ChaCha20Poly1305"},
    "amparo/vault/epochs.py": {f"{AEAD}.ChaCha20Poly1305"},
    "amparo/vault/arrival.py": {"pyrage.decrypt", "pyrage.DecryptError", "pyrage.x25519.Identity"},
    "amparo/vault/recovery/sheets.py": {"shamir_mnemonic"},
    "amparo/vault/recovery/opening.py": {
        "pyrage.decrypt",
        "pyrage.decrypt_file",
        "pyrage.DecryptError",
        "pyrage.IdentityError",
        "pyrage.x25519.Identity",
    },
    # Keys of invented people, for demo and tests; a production refuses the whole file.
    "amparo/vault/practice.py": {"pyrage.x25519.Identity.generate", f"{ED25519}.Ed25519PrivateKey"},
}
# Who may call the offline recovery: its own files and the command.
MAY_RECOVER = ("amparo/vault/recovery/", "amparo/config/cli/recovery")


def complaints(source: str, *, file: str, may_open: Mapping[str, set[str]] = MAY_OPEN) -> Iterator[str]:
    """What in this file could open something and is not its to open, with the line."""
    tree = ast.parse(source)
    imported = list(_imported(tree, file))
    allowed = HARMLESS | may_open.get(file, set())
    homes = {each.removesuffix(".py").replace("/", ".") for each in may_open}
    found = {*_imports(imported, allowed, homes), *_uses(tree, imported, allowed, homes), *_by_a_string(tree)}
    for line, what in sorted(found):
        yield f"{file}:{line}: {what} can open what was closed (tools/check_opening.py says who may)"
    if not file.startswith(MAY_RECOVER):
        for line, _name, full in imported:
            if f"{full}.".startswith(OFFLINE.replace("/", ".") + "."):
                yield f"{file}:{line}: only the offline command may use {full}"


def _imported(tree: ast.AST, file: str) -> Iterator[tuple[int, str, str]]:
    """Every import: its line, the name it has here, and what that means in full."""
    package = file.removesuffix(".py").split("/")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                yield node.lineno, each.asname or each.name.split(".")[0], each.name
        elif isinstance(node, ast.ImportFrom):
            home = [*package[: -node.level], *(node.module or "").split(".")] if node.level else [node.module or ""]
            for each in node.names:
                yield node.lineno, each.asname or each.name, ".".join(part for part in [*home, each.name] if part)


def _imports(imported: list[tuple[int, str, str]], allowed: set[str], homes: set[str]) -> Iterator[tuple[int, str]]:
    for line, _name, full in imported:
        home, _dot, last = full.rpartition(".")
        if full.split(".")[0] in WATCHED:
            if not _good(full, allowed) and not _leads_to(full, allowed):
                yield line, full
        elif last in GIVEN_ON or (home in homes and last.startswith("_")):
            yield line, full


def _uses(
    tree: ast.AST, imported: list[tuple[int, str, str]], allowed: set[str], homes: set[str]
) -> Iterator[tuple[int, str]]:
    meanings: dict[str, set[str]] = defaultdict(set)
    for _line, name, full in imported:
        meanings[name].add(full if name != full.split(".")[0] else name)
    for line, (base, *rest) in _chains(tree):
        for meant in meanings.get(base, ()):
            full = ".".join([meant, *rest])
            if meant.split(".")[0] in WATCHED:
                if not _good(full, allowed):
                    yield line, full
            elif set(rest) & GIVEN_ON or (rest and rest[0].startswith("_") and meant in homes):
                yield line, full


def _by_a_string(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.split(".")[0] in WATCHED:
            yield node.lineno, repr(node.value)


def _chains(tree: ast.AST) -> Iterator[tuple[int, list[str]]]:
    """Every name that is used, with all the attributes that follow it."""
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if id(node) in inner or not isinstance(node, ast.Attribute | ast.Name):
            continue
        parts: list[str] = []
        each: ast.expr = node
        while isinstance(each, ast.Attribute):
            parts.append(each.attr)
            each = each.value
        if isinstance(each, ast.Name):
            yield node.lineno, [each.id, *reversed(parts)]


def _good(name: str, allowed: set[str]) -> bool:
    """Whether this is an allowed name, or something that an allowed name has."""
    return any(name == each or name.startswith(each + ".") for each in allowed)


def _leads_to(name: str, allowed: set[str]) -> bool:
    """Whether this is a module on the way to an allowed name: what is used of it is looked at where it is used."""
    return any(each.startswith(name + ".") for each in allowed)


def files() -> list[Path]:
    """Every program file that is held to this."""
    found = [*ROOT.glob("amparo/**/*.py"), *ROOT.glob("tools/**/*.py"), ROOT / "manage.py"]
    held = (path for path in found if not FREE_FOLDERS & set(path.relative_to(ROOT).parts))
    return sorted(path for path in held if path.relative_to(ROOT).as_posix() not in LISTS)


def main() -> int:
    read = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files()}
    found = [line for file, source in read.items() for line in complaints(source, file=file)]
    found += [f"{file}: is named as one that may open, and is not there" for file in MAY_OPEN if file not in read]
    print("\n".join(found) or f"opening: {len(read)} files, {len(MAY_OPEN)} of them may open")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
