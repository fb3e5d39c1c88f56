"""Which tensors the file of a model has, and how large their random values are, so that activations stay of order 1."""
from math import sqrt

from architectures import head_dim_of, tied
from weights import Spread

GAIN_HALF = 0.4
BIAS_HALF = 0.7
EMBEDDING_HALF = 1.0
# A tied head is the embedding: small, so that logits stay of order 1 and a token does not simply repeat itself.
TIED_HALF = 0.3
# A Gemma's is multiplied by sqrt(hidden) on its way in.
GEMMA_HALF = 0.12
# Scores that differ: attention that weighs all positions alike would hide a window and angles.
QUERY_FACTOR = 1.8
ROUTER_FACTOR = 1.2


def matrix(rows: int, terms: int, factor: float = 1.0) -> Spread:
    return Spread((rows, terms), 0.0, round(factor * sqrt(3.0 / terms), 6))


def embedding_half(config: dict) -> float:
    if config["model_type"] == "gemma3_text":
        return GEMMA_HALF
    return TIED_HALF if tied(config) else EMBEDDING_HALF


def gain(config: dict, size: int) -> Spread:
    return Spread((size,), 0.0 if config["model_type"] == "gemma3_text" else 1.0, GAIN_HALF)


def projection(name: str, shape: Spread, bias: bool) -> dict[str, Spread]:
    own = {f"{name}.weight": shape}
    return {**own, f"{name}.bias": Spread(shape.shape[:1], 0.0, BIAS_HALF)} if bias else own


def attention_tensors(config: dict) -> dict[str, Spread]:
    kind, hidden, head_dim = config["model_type"], config["hidden_size"], head_dim_of(config)
    queries, keys = config["num_attention_heads"] * head_dim, config["num_key_value_heads"] * head_dim
    bias = config.get("attention_bias", False)
    out = projection("self_attn.o_proj", matrix(hidden, queries), bias)
    if kind == "phi3":
        return {"self_attn.qkv_proj.weight": matrix(queries + 2 * keys, hidden, 1.3), **out}
    parts = {"q": matrix(queries, hidden, QUERY_FACTOR), "k": matrix(keys, hidden), "v": matrix(keys, hidden)}
    named: dict[str, Spread] = {}
    for name, shape in parts.items():
        named |= projection(f"self_attn.{name}_proj", shape, bias or kind == "qwen2")
    if kind in ("qwen3", "qwen3_moe", "gemma3_text"):
        named |= {f"self_attn.{name}_norm.weight": gain(config, head_dim) for name in "qk"}
    if kind in ("olmo2", "olmoe"):
        named |= {"self_attn.q_norm.weight": gain(config, queries), "self_attn.k_norm.weight": gain(config, keys)}
    return named | out


def mixture_tensors(config: dict) -> dict[str, Spread]:
    """Scores that differ by more than a tie, and that leave the second expert a say."""
    hidden, inner = config["hidden_size"], config.get("moe_intermediate_size", config["intermediate_size"])
    named = {"mlp.gate.weight": matrix(config["num_experts"], hidden, ROUTER_FACTOR)}
    for expert in range(config["num_experts"]):
        own = f"mlp.experts.{expert}"
        named |= {f"{own}.gate_proj.weight": matrix(inner, hidden), f"{own}.up_proj.weight": matrix(inner, hidden),
                  f"{own}.down_proj.weight": matrix(hidden, inner, 1.5)}
    return named


def mlp_tensors(config: dict) -> dict[str, Spread]:
    if "num_experts" in config:
        return mixture_tensors(config)
    hidden, inner, bias = config["hidden_size"], config["intermediate_size"], config.get("mlp_bias", False)
    down = projection("mlp.down_proj", matrix(hidden, inner, 1.5), bias)
    if config["model_type"] == "phi3":
        return {"mlp.gate_up_proj.weight": matrix(2 * inner, hidden), **down}
    return projection("mlp.gate_proj", matrix(inner, hidden), bias) | projection("mlp.up_proj", matrix(inner, hidden), bias) | down


NORMS = {
    "olmo2": ("post_attention_layernorm", "post_feedforward_layernorm"),
    "gemma3_text": ("input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm"),
}


def tensors_of(config: dict) -> dict[str, Spread]:
    """By name, in order of name, as the format's own library writes them."""
    hidden, vocabulary = config["hidden_size"], config["vocab_size"]
    norms = NORMS.get(config["model_type"], ("input_layernorm", "post_attention_layernorm"))
    inner = {**attention_tensors(config), **mlp_tensors(config), **{f"{name}.weight": gain(config, hidden) for name in norms}}
    named = {"model.embed_tokens.weight": Spread((vocabulary, hidden), 0.0, embedding_half(config))}
    named["model.norm.weight"] = gain(config, hidden)
    if not tied(config):
        named["lm_head.weight"] = matrix(vocabulary, hidden)
    for index in range(config["num_hidden_layers"]):
        named |= {f"model.layers.{index}.{name}": spread for name, spread in inner.items()}
    return dict(sorted(named.items()))
