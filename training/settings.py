"""Shapes and recipes of the models."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """A decoder's sizes, named as in `src/model/config.ts`."""

    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    vocab: int = 1024
    positions: int = 512
    rope_theta: float = 10_000.0
    eps: float = 1e-5
    #: Experts a layer (0: a Llama's one feed-forward part), each of `intermediate` rows, and how many of them a token takes.
    experts: int = 0
    top_k: int = 0


@dataclass(frozen=True)
class Recipe:
    shape: Shape
    steps: int
    rows: int = 14
    length: int = 320
    prose_share: float = 0.42
    #: Whether the hardest level of every kind joins and the shares of the kinds shift to the long ones (`tasks.py`).
    late_mix: bool = True
    #: A second, shorter phase after the main one: rates warm up again to a part of their height, with its own mix.
    finish_steps: int = 0
    finish_rate: float = 0.4
    finish_prose_share: float = 0.3
    muon_rate: float = 0.02
    adam_rate: float = 4e-3
    weight_decay: float = 0.01
    warm_up: float = 0.02
    #: How much the uneven use of experts adds to the loss.
    balance: float = 0.01
    seed: int = 1
    #: A model whose tokenizer is taken as it is shipped, in place of one trained here.
    tokenizer_of: str | None = None


RECIPES = {
    "nano": Recipe(Shape(hidden=128, layers=12, heads=4, kv_heads=1, head_dim=32, intermediate=256), steps=4179,
                   finish_steps=270),
    "pico": Recipe(Shape(hidden=96, layers=6, heads=3, kv_heads=1, head_dim=32, intermediate=256), steps=1439,
                   finish_steps=228, finish_prose_share=0.42, late_mix=False),
    "pico-moe": Recipe(Shape(hidden=96, layers=6, heads=3, kv_heads=1, head_dim=32, intermediate=128, experts=8, top_k=2),
                       steps=1243, prose_share=0.0, tokenizer_of="nano"),
}
