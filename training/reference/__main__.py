"""
Writes the reference checkpoints and what they compute, the same bytes each time:
`python3 training/reference` renews src/model/testing/references; `--check` only says whether that would change anything; `--models FOLDER`
writes whole model folders, with their weights, for other tools to load.
"""
import argparse
import base64
import json
import sys
from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np

from architectures import FORWARD
from cases import CASES, Case
from layers import Weights
from tensors import tensors_of
from weights import drawn, rounded, safetensors

OUT = Path(__file__).parents[2] / "src/model/testing/references"
PROMPT_TOKENS = 43
GREEDY_TOKENS = 24
# Far above what f32 may move a logit by, so that no engine has an excuse for another token.
LEAST_MARGIN = 2e-3


def weights_of(case: Case) -> tuple[bytes, Weights]:
    """The file, and what it says in f64."""
    parts, values = {}, {}
    for name, spread in tensors_of(case.config).items():
        data, values[name] = rounded(drawn(case.seed, name, spread), case.dtype)
        parts[name] = (spread.shape, data)
    return safetensors(parts, case.dtype), Weights(values)


def greedy(case: Case, weights: Weights, prompt: list[int]) -> tuple[list[int], float]:
    """Each token from a pass over all before it; ids that would end a text do not end it here. Also the smallest lead of a token over the next."""
    ids, margin = list(prompt), np.inf
    for _ in range(GREEDY_TOKENS):
        row = FORWARD[case.config["model_type"]](case.config, weights, ids)[-1]
        second, first = np.sort(row)[-2:]
        margin = min(margin, first - second)
        ids.append(int(np.argmax(row)))
    return ids[len(prompt):], float(margin)


def reference(case: Case, file: bytes, weights: Weights) -> dict:
    prompt = [Random(f"{case.name}/{i}").randrange(case.config["vocab_size"]) for i in range(PROMPT_TOKENS)]
    logits = FORWARD[case.config["model_type"]](case.config, weights, prompt)
    tokens, margin = greedy(case, weights, prompt)
    unread = weights.tensors.keys() - weights.read
    if unread or not np.isfinite(logits).all() or margin < LEAST_MARGIN:
        raise SystemExit(f"{case.name}: unread {sorted(unread)}, smallest margin {margin}: take another seed")
    rows = [base64.b64encode(row.astype("<f4").tobytes()).decode() for row in logits]
    spreads = [[name, list(spread.shape), spread.mean, spread.half] for name, spread in tensors_of(case.config).items()]
    return {"seed": case.seed, "dtype": case.dtype, "sha256": sha256(file).hexdigest(), "smallestMargin": float(f"{margin:.4g}"),
            "prompt": prompt, "greedy": tokens, "logits": rows, "tensors": spreads}


def reference_text(value: dict) -> str:
    """Lists of ids in one line, rows and tensors one a line."""
    def text(key: str) -> str:
        if key not in ("logits", "tensors"):
            return json.dumps(value[key])
        return "[\n" + ",\n".join(f"  {json.dumps(each)}" for each in value[key]) + "\n ]"

    return "{\n" + ",\n".join(f" {json.dumps(key)}: {text(key)}" for key in value) + "\n}\n"


def folder_of(case: Case, file: bytes, weights: Weights) -> dict[str, bytes]:
    common = {key: case.config[key] for key in ("bos_token_id", "eos_token_id", "pad_token_id") if key in case.config}
    version = {"transformers_version": case.config["transformers_version"]}
    generation = {"_from_model_config": True, **common, **case.generation, **version}
    texts = {"config.json": json.dumps(case.config, indent=2) + "\n", "generation_config.json": json.dumps(generation, indent=2) + "\n",
             "reference.json": reference_text(reference(case, file, weights))}
    return {name: text.encode() for name, text in texts.items()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="training/reference", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, fail where a file would change")
    parser.add_argument("--models", type=Path, help="a folder for whole models, weights included")
    options = parser.parse_args()
    changed = []
    for case in CASES:
        file, weights = weights_of(case)
        contents = folder_of(case, file, weights)
        if options.models:
            contents["model.safetensors"] = file
        folder = (options.models or OUT) / case.name
        for name, data in contents.items():
            path = folder / name
            if path.exists() and path.read_bytes() == data:
                continue
            changed.append(str(path))
            if not options.check:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    print("\n".join([*changed, f"{len(CASES)} models, {len(changed)} files changed"]))
    if options.check and changed:
        sys.exit(1)


if __name__ == "__main__":
    main()
