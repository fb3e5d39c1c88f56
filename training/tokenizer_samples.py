"""`tokenizer-samples.json`: texts and their token ids, for other tokenizers of the same file to equal."""
from random import Random

from bpe import Tokenizer
from tasks import KINDS, draw

TEXTS = (
    "", " ", "\n", "  two spaces,\n\n two lines\t and a tab \r\n", "Once upon a time there was a king's daughter.",
    "What is 4785 + 8569?\n", '{"ann":71,"bob":23}\nbob?\n', "don't -- \"stop\"... (now)!?", "x=10;y=x*2//3",
    "Žluťoučký kůň úpěl ďábelské ódy", "naïve café, 12 €, ½", "日本語の文", "😀👩‍👩‍👧 flags 🇨🇭", "\u00a0no-break\u2003em space\u2028line",
    "\u0000\u0001\u007f", "ALL CAPS mixedCase snake_case", "trailing spaces   ", "    leading",
)
CHARACTERS = "abc XYZ 0189 .,;->()[]{}\"'\n\té߀漢😀"


def samples(tokenizer: Tokenizer) -> dict:
    """Token ids without a begin-of-text token."""
    rng = Random("tokenizer-samples.json")
    texts = list(TEXTS)
    texts += [draw(rng, kind, 2, held_out=False).prompt for kind in KINDS]
    texts += ["".join(rng.choice(CHARACTERS) for _ in range(rng.randint(1, 40))) for _ in range(60)]
    return {"version": 1, "samples": [{"text": text, "tokens": tokenizer.encode(text)} for text in texts]}
