"""Our count of segments against the carrier's own calculator."""

import json
import random
import subprocess
from pathlib import Path

from amparo.messaging import texts
from amparo.messaging.segments import count
from tests.peers.conftest import HERE, NODE

ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyz ABC 0123456789 .,!?",
    "ñÑéÉüÜ¿¡àèìòùÇ@£$¥ΔΦΓ",
    "áíóúÁÍÓÚãõçêâ",
    "{}[]~^\\|€\f\n\r",
    "“”’–…",
    "您好吗请回复帮助",
    "ạảấầđươữ",
    "😀🙏👍❤✊🏠🚨",
]
PIECES = ["👍🏽", "👩‍👩‍👧", "🇭🇹", "🇺🇸", "❤️", "👨🏿‍🦱", "e\u0301", "\r\n", "🏴‍☠️", "1️⃣", "🧑🏾‍🤝‍🧑🏻", "\u200d", "\ufe0f"]


def random_texts(many: int) -> list[str]:
    chance = random.Random(1610)
    found = []
    for _ in range(many):
        letters = "".join(chance.sample(ALPHABETS, chance.randint(1, 4)))
        length = chance.choice([1, 20, 69, 70, 71, 134, 135, 152, 153, 159, 160, 161, 306, 307, chance.randint(0, 400)])
        pieces = [chance.choice(PIECES) if chance.random() < 0.03 else chance.choice(letters) for _ in range(length)]
        found.append("".join(pieces))
    return found


def test_thousands_of_texts_cost_what_the_carriers_calculator_says(peers: Path) -> None:
    written = [texts.render(name, language, texts.SAMPLE) for name, words in texts.TEXTS.items() for language in words]
    asked = [text for text in random_texts(6_000) if text] + written

    said = json.loads(
        subprocess.run(
            [NODE, "segments.js"], input=json.dumps(asked), capture_output=True, text=True, check=True, cwd=HERE
        ).stdout
    )

    ours = [[count(text).encoding, count(text).segments] for text in asked]
    assert [(text, mine, theirs) for text, mine, theirs in zip(asked, ours, said, strict=True) if mine != theirs] == []
