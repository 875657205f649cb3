"""What of cryptography the house uses, and why: one entry for each use. The inventory is made of these and of the code."""

from dataclasses import dataclass

PYTHON, BROWSER = "Python's own (OpenSSL)", "the browser's own"


@dataclass(frozen=True)
class Use:
    """One primitive for one purpose. ``seen`` are the words in the code that stand for it; ``only`` the files it is about."""

    primitive: str
    purpose: str
    library: str  # a package of requirements/run.lock or of age.NOTICE.txt, or one of the two above
    key: str
    rotation: str
    seen: tuple[str, ...]
    only: tuple[str, ...] = ("",)


NO_KEY = "none"
USES = (
    Use(
        "age (X25519, HKDF-SHA-256, ChaCha20-Poly1305), closing only",
        "sealed bodies and wraps, closed by the house on arrival",
        "pyrage",
        "public halves of circles, cases, people and recovery",
        "hotline triage weekly; a circle when a member leaves; a person when they lose all ways in",
        ("pyrage.encrypt", "pyrage.x25519.Recipient"),
    ),
    Use(
        "age, opening",
        "what arrived before the founding, until it is closed anew",
        "pyrage",
        "arrival key: a file beside the operational key",
        "destroyed at the founding",
        ("pyrage.decrypt", "pyrage.x25519.Identity", "pyrage.DecryptError"),
        ("amparo/vault/arrival.py",),
    ),
    Use(
        "age, opening",
        "the offline recovery of circles and cases",
        "pyrage",
        "recovery key: five SLIP-39 sheets on paper, three needed; nowhere else",
        "a new ceremony when a sheet was lost or seen",
        ("pyrage.decrypt", "pyrage.x25519.Identity", "pyrage.DecryptError", "pyrage.IdentityError"),
        ("amparo/vault/recovery/",),
    ),
    Use(
        "age, making keys",
        "keys of invented people, in a demo and in tests; refused in a production",
        "pyrage",
        "written down for all to see",
        "none: they open nothing real",
        ("pyrage.x25519.Identity",),
        ("amparo/vault/practice.py",),
    ),
    Use(
        "age (X25519, scrypt 2^14, passkey PRF), closing and opening",
        "sealed bodies, wraps and people's own keys, in the browser",
        "age-encryption",
        "people's own keys: made in their browser, on the server only closed to a passkey and to seven words of 90 bits",
        "new words or passkey at will; new keys when all ways in are lost",
        (
            "age.js:Encrypter",
            "age.js:Decrypter",
            "age.js:webauthn",
            "age.js:generateX25519Identity",
            "age.js:identityToRecipient",
        ),
    ),
    Use(
        "the same parts of age, called one by one",
        "small bodies open without streams; what is unusual goes to the library",
        "@noble/ciphers",
        "as above",
        "as above",
        (
            "age.js:bech32",
            "age.js:chacha20poly1305",
            "age.js:hkdf",
            "age.js:hmac",
            "age.js:sha256",
            "age.js:identityToRecipient",
            "crypto.subtle X25519",
        ),
        ("amparo/vault/static/vault/quick.js",),
    ),
    Use(
        "age (X25519), closing only",
        "a story is closed on the public page before it is sent",
        "age-encryption",
        "public half of hotline triage",
        "weekly",
        ("close.js:",),
    ),
    Use(
        "AES-256-GCM",
        "opened keys between two pages of a tab: one half in the tab, one in the session",
        BROWSER,
        "random, in the server's session",
        "each unlocking; gone after 10 minutes without a touch, 5 on phones",
        ("crypto.subtle AES-GCM",),
    ),
    Use(
        "Ed25519",
        "the directory, keys of circles and cases, memberships, proofs: signed in the browser",
        "@noble/curves",
        "people's own signing keys, beside their age key",
        "with the person's keys",
        ("age.js:ed25519",),
    ),
    Use(
        "Ed25519, checking only",
        "the same signatures, checked by the house",
        "cryptography",
        "public halves; the root pinned in a file outside the database",
        "with the person's keys",
        ("Ed25519PublicKey",),
    ),
    Use(
        "Ed25519, signing",
        "signatures of invented people, in a demo and in tests",
        "cryptography",
        "written down for all to see",
        "none",
        ("Ed25519PrivateKey",),
        ("amparo/vault/practice.py",),
    ),
    Use(
        "SHA-256",
        "hash chain of the directory, and five words to compare keys",
        "@noble/hashes",
        NO_KEY,
        "–",
        ("age.js:sha256",),
        ("amparo/vault/static/vault/",),
    ),
    Use(
        "ChaCha20-Poly1305 with associated data",
        "guarded fields: telephone numbers and addresses, bound to table, column and row",
        "cryptography",
        "operational key (32 bytes in a file outside the database), one subkey for each purpose",
        "by hand: new file, everything written anew",
        ("ChaCha20Poly1305",),
        ("amparo/core/guarded.py",),
    ),
    Use(
        "HMAC-SHA-256",
        "subkeys of the operational key; look-up of numbers and codes without showing them",
        PYTHON,
        "operational key",
        "with the operational key",
        ("hmac.digest", "hmac.new", "hashlib.sha256"),
        ("amparo/core/guarded.py",),
    ),
    Use(
        "ChaCha20-Poly1305 with associated data",
        "shred epochs: every stored wrap once more under the key of its week",
        "cryptography",
        "32 bytes per retention class and week, files outside the database and its backups",
        "weekly; destroyed when nothing living lies under it: that deletes",
        ("ChaCha20Poly1305",),
        ("amparo/vault/epochs.py",),
    ),
    Use(
        "SLIP-39 (Shamir over GF(256), PBKDF2-SHA-256, RS1024 checksum)",
        "the recovery key on paper",
        "shamir-mnemonic",
        "recovery key",
        "a new ceremony when a sheet was lost or seen",
        ("shamir_mnemonic",),
    ),
    Use(
        "Argon2id (64 MiB, 3 rounds)",
        "passwords, where somebody has one",
        "argon2-cffi",
        NO_KEY,
        "a stronger setting is applied at the next sign-in",
        ("Argon2PasswordHasher",),
    ),
    Use(
        "PBKDF2-HMAC-SHA-256",
        "passwords that were brought along; hashed anew with Argon2id at the next sign-in",
        "django",
        NO_KEY,
        "–",
        ("PBKDF2PasswordHasher",),
    ),
    Use(
        "WebAuthn (ES256, EdDSA, RS256) and TOTP (HMAC-SHA-1)",
        "signing in; the secrets of code apps are guarded fields",
        "django-allauth",
        "passkeys on people's devices; one TOTP secret each",
        "by the person",
        ("allauth.mfa",),
    ),
    Use(
        "HMAC-SHA-1",
        "callbacks of the carrier (the carrier's own format)",
        "twilio",
        "AMPARO_CARRIER_TOKEN or AMPARO_CARRIER_SIGNING_KEY",
        "by hand, the old one accepted meanwhile (AMPARO_CARRIER_TOKEN_OLD)",
        ("RequestValidator", "signing_key"),
    ),
    Use(
        "HMAC-SHA-256 of Django",
        "cookies and links that the house signs",
        "django",
        "AMPARO_SECRET_KEY",
        "by hand",
        ("core.signing", "signing.dumps", "signing.loads", "signing.TimestampSigner", "signing.Signer"),
    ),
    Use(
        "SHA-256",
        "session keys are kept as their hash; chain of the audit; files and versions told apart",
        PYTHON,
        NO_KEY,
        "–",
        ("hashlib.sha256", "hashlib.file_digest", "hashlib.blake2b"),
    ),
    Use(
        "comparison in constant time",
        "codes and tokens",
        PYTHON,
        NO_KEY,
        "–",
        ("hmac.compare_digest", "constant_time_compare"),
    ),
    Use(
        "random numbers of the operating system",
        "keys, nonces, ids, codes, links",
        PYTHON,
        NO_KEY,
        "–",
        ("os.urandom", "secrets.", "uuid4"),
    ),
    Use(
        "random numbers of the browser",
        "keys, nonces, ids, seven words",
        BROWSER,
        NO_KEY,
        "–",
        ("crypto.getRandomValues", "crypto.randomUUID"),
    ),
    Use(
        "TLS 1.2 and 1.3",
        "to the carrier and to the house's own pages; before the house a proxy ends it",
        PYTHON,
        "the proxy's certificate",
        "by the proxy; the doctor says when it ends",
        ("ssl.",),
    ),
)
