"""What a run reads: the tokenizer (trained once, kept beside the models) and the prose."""
import json
from pathlib import Path
from random import Random

from bpe import Tokenizer, train_merges
from prose import Prose, split
from settings import Recipe
from tasks import KINDS, draw

VOCABULARY = 1024
MODELS = Path(__file__).parent.parent / "public/models"
#: Kinds whose words are rare in prose and shall be whole tokens have more texts in the tokenizer's training.
SAMPLES = {"lookup": 3000, "brackets": 2000}


def tokenizer_text(blocks: list[str]) -> str:
    rng = Random("tokenizer")
    texts = list(blocks)
    for kind in KINDS:
        for _ in range(SAMPLES.get(kind, 400)):
            # The hardest level, which joins late in the training, has no words of its own.
            task = draw(rng, kind, rng.randint(1, KINDS[kind].difficulties - 1), held_out=False)
            texts.append(task.prompt + task.completion)
    return "\n".join(texts)


def shipped_tokenizer(name: str) -> Tokenizer:
    """The tokenizer of a model that the lab ships."""
    file = json.loads((MODELS / name / "tokenizer.json").read_text(encoding="utf-8"))
    return Tokenizer([tuple(pair) for pair in file["model"]["merges"]])


def load_tokenizer(out: Path, texts: list[Path], recipe: Recipe) -> Tokenizer:
    """The recipe's shipped one, or that of `out`/merges.json, trained on the texts and task samples if it is not there yet."""
    if recipe.tokenizer_of:
        return shipped_tokenizer(recipe.tokenizer_of)
    path = out / "merges.json"
    if not path.exists():
        out.mkdir(parents=True, exist_ok=True)
        merges = train_merges(tokenizer_text(split(texts)[0]), VOCABULARY)
        path.write_text(json.dumps(merges), encoding="utf-8")
    return Tokenizer([tuple(pair) for pair in json.loads(path.read_text(encoding="utf-8"))])


def load_prose(texts: list[Path], tokenizer: Tokenizer) -> tuple[Prose | None, list[str]]:
    """Prose to train on, and the held-out blocks as text; without texts None and no blocks."""
    training, held_out = split(texts)
    return Prose(training, tokenizer) if training else None, held_out
