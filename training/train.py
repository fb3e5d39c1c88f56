"""The training itself: it saves every two minutes and resumes where an interrupted run stopped."""
import json
import signal
import time
from pathlib import Path

import torch
import torch.nn.functional as F

from batches import Batches
from mixture import model_of
from model import Llama
from muon import Muon
from settings import Recipe

SAVE_SECONDS = 120
LOG_STEPS = 20


def rate_factor(progress: float, recipe: Recipe) -> float:
    """In each phase a linear warm-up, then a linear decay to zero; the finishing phase (progress 1 to 2) is lower."""
    if progress > 1:
        return recipe.finish_rate * triangle(progress - 1, recipe.warm_up)
    return triangle(progress, recipe.warm_up)


def triangle(part: float, warm_up: float) -> float:
    return part / warm_up if part < warm_up else max(0.0, (1 - part) / (1 - warm_up))


def progress_of(done: float, recipe: Recipe) -> float:
    """Progress 0 to 1 through the main phase, 1 to 2 through the finishing one, from the part of all steps done."""
    at = done * (recipe.steps + recipe.finish_steps)
    return at / recipe.steps if at <= recipe.steps else 1 + (at - recipe.steps) / recipe.finish_steps


def build(recipe: Recipe, device: str) -> tuple[Llama, list[torch.optim.Optimizer]]:
    torch.manual_seed(recipe.seed)
    model = model_of(recipe.shape).to(device)
    matrices = model.hidden_matrices()
    others = [weight for weight in model.parameters() if all(weight is not matrix for matrix in matrices)]
    return model, [
        Muon(matrices, recipe.muon_rate, weight_decay=recipe.weight_decay),
        torch.optim.AdamW(others, recipe.adam_rate, betas=(0.9, 0.95), weight_decay=0.0),
    ]


def loss_of(logits: torch.Tensor, tokens: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Weighted losses [rows, length], not yet divided by the sum of the weights."""
    losses = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten(), reduction="none")
    return losses.view_as(weights) * weights


class Run:
    """State of a training that can be saved and resumed."""

    def __init__(self, name: str, recipe: Recipe, folder: Path, device: str) -> None:
        self.recipe, self.device = recipe, device
        self.model, self.optimizers = build(recipe, device)
        self.path, self.log_path = folder / f"{name}.pt", folder / f"{name}.log.jsonl"
        self.step, self.elapsed, self.interrupted = 0, 0.0, False
        if self.path.exists():
            saved = torch.load(self.path, map_location=device)
            self.model.load_state_dict(saved["model"])
            for optimizer, state in zip(self.optimizers, saved["optimizers"]):
                optimizer.load_state_dict(state)
            self.step, self.elapsed = saved["step"], saved["elapsed"]
            self.trim_log()
            print(f"resumed at step {self.step}, minute {self.elapsed / 60:.1f}", flush=True)

    def trim_log(self) -> None:
        """Drops what was logged after the checkpoint that the run resumes from."""
        lines = self.log_path.read_text().splitlines() if self.log_path.exists() else []
        kept = [line for line in lines if json.loads(line)["step"] <= self.step]
        self.log_path.write_text("".join(line + "\n" for line in kept))

    def save(self) -> None:
        state = {"model": self.model.state_dict(), "optimizers": [each.state_dict() for each in self.optimizers],
                 "step": self.step, "elapsed": self.elapsed}
        torch.save(state, self.path.with_suffix(".tmp"))
        self.path.with_suffix(".tmp").replace(self.path)

    def log(self, **entry: float) -> None:
        with self.log_path.open("a") as file:
            file.write(json.dumps({key: round(value, 5) for key, value in entry.items()}) + "\n")
        print("  ".join(f"{key} {value:.4g}" for key, value in entry.items()), flush=True)


def train(run: Run, batches: Batches, *, minutes: float = 0, compiled: bool = False, stop: int | None = None) -> None:
    """Until the recipe's steps are done, or the minutes over; `stop`: to that step only, as an interruption would."""
    recipe, device = run.recipe, run.device
    forward = torch.compile(run.model) if compiled else run.model
    signal.signal(signal.SIGTERM, lambda *_: setattr(run, "interrupted", True))
    clock, saved = time.monotonic() - run.elapsed, time.monotonic()
    while True:
        run.elapsed = time.monotonic() - clock
        done = run.elapsed / (minutes * 60) if minutes else run.step / (recipe.steps + recipe.finish_steps)
        if done >= 1 or run.step == stop or run.interrupted:
            break
        progress = progress_of(done, recipe)
        for optimizer, rate in zip(run.optimizers, (recipe.muon_rate, recipe.adam_rate)):
            optimizer.param_groups[0]["lr"] = rate * rate_factor(progress, recipe)
        tokens, weights, is_prose = (torch.from_numpy(array).to(device) for array in batches.batch(run.step, progress))
        losses = loss_of(forward(tokens[:, :-1]), tokens, weights)
        (losses.sum() / weights.sum() + recipe.balance * run.model.balance()).backward()
        for optimizer in run.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        run.step += 1
        if run.step % LOG_STEPS == 0:
            losses = losses.detach()
            prose, tasks = (float(losses[rows].sum() / weights[rows].sum().clamp_min(1)) for rows in (is_prose, ~is_prose))
            run.log(step=run.step, minute=run.elapsed / 60, progress=progress, prose=prose, tasks=tasks,
                    balance=float(run.model.balance()), tokens=run.step * recipe.rows * recipe.length)
        if time.monotonic() - saved > SAVE_SECONDS:
            saved = time.monotonic()
            run.save()
    run.save()
