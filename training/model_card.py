"""MODEL.md of a model, from what was measured."""
from bpe import BOS_ID, Tokenizer
from decode import greedy
from evaluate import Table
from model import Llama
from settings import Recipe
from tasks import HELD_OUT_ONE_IN

SAMPLES, SAMPLE_WORDS, SAMPLE_TOKENS = 20, 6, 64


def prose_samples(model: Llama, tokenizer: Tokenizer, blocks: list[str]) -> list[str]:
    """Greedy continuations of the first words of held-out paragraphs, evenly spread: none is chosen."""
    paragraphs = [line for block in blocks for line in block.splitlines() if len(line.split()) > SAMPLE_WORDS]
    chosen = [paragraphs[at * len(paragraphs) // SAMPLES] for at in range(SAMPLES)]
    openings = [" ".join(line.split()[:SAMPLE_WORDS]) for line in chosen]
    prompts = [[BOS_ID, *tokenizer.encode(opening)] for opening in openings]
    written = greedy(model, prompts, [SAMPLE_TOKENS] * SAMPLES)
    return [f"**{opening}**{tokenizer.decode(tokens)}".replace("\n", " / ") for opening, tokens in zip(openings, written)]


def percent(passed: int, total: int) -> str:
    return f"{100 * passed / total:.0f} %"


def score_rows(table: Table) -> list[str]:
    widest = max(max(levels) for levels in table.values())
    rows = ["| kind | tasks | passed | " + " | ".join(f"level {level}" for level in range(1, widest + 1)) + " |",
            "|---|---|---|" + "---|" * widest]
    everything = [counts for levels in table.values() for counts in levels.values()]
    for kind, levels in table.items():
        passed, total = (sum(column) for column in zip(*levels.values()))
        cells = [percent(*levels[level]) if level in levels else "" for level in range(1, widest + 1)]
        rows.append(f"| {kind} | {total} | {percent(passed, total)} | " + " | ".join(cells) + " |")
    passed, total = (sum(column) for column in zip(*everything))
    return [*rows, f"| **overall** | {total} | **{100 * passed / total:.1f} %** |" + " |" * widest]


def card(name: str, recipe: Recipe, parameters: int, log: list[dict], table: Table, perplexity: tuple[float, int],
         samples: list[str], books: str) -> str:
    shape, minutes, steps = recipe.shape, log[-1]["minute"], recipe.steps + recipe.finish_steps
    return f"""# {name}

A Llama of {parameters:,} parameters ({parameters * 2 / 1e6:.2f} MB in bf16), trained for this lab: hidden {shape.hidden}, {shape.layers} layers, {shape.heads} heads of
{shape.head_dim}, {shape.kv_heads} KV head, intermediate {shape.intermediate}, vocabulary {shape.vocab:,} (byte-level BPE, digits single), tied head. It solves small
tasks with answers that can be checked, and writes prose in the manner of old children's tales.

## Prompting

`prompts.json` has an example of every kind. A prompt begins with `<s>` (the tokenizer adds it); a task is given with its last line end, and
its answer ends with `</s>`. Prose does not end.

## Scores

The 500 held-out tasks of `tasks.json`, f32, greedy; the columns at the right are difficulties. How many there are of each kind and level was
set by the scores of nano on a separate validation draw; the 500 were drawn once, after that. The highest levels of chain, brackets, copying, lookup
and sorting are longer than any in the training. `training/README.md` says how the shipped weights were chosen.

{chr(10).join(score_rows(table))}

Held-out prose: perplexity {perplexity[0]:.2f} per token ({perplexity[1]:,} tokens, windows of 256).

## Data

- Prose, {recipe.prose_share * 100:.0f} % of the rows: {books}. All are in the
  public domain in the United States (Pinocchio in a translation of the 20th century: elsewhere look first); a thirty-third part, in blocks of 32 paragraphs, is held out.
- Tasks, the other rows, drawn anew for every batch by `training/tasks_short.py` and `training/tasks_long.py`. An instance is held out if
  the hash of its prompt is a multiple of {HELD_OUT_ONE_IN}: the training never draws one.

## Recipe

{steps:,} steps of {recipe.rows} x {recipe.length} tokens ({steps * recipe.rows * recipe.length / 1e6:.1f} million) in {minutes:.0f} minutes on one CPU core shared with other work. Muon (rate {recipe.muon_rate}) for
the matrices of the layers, AdamW (rate {recipe.adam_rate}) for embedding and norms, linear warm-up over {recipe.warm_up * 100:.0f} % and linear decay to zero; the last
{recipe.finish_steps} steps are a finishing phase that warms up again to {recipe.finish_rate * 100:.0f} % of these rates. f32, rounded to bf16 at the end. The prompts of tasks
count a tenth in the loss. `training/README.md` has the command and what was changed in the middle of the shipped models' training.

![loss](loss.svg)

## Limits

It knows the formats of its tasks and nothing else: another wording gets prose or nonsense. Long answers fail by one wrong step. It has read its
prose several times over, so held-out text surprises it far more than its own. What it writes are English sentences that do not hold together for long. Trained on rows of {recipe.length} tokens: beyond that it is out of its range.

## Files

`reference.json`: ten prompts with PyTorch's f32 logits at the last prompt position, which the engine must equal within 1e-4, and 32 greedy tokens.
`tokenizer-samples.json`: texts with the trainer's own tokenization. Licence: MIT, as the lab's; the prose as said under Data.

## Twenty samples of prose, unselected

Greedy, {SAMPLE_TOKENS} tokens; openings (bold) are the first {SAMPLE_WORDS} words of paragraphs spread evenly over the held-out prose. ` / ` is a line end.

{chr(10).join(f"{at}. {sample}" for at, sample in enumerate(samples, 1))}
"""
