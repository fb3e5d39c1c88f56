"""Tasks whose answer is many worked steps, where one wrong step spoils the end."""
from random import Random

from tasks_short import Task

NAMES = "Ann Bob Tom Eve Sam Kay".split()
THINGS = "apples pears nuts coins shells eggs".split()


def chain(rng: Random, difficulty: int) -> Task:
    """A sum of many terms, one step a line: `47+8=55`."""
    total = rng.randrange(10, 90)
    prompt, lines = [str(total)], []
    for _ in range(2 + 2 * difficulty):
        step = rng.randrange(1, 10 if rng.random() < 0.5 else 40)
        plus = total + step < 100 and (total - step < 0 or rng.random() < 0.5)
        if not plus and total < step:
            step = rng.randrange(1, min(10, 100 - total))
            plus = True
        after = total + step if plus else total - step
        sign = "+" if plus else "-"
        prompt.append(f"{sign}{step}")
        lines.append(f"{total}{sign}{step}={after}")
        total = after
    completion = "\n".join(lines) + f"\n-> {total}"
    return Task("chain", difficulty, f"Compute {''.join(prompt)}\n", completion, str(total), "after-arrow")


def operand(rng: Random, state: dict[str, int]) -> str:
    return rng.choice(list(state)) if rng.random() < 0.45 else str(rng.randrange(1, 10))


def tracing(rng: Random, difficulty: int) -> Task:
    """A program of assignments; the scratchpad repeats each statement with its values: `c=a-4=15-4=11`."""
    names = rng.sample("abcdefgh", 3 if difficulty < 4 else 4)
    state: dict[str, int] = {}
    program, trace = [], []
    for _ in range(2 + 2 * difficulty):
        fresh = [name for name in names if name not in state]
        if len(state) < 2 or (fresh and rng.random() < 0.3):
            name, value = fresh[0], rng.randrange(1, 50)
            program.append(f"{name}={value}")
            trace.append(program[-1])
        else:
            name, source, other = rng.choice(list(state)), rng.choice(list(state)), operand(rng, state)
            x, y = state[source], state.get(other, None)
            y = int(other) if y is None else y
            sign = rng.choice([sign for sign, ok in (("+", x + y < 100), ("-", x >= y)) if ok] or [""])
            if sign:
                value = x + y if sign == "+" else x - y
                program.append(f"{name}={source}{sign}{other}")
                trace.append(f"{program[-1]}={x}{sign}{y}={value}")
            else:
                value = x
                program.append(f"{name}={source}")
                trace.append(f"{program[-1]}={x}")
        state[name] = value
    asked = rng.choice(list(state))
    prompt = "Run:\n" + "\n".join(program) + f"\nprint {asked}\n"
    return Task("tracing", difficulty, prompt, "\n".join(trace) + f"\nprint {asked} -> {state[asked]}",
                str(state[asked]), "after-arrow")


def story(rng: Random, difficulty: int) -> Task:
    """A word problem about two people; the answer retells each sentence with the running tally."""
    first, second = rng.sample(NAMES, 2)
    thing = rng.choice(THINGS)
    has = {first: rng.randrange(5, 40), second: rng.randrange(5, 40)}
    told = [f"{name} has {count} {thing}." for name, count in has.items()]
    lines = [f"{name} {count}" for name, count in has.items()]
    for _ in range(1 + 2 * difficulty):
        name, other = rng.sample((first, second), 2)
        count = rng.randrange(1, 10)
        moves = ["finds"] * (has[name] + count < 100)
        moves += ["loses"] * (has[name] >= count)
        moves += ["gives"] * (has[name] >= count and has[other] + count < 100)
        move = rng.choice(moves)
        told.append(f"{name} {move} {other} {count}." if move == "gives" else f"{name} {move} {count}.")
        sign = "+" if move == "finds" else "-"
        after = has[name] + count if move == "finds" else has[name] - count
        line = f"{name} {has[name]}{sign}{count}={after}"
        has[name] = after
        if move == "gives":
            line += f", {other} {has[other]}+{count}={has[other] + count}"
            has[other] += count
        lines.append(line)
    asked = rng.choice((first, second))
    prompt = " ".join(told) + f" How many {thing} has {asked}?\n"
    return Task("story", difficulty, prompt, "\n".join(lines) + f"\n{asked} -> {has[asked]}",
                str(has[asked]), "after-arrow")
