"""`tasks.json`: held-out tasks to score a model on, the same for every model."""
from random import Random

from bpe import Tokenizer
from tasks import KINDS, Task, draw

SEED = "the five hundred"
#: How many tasks of each kind, per difficulty from 1 on. Set by nano's scores on a validation draw of other held-out tasks
#: (`survey`), before any of these were drawn: some kinds easy for it, some hard, some between. The highest levels of chain,
#: brackets, copying, lookup and sorting are longer than any in the training.
MIX: dict[str, tuple[int, ...]] = {
    "addition": (4, 4, 8, 8, 8, 8),
    "sorting": (4, 4, 6, 6, 6, 6, 8),
    "reversing": (4, 4, 8, 8, 8, 8),
    "copying": (4, 4, 6, 6, 7, 7, 6),
    "brackets": (2, 2, 4, 6, 10, 12, 14),
    "lookup": (4, 4, 6, 8, 8, 10, 10),
    "counting": (7, 7, 7, 7, 6, 6),
    "largest": (5, 5, 5, 5, 5, 5),
    "chain": (0, 0, 2, 2, 4, 6, 10, 24, 32),
    "tracing": (12, 12, 8, 4, 4),
    "story": (20, 20, 10),
}
#: Room over the right completion, for a model that takes another way to the end.
SPARE_TOKENS = 16


def record(task: Task, tokenizer: Tokenizer) -> dict:
    """A task as `tasks.json` has it, without an id."""
    limit = len(tokenizer.encode(task.completion)) + SPARE_TOKENS
    return {"kind": task.kind, "difficulty": task.difficulty, "prompt": task.prompt, "answer": task.answer,
            "scoring": task.scoring, "maxNewTokens": limit}


def sample(tokenizer: Tokenizer, mix: dict[str, tuple[int, ...]], seed: str) -> list[dict]:
    """Held-out tasks, no two alike."""
    rng = Random(seed)
    tasks, seen = [], set()
    for kind, counts in mix.items():
        number = 0
        for difficulty, count in enumerate(counts, 1):
            for _ in range(count):
                task = draw(rng, kind, difficulty, held_out=True)
                while task.prompt in seen:
                    task = draw(rng, kind, difficulty, held_out=True)
                seen.add(task.prompt)
                number += 1
                tasks.append({"id": f"{kind}-{number:03}", **record(task, tokenizer)})
    return tasks


def survey(tokenizer: Tokenizer, each: int) -> list[dict]:
    """The validation draw: as many held-out tasks of every kind and difficulty, none in `tasks.json` but by chance."""
    return sample(tokenizer, {kind: (each,) * KINDS[kind].difficulties for kind in KINDS}, "survey")
