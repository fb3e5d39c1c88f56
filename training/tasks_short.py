"""Tasks with a short answer. Each generator takes (rng, difficulty) and returns a Task."""
from random import Random
from typing import NamedTuple

LETTERS = "abcdefghijklmnopqrstuvwxyz"
KEYS = ("ann bob cat dan eve fay gus hal ida jim kay leo max ned oda pam ray sam tim una vic wes "
        "red blue gold king hat sun box cup dog pig fox hen cow bee").split()
BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}


class Task(NamedTuple):
    """`completion` is what the model shall write before the end-of-text token; `answer` is what is scored."""

    kind: str
    difficulty: int
    prompt: str
    completion: str
    answer: str
    scoring: str


def exact(kind: str, difficulty: int, prompt: str, answer: str) -> Task:
    return Task(kind, difficulty, prompt + "\n", answer, answer, "exact")


def addition(rng: Random, difficulty: int) -> Task:
    """Two numbers of `difficulty` + 1 digits, with the sum of each column worked."""
    size = difficulty + 1
    a, b = (rng.randrange(10 ** (size - 1), 10 ** size) for _ in range(2))
    steps, carry = [], 0
    for x, y in zip(reversed(str(a)), reversed(str(b))):
        total = int(x) + int(y) + carry
        steps.append(f"{x}+{y}+{carry}={total}" if carry else f"{x}+{y}={total}")
        carry = total // 10
    completion = f"{'; '.join(steps)} -> {a + b}"
    return Task("addition", difficulty, f"What is {a} + {b}?\n", completion, str(a + b), "after-arrow")


def letters(rng: Random, count: int) -> list[str]:
    return rng.sample(LETTERS, count)


def sorting(rng: Random, difficulty: int) -> Task:
    chosen = letters(rng, 2 + 2 * difficulty)
    return exact("sorting", difficulty, "Sort: " + " ".join(chosen), " ".join(sorted(chosen)))


def reversing(rng: Random, difficulty: int) -> Task:
    chosen = [rng.choice(LETTERS) for _ in range(2 + 2 * difficulty)]
    return exact("reversing", difficulty, "Reverse: " + " ".join(chosen), " ".join(reversed(chosen)))


def copying(rng: Random, difficulty: int) -> Task:
    chosen = [rng.choice(KEYS) for _ in range(3 * difficulty)]
    return exact("copying", difficulty, "Copy: " + " ".join(chosen), " ".join(chosen))


def brackets(rng: Random, difficulty: int) -> Task:
    """What closes a text of brackets whose inner pairs are closed already."""
    shown, still_open = [], []
    while len(shown) < 2 + 3 * difficulty or not still_open:
        if still_open and rng.random() < 0.42:
            shown.append(BRACKETS[still_open.pop()])
        else:
            still_open.append(rng.choice("([{<"))
            shown.append(still_open[-1])
    return exact("brackets", difficulty, "Close: " + " ".join(shown),
                 " ".join(BRACKETS[mark] for mark in reversed(still_open)))


def lookup(rng: Random, difficulty: int) -> Task:
    keys = rng.sample(KEYS, 1 + 2 * difficulty)
    values = {key: rng.randrange(10, 100) for key in keys}
    asked = rng.choice(keys)
    body = ",".join(f'"{key}":{value}' for key, value in values.items())
    return exact("lookup", difficulty, f"{{{body}}}\n{asked}?", str(values[asked]))


def counting(rng: Random, difficulty: int) -> Task:
    """How often a letter is there; the answer is one number, without steps."""
    pool = letters(rng, 3)
    shown = [rng.choice(pool) for _ in range(2 + 3 * difficulty)]
    asked = rng.choice(pool)
    return exact("counting", difficulty, f"Count {asked}: " + " ".join(shown), str(shown.count(asked)))


def largest(rng: Random, difficulty: int) -> Task:
    """The largest of 2, 3, ... numbers, of two digits or three."""
    top = 100 if difficulty % 2 else 1000
    numbers = rng.sample(range(top // 10, top), 2 + difficulty)
    return exact("largest", difficulty, "Largest: " + " ".join(map(str, numbers)), str(max(numbers)))
