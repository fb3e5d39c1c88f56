"""A byte-level BPE: training, encoding, and the Hugging Face `tokenizer.json` of it."""
import re
from collections import Counter, defaultdict

PAD, BOS, EOS = "<pad>", "<s>", "</s>"
SPECIALS = (PAD, BOS, EOS)
PAD_ID, BOS_ID, EOS_ID = range(3)
# Digits stand alone, so that arithmetic sees each; the classes are ASCII, so that every engine splits alike.
PATTERN = r"[0-9]| ?[A-Za-z]+|[ \t\n\r]+(?![^ \t\n\r])|[ \t\n\r]| ?[^ \t\n\rA-Za-z0-9]+"
SPLIT = re.compile(PATTERN)


def byte_alphabet() -> list[str]:
    """GPT-2's printable character of each byte."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in shown]
    alphabet = {byte: chr(byte) for byte in shown} | {byte: chr(256 + at) for at, byte in enumerate(hidden)}
    return [alphabet[byte] for byte in range(256)]


ALPHABET = byte_alphabet()


def to_symbols(piece: str) -> tuple[str, ...]:
    return tuple(ALPHABET[byte] for byte in piece.encode("utf-8"))


def merge(symbols: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    merged, at = [], 0
    while at < len(symbols):
        if symbols[at:at + 2] == pair:
            merged.append(pair[0] + pair[1])
            at += 2
        else:
            merged.append(symbols[at])
            at += 1
    return tuple(merged)


def train_merges(text: str, vocabulary: int) -> list[tuple[str, str]]:
    """The most frequent pair again and again (ties: the smaller pair), until the vocabulary is full."""
    words = [(to_symbols(piece), count) for piece, count in Counter(SPLIT.findall(text)).items()]
    pairs: Counter = Counter()
    where: dict[tuple[str, str], set[int]] = defaultdict(set)
    for index, (symbols, count) in enumerate(words):
        for pair in zip(symbols, symbols[1:]):
            pairs[pair] += count
            where[pair].add(index)
    merges = []
    while len(merges) < vocabulary - len(SPECIALS) - 256:
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 2:
            raise ValueError(f"train_merges: the text has too few pairs for a vocabulary of {vocabulary}")
        merges.append(best)
        for index in where.pop(best):
            symbols, count = words[index]
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] -= count
            words[index] = (merge(symbols, best), count)
            for pair in zip(words[index][0], words[index][0][1:]):
                pairs[pair] += count
                where[pair].add(index)
        del pairs[best]
    return merges


class Tokenizer:
    def __init__(self, merges: list[tuple[str, str]]) -> None:
        self.merges = [tuple(pair) for pair in merges]
        self.ranks = {pair: rank for rank, pair in enumerate(self.merges)}
        entries = [*SPECIALS, *ALPHABET, *(left + right for left, right in self.merges)]
        self.ids = {entry: token for token, entry in enumerate(entries)}
        self.entries = entries
        self.cache: dict[str, list[int]] = {}

    def encode(self, text: str) -> list[int]:
        """Token ids without a begin-of-text token; special tokens spelt in the text are not looked for."""
        tokens: list[int] = []
        for piece in SPLIT.findall(text):
            known = self.cache.get(piece)
            if known is None:
                known = self.cache[piece] = self.encode_piece(piece)
            tokens += known
        return tokens

    def encode_piece(self, piece: str) -> list[int]:
        symbols = to_symbols(piece)
        while len(symbols) > 1:
            best = min(zip(symbols, symbols[1:]), key=lambda pair: self.ranks.get(pair, len(self.ranks)))
            if best not in self.ranks:
                break
            symbols = merge(symbols, best)
        return [self.ids[symbol] for symbol in symbols]

    def decode(self, tokens: list[int]) -> str:
        """Text without special tokens; bytes that are no whole character become U+FFFD."""
        byte_of = {character: byte for byte, character in enumerate(ALPHABET)}
        text = "".join(self.entries[token] for token in tokens if token >= len(SPECIALS))
        return bytes(byte_of[character] for character in text).decode("utf-8", "replace")
