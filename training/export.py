"""Measures a trained model and writes its folder: `python3 training/export.py nano --text tales.txt`."""
import argparse
import json
from pathlib import Path

import hugging_face
from chart import chart, read_log
from corpus import load_prose, load_tokenizer
from evaluate import complete, load, perplexity, table
from hints import hints
from mixture_card import expert_use, mixture_card
from model_card import card, prose_samples
from reference import reference
from settings import RECIPES
from task_file import MIX, SEED, sample
from tokenizer_samples import samples

BOOKS = ("Alice's Adventures in Wonderland, Andersen's and the Grimms' fairy tales, Just So Stories, The Adventures of Pinocchio, "
         "The Blue Fairy Book, The Wonderful Wizard of Oz")


def export(name: str, texts: list[Path], out: Path, folder: Path) -> None:
    """`out`: where the training wrote; `folder`: where the model goes."""
    recipe = RECIPES[name]
    tokenizer = load_tokenizer(out, texts, recipe)
    model = load(name, out)
    log = read_log(out / f"{name}.log.jsonl")
    hugging_face.write(folder, model, tokenizer)

    def put(file: str, value: object) -> None:
        (folder / file).write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")

    tasks = sample(tokenizer, MIX, SEED)
    put("tasks.json", {"version": 1, "model": name, "tasks": tasks})
    put("reference.json", reference(model, tokenizer))
    put("prompts.json", hints(tokenizer, prose=recipe.prose_share > 0))
    put("tokenizer-samples.json", samples(tokenizer))
    (folder / "loss.svg").write_text(chart(log), encoding="utf-8")
    _, held_out = load_prose(texts, tokenizer)
    parameters = sum(weight.numel() for weight in model.parameters())
    scores = table(tasks, complete(model, tokenizer, tasks))
    if recipe.shape.experts:
        text = mixture_card(name, recipe, parameters, log, scores, expert_use(model, tokenizer, tasks))
    else:
        text = card(name, recipe, parameters, log, scores, perplexity(model, tokenizer, held_out),
                    prose_samples(model, tokenizer, held_out), BOOKS)
    (folder / "MODEL.md").write_text(text, encoding="utf-8")
    print(text[text.index("## Scores"):text.index("## Data")])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=RECIPES)
    parser.add_argument("--text", type=Path, nargs="+", default=[])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out", help="where the training wrote")
    parser.add_argument("--to", type=Path, help="folder of the model (default: NAME in --out)")
    options = parser.parse_args()
    export(options.name, options.text, options.out, options.to or options.out / options.name)


if __name__ == "__main__":
    main()
