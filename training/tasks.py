"""The kinds of task, how often each is drawn, and the split of instances into training and held-out ones."""
from hashlib import blake2b
from random import Random
from typing import Callable, NamedTuple

import tasks_long
import tasks_short
from tasks_short import Task

HELD_OUT_ONE_IN = 16


class Kind(NamedTuple):
    make: Callable[[Random, int], Task]
    difficulties: int
    #: Share of the task documents' tokens in the first part of the training, in the last, and in the finishing phase.
    early: float
    late: float
    finish: float


KINDS: dict[str, Kind] = {
    "addition": Kind(tasks_short.addition, 6, 0.10, 0.07, 0.04),
    "sorting": Kind(tasks_short.sorting, 6, 0.07, 0.04, 0.02),
    "reversing": Kind(tasks_short.reversing, 6, 0.05, 0.03, 0.02),
    "copying": Kind(tasks_short.copying, 6, 0.05, 0.03, 0.04),
    "brackets": Kind(tasks_short.brackets, 6, 0.08, 0.07, 0.05),
    "lookup": Kind(tasks_short.lookup, 6, 0.10, 0.09, 0.04),
    "counting": Kind(tasks_short.counting, 6, 0.05, 0.05, 0.07),
    "largest": Kind(tasks_short.largest, 6, 0.05, 0.03, 0.02),
    "chain": Kind(tasks_long.chain, 8, 0.14, 0.17, 0.06),
    "tracing": Kind(tasks_long.tracing, 7, 0.17, 0.23, 0.35),
    "story": Kind(tasks_long.story, 7, 0.14, 0.19, 0.29),
}
#: Between these parts of the training the shares go from early to late.
SHIFT = (0.3, 0.6)
#: The hardest level of every kind joins here.
HARDEST_FROM = 0.25


def share(kind: str, progress: float) -> float:
    """Share of a kind among the tokens of tasks: progress is 0 to 1 in the main phase, 1 to 2 in the finishing one."""
    _, _, early, late, finish = KINDS[kind]
    if progress > 1:
        return finish
    begin, end = SHIFT
    return early + (late - early) * min(1.0, max(0.0, (progress - begin) / (end - begin)))


def is_held_out(prompt: str) -> bool:
    """Whether an instance is kept for scoring: decided by its prompt alone, whatever draws it."""
    return int.from_bytes(blake2b(prompt.encode(), digest_size=4).digest(), "big") % HELD_OUT_ONE_IN == 0


def draw(rng: Random, kind: str, difficulty: int, held_out: bool) -> Task:
    while True:
        task = KINDS[kind].make(rng, difficulty)
        if is_held_out(task.prompt) == held_out:
            return task


def training_difficulty(rng: Random, kind: str, progress: float, with_hardest: bool = True) -> int:
    """Easy instances first: the weights of the levels flatten until a third of the training, then stay even."""
    hardest = KINDS[kind].difficulties if with_hardest and progress >= HARDEST_FROM else KINDS[kind].difficulties - 1
    slope = max(0.0, 1.0 - 3.0 * progress)
    levels = range(1, hardest + 1)
    return rng.choices(levels, [2.718 ** (-slope * level) for level in levels])[0]
