"""Batches of packed rows: tokens [rows, length + 1] and the loss weight of each but the first [rows, length]."""
from random import Random

import numpy as np

from bpe import BOS_ID, EOS_ID, PAD_ID, Tokenizer
from prose import Prose
from settings import Recipe
from tasks import KINDS, draw, share, training_difficulty

#: Prompts are random: little of them can be foreseen, so they count little.
PROMPT_WEIGHT = 0.1
#: Without this, the two digits of a looked-up value are lost among the many tokens of the long kinds.
SHORT_COUNTS_AS, SHORT_COUNTS_FROM = 16, 0.5
#: Documents drawn in vain for the end of a row before it is padded.
MISFITS = 4
#: Token ids and their loss weights.
Row = tuple[list[int], list[float]]


class Batches:
    def __init__(self, tokenizer: Tokenizer, prose: Prose | None, recipe: Recipe) -> None:
        """`prose`: None for a recipe whose share of it is zero."""
        self.tokenizer, self.prose, self.late_mix = tokenizer, prose, recipe.late_mix
        self.recipe, self.rows, self.length = recipe, recipe.rows, recipe.length
        self.mean_tokens = {kind: self.measure(kind) for kind in KINDS}

    def measure(self, kind: str) -> float:
        """Mean tokens of a document of a kind, so that shares of tokens become shares of documents."""
        rng = Random(f"measure {kind}")
        return sum(len(self.task(rng, kind, 1.0)[0]) for _ in range(200)) / 200

    def task(self, rng: Random, kind: str, progress: float) -> tuple[list[int], list[float]]:
        """Token ids and loss weights of a training instance, begin-of-text and end-of-text included."""
        while True:
            task = draw(rng, kind, training_difficulty(rng, kind, progress, self.late_mix), held_out=False)
            prompt = [BOS_ID, *self.tokenizer.encode(task.prompt)]
            completion = [*self.tokenizer.encode(task.completion), EOS_ID]
            if len(prompt) + len(completion) <= self.length + 1:
                weight = self.completion_weight(len(completion), progress)
                return prompt + completion, [PROMPT_WEIGHT] * len(prompt) + [weight] * len(completion)

    def completion_weight(self, tokens: int, progress: float) -> float:
        """Of each token of a completion: in the late mix a short one counts as much as one of SHORT_COUNTS_AS tokens."""
        late = self.late_mix and progress >= SHORT_COUNTS_FROM
        return max(1.0, SHORT_COUNTS_AS / tokens) if late else 1.0

    def prose_row(self, rng: Random) -> Row:
        tokens: list[int] = []
        weights: list[float] = []
        while len(tokens) < self.length + 1:
            piece = self.prose.document(rng, self.length + 1 - len(tokens))
            tokens += piece
            weights += [0.0] + [1.0] * (len(piece) - 1)
        return tokens, weights

    def task_row(self, rng: Random, progress: float, waiting: list[Row]) -> Row:
        """Whole documents; one that no longer fits goes to `waiting`, where later rows take it from."""
        tokens: list[int] = []
        weights: list[float] = []
        kinds = list(KINDS)
        shares = [share(kind, progress if self.late_mix else 0.0) / self.mean_tokens[kind] for kind in kinds]
        misfits = 0
        while misfits < MISFITS:
            room = self.length + 1 - len(tokens)
            at = next((at for at, (piece, _) in enumerate(waiting) if len(piece) <= room), None)
            document = waiting.pop(at) if at is not None else self.task(rng, rng.choices(kinds, shares)[0], progress)
            if len(document[0]) > room:
                waiting.append(document)
                misfits += 1
                continue
            tokens += document[0]
            # The first token of a document cannot be foreseen from the one before.
            weights += [0.0, *document[1][1:]]
        padding = self.length + 1 - len(tokens)
        return tokens + [PAD_ID] * padding, weights + [0.0] * padding

    def batch(self, step: int, progress: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Tokens, weights and which rows are prose. Depends on seed, step and progress alone: a resumed run draws alike."""
        rng = Random(f"{self.recipe.seed} {step}")
        prose_share = self.recipe.finish_prose_share if progress > 1 else self.recipe.prose_share
        waiting: list[Row] = []
        is_prose = [rng.random() < prose_share for _ in range(self.rows)]
        rows = [self.prose_row(rng) if prose else self.task_row(rng, progress, waiting) for prose in is_prose]
        tokens, weights = zip(*rows)
        return (np.array(tokens, dtype=np.int64), np.array(weights, dtype=np.float32)[:, 1:], np.array(is_prose))
