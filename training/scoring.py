"""Whether a completion answers a task: the three ways that `tasks.json` names."""


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def extract(completion: str, scoring: str) -> str | None:
    """The part of a completion that is compared with the answer; null where there is none."""
    if scoring == "exact":
        return completion.strip()
    if scoring == "last-line":
        return last_line(completion)
    if scoring == "after-arrow":
        _, arrow, after = completion.rpartition("->")
        return after.split("\n")[0].strip() if arrow else None
    raise ValueError(f"scoring: expected exact, last-line or after-arrow, found {scoring!r}")


def passes(completion: str, answer: str, scoring: str) -> bool:
    return extract(completion, scoring) == answer
