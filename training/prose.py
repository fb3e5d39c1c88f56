"""Prose: text files of one paragraph a line, cut into documents that begin where a sentence begins."""
import re
from pathlib import Path
from random import Random

from bpe import BOS_ID, SPLIT, Tokenizer

BLOCK = 32
HELD_OUT_ONE_IN = 33
#: Headings, bylines and tables of contents are short and end in no sentence's mark.
SENTENCE_END = re.compile(r"[.!?:;,\"')\]-]$")
SENTENCE_START = re.compile(r"(?<=[.!?'\")]) (?=['\"(]*[A-Z])|(?<=\n)(?=['\"(]*[A-Z])")


def paragraphs(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if len(line) >= 12 and SENTENCE_END.search(line) and not line.isupper()]


def split(paths: list[Path]) -> tuple[list[str], list[str]]:
    """Blocks of consecutive paragraphs, for training and held out."""
    training, held_out = [], []
    for path in paths:
        lines = paragraphs(path)
        for at in range(0, len(lines), BLOCK):
            block = "\n".join(lines[at:at + BLOCK]) + "\n"
            (held_out if at // BLOCK % HELD_OUT_ONE_IN == 16 else training).append(block)
    return training, held_out


class Prose:
    """Blocks as the tokenizer splits them whole, and where in them a document may begin."""

    def __init__(self, blocks: list[str], tokenizer: Tokenizer) -> None:
        self.blocks: list[list[int]] = []
        #: Block, tokens of the sentence's first piece without its space, where the tokens after that piece are.
        self.starts: list[tuple[int, list[int], int]] = []
        for index, block in enumerate(blocks):
            cuts = [*(match.start() for match in SENTENCE_START.finditer(block)), len(block)]
            tokens = tokenizer.encode(block[:cuts[0]])
            for begin, end in zip(cuts, cuts[1:]):
                first = SPLIT.match(block, begin).group()
                rest = len(tokens) + len(tokenizer.encode(first))
                self.starts.append((index, tokenizer.encode(first.lstrip()), rest))
                tokens += tokenizer.encode(block[begin:end])
            self.blocks.append(tokens)

    def document(self, rng: Random, length: int) -> list[int]:
        """A begin-of-text token and what follows the start of a random sentence, `length` tokens at most."""
        index, first, rest = rng.choice(self.starts)
        return [BOS_ID, *first, *self.blocks[index][rest:rest + length]][:length]
