"""Make amparo/vault/static/vault/age.js anew: ``python -m tools.vendor_age``; with ``--check`` only say whether it is the same."""

import sys

from tools.vendor_age.bundle import ROOT, Bundle

AGE = Bundle(
    path=ROOT / "amparo" / "vault" / "static" / "vault" / "age.js",
    entry="entry.js",
    stand_in="left_out.js",
    left_out=("@noble/post-quantum/hybrid.js", "@noble/curves/nist.js"),
    first_line="/* npm age-encryption as one file: what it is made of and its hash stand in age.NOTICE.txt. */",
)

if __name__ == "__main__":
    sys.exit(AGE.make())
