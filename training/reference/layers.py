"""What the architectures are made of, over f64 arrays. T: positions, H: heads, D: head_dim."""
from math import log, pi, sqrt

import numpy as np


class Weights:
    """Tensors by name, which remembers those that were asked for: one that nothing reads is a mistake in the layout."""

    def __init__(self, tensors: dict[str, np.ndarray], prefix: str = "", read: set[str] | None = None):
        self.tensors, self.prefix, self.read = tensors, prefix, set() if read is None else read

    def __getitem__(self, name: str) -> np.ndarray:
        self.read.add(self.prefix + name)
        return self.tensors[self.prefix + name]

    def layer(self, index: int) -> "Weights":
        return Weights(self.tensors, f"model.layers.{index}.", self.read)

    def within(self, part: str) -> "Weights":
        return Weights(self.tensors, self.prefix + part, self.read)

    def linear(self, name: str, x: np.ndarray, bias: bool = False) -> np.ndarray:
        """(T, in) to (T, out)."""
        y = x @ self[f"{name}.weight"].T
        return y + self[f"{name}.bias"] if bias else y


def rms_norm(x: np.ndarray, gain: np.ndarray, eps: float) -> np.ndarray:
    """Over the last axis: Zhang and Sennrich, 2019."""
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + eps) * gain


def silu(x: np.ndarray) -> np.ndarray:
    return x / (1.0 + np.exp(-x))


def gelu_tanh(x: np.ndarray) -> np.ndarray:
    """The approximation in Hendrycks and Gimpel, 2016."""
    return 0.5 * x * (1.0 + np.tanh(sqrt(2.0 / pi) * (x + 0.044715 * x**3)))


def split_heads(x: np.ndarray, heads: int) -> np.ndarray:
    """(T, heads D) to (H, T, D)."""
    return x.reshape(len(x), heads, -1).swapaxes(0, 1)


def attend(q: np.ndarray, k: np.ndarray, v: np.ndarray, scale: float, window: int | None = None) -> np.ndarray:
    """
    Causal attention with grouped queries, (H, T, D) and (KV, T, D) twice to (T, H D): query head h reads key head h // (H / KV), and a
    position itself and the ones before it, at most `window` in all.
    """
    group = len(q) // len(k)
    ago = np.arange(q.shape[1])[:, None] - np.arange(q.shape[1])[None, :]
    seen = (ago >= 0) if window is None else (ago >= 0) & (ago < window)
    outputs = []
    for head, queries in enumerate(q):
        scores = np.where(seen, queries @ k[head // group].T * scale, -np.inf)
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        outputs.append(weights / weights.sum(axis=-1, keepdims=True) @ v[head // group])
    return np.concatenate(outputs, axis=-1)


def plain_frequencies(head_dim: int, theta: float) -> np.ndarray:
    """Radians a position of each of D / 2 pairs: Su et al., 2021."""
    return 1.0 / theta ** (np.arange(0, head_dim, 2) / head_dim)


def llama3_frequencies(plain: np.ndarray, rope: dict) -> np.ndarray:
    """
    Llama 3.1: pairs that turn less than low_freq_factor times within the original context are slowed by the factor, those that turn more
    than high_freq_factor times are not, and in between the two are mixed by where the count of turns lies.
    """
    turns = rope["original_max_position_embeddings"] * plain / (2.0 * pi)
    low, high = rope["low_freq_factor"], rope["high_freq_factor"]
    share = np.clip((turns - low) / (high - low), 0.0, 1.0)
    return share * plain + (1.0 - share) * plain / rope["factor"]


def longrope(plain: np.ndarray, rope: dict, config: dict, positions: int) -> tuple[np.ndarray, float]:
    """LongRoPE as Phi-3 has it: divisors for sequences within the original context and others beyond; cos and sin grow with the context."""
    original = config["original_max_position_embeddings"]
    divisors = rope["short_factor"] if positions <= original else rope["long_factor"]
    grown = config["max_position_embeddings"] / original
    usual = 1.0 if grown <= 1.0 else sqrt(1.0 + log(grown) / log(original))
    magnitude = rope.get("attention_factor")
    return plain / np.array(divisors), usual if magnitude is None else magnitude


class Turn:
    """RoPE of all positions by one rule, pairs (d, d + D / 2)."""

    def __init__(self, frequencies: np.ndarray, positions: int, magnitude: float = 1.0):
        angles = np.arange(positions)[:, None] * frequencies[None, :]
        self.cos, self.sin = np.cos(angles) * magnitude, np.sin(angles) * magnitude

    def __call__(self, x: np.ndarray) -> np.ndarray:
        first, second = np.split(x, 2, axis=-1)
        return np.concatenate([first * self.cos - second * self.sin, second * self.cos + first * self.sin], axis=-1)


def rope_fields(config: dict, layer_type: str | None = None) -> dict:
    """What a config says of RoPE: transformers 5 in `rope_parameters`, by kind of layer where there are two; before that in two fields."""
    said = config.get("rope_parameters")
    if said is not None:
        return said[layer_type] if layer_type in said else said
    scaling = config.get("rope_scaling") or {}
    return {"rope_theta": config.get("rope_theta", 10_000.0), "rope_type": scaling.get("type", "default"), **scaling}


def turn_of(config: dict, head_dim: int, positions: int, rope: dict | None = None) -> Turn:
    rope = rope or rope_fields(config)
    plain = plain_frequencies(head_dim, rope["rope_theta"])
    kind = rope["rope_type"]
    if kind == "default":
        return Turn(plain, positions)
    if kind == "linear":
        return Turn(plain / rope["factor"], positions)
    if kind == "llama3":
        return Turn(llama3_frequencies(plain, rope), positions)
    if kind == "longrope":
        slowed, magnitude = longrope(plain, rope, config, positions)
        return Turn(slowed, positions, magnitude)
    raise ValueError(f"rope_type: {kind}")
