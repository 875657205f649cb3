"""Make amparo/letterbox/static/letterbox/close.js anew: ``python -m tools.vendor_age.closing``; with ``--check`` only compare.

The encrypting part of the same libraries as age.js, held to the same lock file, without everything that closing to a public key
does not need: pages for strangers are small and open nothing.
"""

import sys

from tools.vendor_age.bundle import ROOT, Bundle

CLOSE = Bundle(
    path=ROOT / "amparo" / "letterbox" / "static" / "letterbox" / "close.js",
    entry="closing_entry.js",
    stand_in="closing_left_out.js",
    left_out=(
        "@noble/post-quantum/hybrid.js", "@noble/curves/nist.js", "@noble/curves/ed25519.js", "@noble/hashes/scrypt.js",
    ),
    first_line="/* The closing part of npm age-encryption: what it is made of and its hash stand in close.NOTICE.txt. */",
)  # fmt: skip

if __name__ == "__main__":
    sys.exit(CLOSE.make())
