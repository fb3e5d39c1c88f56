"""The split of the instances, and the answers, computed here in another way."""
import json
import re
import unittest
from pathlib import Path
from random import Random

from scoring import passes
from task_file import MIX
from tasks import KINDS, HELD_OUT_ONE_IN, draw, is_held_out, training_difficulty

MODELS = Path(__file__).parent.parent / "public" / "models"


def each_level():
    return [(kind, level) for kind in KINDS for level in range(1, KINDS[kind].difficulties + 1)]


def solve(kind: str, prompt: str) -> str:
    """The answer, from the prompt alone."""
    _, _, rest = prompt.strip().partition(": ")
    if kind == "addition":
        return str(sum(map(int, re.findall(r"\d+", prompt))))
    if kind in ("sorting", "reversing", "copying"):
        words = rest.split()
        return " ".join({"sorting": sorted(words), "reversing": words[::-1], "copying": words}[kind])
    if kind == "brackets":
        text = rest.replace(" ", "")
        while (shorter := re.sub(r"\(\)|\[\]|\{\}|<>", "", text)) != text:
            text = shorter
        return " ".join(text[::-1].translate(str.maketrans("([{<", ")]}>")))
    if kind == "lookup":
        body, asked = prompt.strip().split("\n")
        return str(json.loads(body)[asked.rstrip("?")])
    if kind == "counting":
        return str(rest.split().count(prompt.split()[1].rstrip(":")))
    if kind == "largest":
        return str(max(map(int, rest.split())))
    if kind == "chain":
        return str(sum(map(int, re.findall(r"[+-]?\d+", prompt))))
    if kind == "tracing":
        _, *program, last = prompt.strip().split("\n")
        state: dict[str, int] = {}
        exec("\n".join(program), {}, state)
        return str(state[last.split()[1]])
    return str(tally(prompt))


def tally(prompt: str) -> int:
    """Of a word problem: what the one who is asked about has."""
    has: dict[str, int] = {}
    for name, verb, other, count in re.findall(r"(\w+) (has|finds|loses|gives)(?: (\w+))? (\d+)", prompt):
        change = int(count) if verb in ("has", "finds") else -int(count)
        has[name] = has.get(name, 0) + change
        if verb == "gives":
            has[other] += int(count)
    return has[re.search(r"has (\w+)\?", prompt)[1]]


class Tasks(unittest.TestCase):
    def test_no_training_instance_is_held_out(self):
        rng = Random("training side")
        for kind in KINDS:
            for _ in range(1500):
                task = draw(rng, kind, training_difficulty(rng, kind, rng.random()), held_out=False)
                self.assertFalse(is_held_out(task.prompt), task.prompt)

    def test_training_and_held_out_instances_share_none(self):
        rng = Random("both sides")
        for kind, level in each_level():
            training = {draw(rng, kind, level, held_out=False).prompt for _ in range(400)}
            held_out = {draw(rng, kind, level, held_out=True).prompt for _ in range(100)}
            self.assertFalse(training & held_out, kind)

    def test_about_one_in_sixteen_is_held_out(self):
        rng = Random("share")
        prompts = [KINDS[kind].make(rng, level).prompt for kind, level in each_level() for _ in range(200)]
        self.assertAlmostEqual(sum(map(is_held_out, prompts)) / len(prompts), 1 / HELD_OUT_ONE_IN, delta=0.01)

    def test_the_answers_are_right(self):
        rng = Random("answers")
        for kind, level in each_level():
            for _ in range(60):
                task = draw(rng, kind, level, held_out=bool(rng.getrandbits(1)))
                self.assertEqual(task.answer, solve(kind, task.prompt), task.prompt)
                self.assertTrue(passes(task.completion, task.answer, task.scoring), task.completion)

    def test_worked_steps_are_right(self):
        rng = Random("steps")
        for kind in ("addition", "chain", "tracing", "story"):
            for _ in range(200):
                for step in re.findall(r"[\d+-]*\d[+-]\d+=\d+", draw(rng, kind, 4, held_out=False).completion):
                    left, _, right = step.rpartition("=")
                    terms = map(int, re.findall(r"[+-]?\d+", left))
                    self.assertEqual(sum(terms), int(right), step)

    def test_a_changed_answer_does_not_pass(self):
        rng = Random("changed")
        for kind, level in each_level():
            task = draw(rng, kind, level, held_out=False)
            self.assertFalse(passes(task.completion + "0", task.answer, task.scoring), kind)
            self.assertFalse(passes("", task.answer, task.scoring), kind)

    def test_easy_instances_come_first(self):
        rng = Random("curriculum")
        mean = [sum(training_difficulty(rng, "story", progress) for _ in range(500)) / 500 for progress in (0, 1)]
        self.assertLess(mean[0], 2)
        self.assertAlmostEqual(mean[1], 4, delta=0.3)

    def test_the_shipped_tasks_are_held_out_and_distinct(self):
        for path in sorted(MODELS.glob("*/tasks.json")):
            tasks = json.loads(path.read_text(encoding="utf-8"))["tasks"]
            self.assertEqual(len(tasks), sum(map(sum, MIX.values())))
            self.assertEqual(len({task["prompt"] for task in tasks}), len(tasks))
            for task in tasks:
                self.assertTrue(is_held_out(task["prompt"]), task["id"])
                self.assertEqual(task["answer"], solve(task["kind"], task["prompt"]), task["id"])


if __name__ == "__main__":
    unittest.main()
