"""Scores a checkpoint on held-out tasks and held-out prose: `python3 training/evaluate.py nano --text tales.txt`."""
import argparse
import math
from collections import defaultdict
from pathlib import Path

import torch

from bpe import BOS_ID, Tokenizer
from corpus import load_prose, load_tokenizer
from decode import greedy
from mixture import model_of
from model import Llama
from scoring import passes
from settings import RECIPES
from task_file import survey
from train import loss_of

ROWS = 50
LENGTH = 256
#: Kind, difficulty: how many passed of how many.
Table = dict[str, dict[int, tuple[int, int]]]


def load(name: str, out: Path) -> Llama:
    """A checkpoint's model with its weights rounded to bf16, as they are shipped."""
    model = model_of(RECIPES[name].shape)
    model.load_state_dict(torch.load(out / f"{name}.pt", map_location="cpu")["model"])
    for weight in model.parameters():
        weight.data = weight.data.bfloat16().float()
    return model.eval()


def complete(model: Llama, tokenizer: Tokenizer, tasks: list[dict]) -> list[str]:
    """The completion of each task."""
    order = sorted(range(len(tasks)), key=lambda at: tasks[at]["maxNewTokens"])
    completions = [""] * len(tasks)
    for begin in range(0, len(order), ROWS):
        rows = order[begin:begin + ROWS]
        prompts = [[BOS_ID, *tokenizer.encode(tasks[at]["prompt"])] for at in rows]
        for at, tokens in zip(rows, greedy(model, prompts, [tasks[at]["maxNewTokens"] for at in rows])):
            completions[at] = tokenizer.decode(tokens)
    return completions


def table(tasks: list[dict], completions: list[str]) -> Table:
    counts: Table = defaultdict(lambda: defaultdict(lambda: (0, 0)))
    for task, completion in zip(tasks, completions):
        passed, total = counts[task["kind"]][task["difficulty"]]
        counts[task["kind"]][task["difficulty"]] = (
            passed + passes(completion, task["answer"], task["scoring"]), total + 1)
    return counts


@torch.no_grad()
def perplexity(model: Llama, tokenizer: Tokenizer, blocks: list[str]) -> tuple[float, int]:
    """Perplexity per token on prose in windows of LENGTH tokens after a begin-of-text token, and the number of tokens."""
    loss, count = 0.0, 0
    for block in blocks:
        tokens = tokenizer.encode(block)
        windows = [tokens[at:at + LENGTH] for at in range(0, len(tokens), LENGTH)]
        for window in windows:
            row = torch.tensor([[BOS_ID, *window]])
            loss += float(loss_of(model(row[:, :-1]), row, torch.ones(1, len(window))).sum())
            count += len(window)
    return math.exp(loss / count), count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=RECIPES)
    parser.add_argument("--text", type=Path, nargs="+", default=[])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out")
    parser.add_argument("--each", type=int, default=20, help="tasks of every kind and difficulty")
    options = parser.parse_args()
    tokenizer = load_tokenizer(options.out, options.text, RECIPES[options.name])
    model = load(options.name, options.out)
    _, held_out = load_prose(options.text, tokenizer)
    if held_out:
        value, count = perplexity(model, tokenizer, held_out)
        print(f"held-out prose: perplexity {value:.2f} over {count:,} tokens", flush=True)
    tasks = survey(tokenizer, options.each)
    completions = complete(model, tokenizer, tasks)
    for kind, levels in table(tasks, completions).items():
        passed, total = (sum(column) for column in zip(*levels.values()))
        print(f"{kind:10} {100 * passed / total:3.0f} %   " +
              "  ".join(f"{level}: {100 * ok / of:.0f} %" for level, (ok, of) in sorted(levels.items())))


if __name__ == "__main__":
    main()
