"""Trains a model and writes its folder: `python3 training nano --text tales.txt`."""
import argparse
from pathlib import Path

import torch

from batches import Batches
from corpus import load_prose, load_tokenizer
from export import export
from settings import RECIPES
from train import Run, train


def main() -> None:
    parser = argparse.ArgumentParser(prog="training", description=__doc__)
    parser.add_argument("name", choices=RECIPES)
    parser.add_argument("--text", type=Path, nargs="+", default=[], help="text files, one paragraph a line; pico-moe takes none")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out", help="checkpoint, log, model folder")
    parser.add_argument("--minutes", type=float, help="fit the schedule into a wall clock instead of the recipe's steps")
    parser.add_argument("--compile", action="store_true", help="torch.compile (PyTorch 2)")
    options = parser.parse_args()
    recipe = RECIPES[options.name]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if recipe.prose_share and not options.text:
        parser.error(f"{options.name}: expected --text with prose, found none")
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(options.out, options.text, recipe)
    prose, _ = load_prose(options.text, tokenizer)
    batches = Batches(tokenizer, prose, recipe)
    run = Run(options.name, recipe, options.out, device)
    parameters = sum(weight.numel() for weight in run.model.parameters())
    print(f"{options.name}: {parameters:,} parameters on {device}", flush=True)
    train(run, batches, minutes=options.minutes or 0, compiled=options.compile)
    if not run.interrupted:
        export(options.name, options.text, options.out, options.out / options.name)


if __name__ == "__main__":
    main()
