"""MODEL.md of a mixture of experts that was trained on tasks alone, from what was measured."""
import torch

from bpe import BOS_ID, Tokenizer
from evaluate import Table
from mixture import Mixture
from model_card import score_rows
from settings import Recipe
from tasks import HELD_OUT_ONE_IN


@torch.no_grad()
def expert_use(model: Mixture, tokenizer: Tokenizer, tasks: list[dict]) -> list[list[float]]:
    """(layers, experts) share of the choices over the prompts of tasks; all would be alike if each expert got as much."""
    shape = model.shape
    counts = torch.zeros(shape.layers, shape.experts)
    for task in tasks:
        model(torch.tensor([[BOS_ID, *tokenizer.encode(task["prompt"])]]))
        counts += torch.stack(model.used)
    return (counts / counts.sum(-1, keepdim=True)).tolist()


def use_rows(use: list[list[float]]) -> list[str]:
    head = "| layer | " + " | ".join(f"{expert}" for expert in range(len(use[0]))) + " |"
    rows = [f"| {layer} | " + " | ".join(f"{100 * share:.0f} %" for share in shares) + " |" for layer, shares in enumerate(use)]
    return [head, "|---" * (len(use[0]) + 1) + "|", *rows]


def mixture_card(name: str, recipe: Recipe, parameters: int, log: list[dict], table: Table, use: list[list[float]]) -> str:
    shape, minutes, steps = recipe.shape, log[-1]["minute"], recipe.steps
    idle = shape.layers * (shape.experts - shape.top_k) * 3 * shape.hidden * shape.intermediate
    return f"""# {name}

A mixture of experts in the form of Qwen3-MoE, {parameters:,} parameters ({parameters * 2 / 1e6:.2f} MB in bf16), of which a token goes through
{parameters - idle:,}. Trained for this lab: hidden {shape.hidden}, {shape.layers} layers, {shape.heads} heads of {shape.head_dim}, {shape.kv_heads} KV head, in each layer {shape.experts} experts of {shape.intermediate}, {shape.top_k} a token, their
weights scaled to sum to 1; the tokenizer of {recipe.tokenizer_of} (vocabulary {shape.vocab:,}), tied head. It solves small tasks with answers that can be checked, and
writes nothing else: it has read no prose.

## Prompting

`prompts.json` has an example of every kind. A prompt begins with `<s>` (the tokenizer adds it); a task is given with its last line end, and
its answer ends with `</s>`.

## Scores

The same 500 held-out tasks as {recipe.tokenizer_of}'s (`tasks.json`), f32, greedy, no capacity; the columns at the right are difficulties. The mix was set by the scores of nano,
not of this model.

{chr(10).join(score_rows(table))}

## Experts

Share of the choices over the prompts of the 500 tasks, by layer and expert ({100 / shape.experts:.1f} % were all alike):

{chr(10).join(use_rows(use))}

## Data

Tasks alone, drawn anew for every batch by `training/tasks_short.py` and `training/tasks_long.py`: the books that nano has read were not at hand. An instance is
held out if the hash of its prompt is a multiple of {HELD_OUT_ONE_IN}: the training never draws one.

## Recipe

{steps:,} steps of {recipe.rows} x {recipe.length} tokens ({steps * recipe.rows * recipe.length / 1e6:.1f} million) in {minutes:.0f} minutes on one CPU core shared with other work (`--minutes`). Muon (rate {recipe.muon_rate}) for
the matrices, each expert's by itself, AdamW (rate {recipe.adam_rate}) for embedding, routers and norms, linear warm-up over {recipe.warm_up * 100:.0f} % and linear decay to zero. To the loss comes {recipe.balance} times
Switch Transformers' measure of uneven use; nobody is left out in the training. f32, rounded to bf16 at the end. The prompts of tasks count a tenth in the loss.

![loss](loss.svg)

## Limits

It knows the formats of its tasks and nothing else. Long answers fail by one wrong step. Trained on rows of {recipe.length} tokens: beyond that it is out of its range. It is
here to be served with experts that have too little room, not for what it knows.

## Files

`reference.json`: prompts with PyTorch's f32 logits at the last prompt position, which the engine must equal within 1e-4, and 32 greedy tokens.
`tokenizer-samples.json`: texts with the trainer's own tokenization. Licence: MIT, as the lab's.
"""
