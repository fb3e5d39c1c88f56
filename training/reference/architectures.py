"""
One forward pass for each `model_type`, (T) token ids to (T, vocabulary) logits in f64, from the models' descriptions: their papers and
what transformers' modelling files say of the order of operations. Fields of `config` are those of `config.json`.
"""
from collections.abc import Callable
from math import sqrt

import numpy as np

from layers import Turn, Weights, attend, gelu_tanh, rms_norm, rope_fields, silu, split_heads, turn_of

Ids = list[int]


def head_dim_of(config: dict) -> int:
    return config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]


def tied(config: dict) -> bool:
    """Whether the head is the embedding: in a Gemma unless it says otherwise."""
    return config.get("tie_word_embeddings", config["model_type"] == "gemma3_text")


def logits_of(config: dict, w: Weights, x: np.ndarray) -> np.ndarray:
    return x @ w["model.embed_tokens.weight" if tied(config) else "lm_head.weight"].T


def unturned(x: np.ndarray) -> np.ndarray:
    return x


def attention(config: dict, w: Weights, x: np.ndarray, turn: Callable, *, bias: bool = False, out_bias: bool = False,
              window: int | None = None, scale: float | None = None) -> np.ndarray:
    """What a Llama's layer does, and those that differ from it by a bias, a window or a scale."""
    q = split_heads(w.linear("self_attn.q_proj", x, bias), config["num_attention_heads"])
    k = split_heads(w.linear("self_attn.k_proj", x, bias), config["num_key_value_heads"])
    v = split_heads(w.linear("self_attn.v_proj", x, bias), config["num_key_value_heads"])
    attended = attend(turn(q), turn(k), v, scale or 1.0 / sqrt(head_dim_of(config)), window)
    return w.linear("self_attn.o_proj", attended, out_bias)


def swiglu(w: Weights, x: np.ndarray, bias: bool = False) -> np.ndarray:
    """Shazeer, 2020."""
    return w.linear("mlp.down_proj", silu(w.linear("mlp.gate_proj", x, bias)) * w.linear("mlp.up_proj", x, bias), bias)


def norm_first(config: dict, w: Weights, ids: Ids, attention_of: Callable[[int, Weights, np.ndarray], np.ndarray],
               mlp: Callable[[Weights, np.ndarray], np.ndarray]) -> np.ndarray:
    """A decoder that normalises what attention and MLP read, as GPT-2 and Llama do."""
    eps = config["rms_norm_eps"]
    x = w["model.embed_tokens.weight"][ids]
    for index in range(config["num_hidden_layers"]):
        layer = w.layer(index)
        x = x + attention_of(index, layer, rms_norm(x, layer["input_layernorm.weight"], eps))
        x = x + mlp(layer, rms_norm(x, layer["post_attention_layernorm.weight"], eps))
    return logits_of(config, w, rms_norm(x, w["model.norm.weight"], eps))


def llama(config: dict, w: Weights, ids: Ids) -> np.ndarray:
    """Touvron et al., 2023. A bias of attention is one of all four projections."""
    bias, mlp_bias = config.get("attention_bias", False), config.get("mlp_bias", False)
    turn = turn_of(config, head_dim_of(config), len(ids))
    return norm_first(config, w, ids, lambda _, layer, x: attention(config, layer, x, turn, bias=bias, out_bias=bias),
                      lambda layer, x: swiglu(layer, x, mlp_bias))


def mistral(config: dict, w: Weights, ids: Ids) -> np.ndarray:
    """Jiang et al., 2023: a Llama, each of whose layers sees the last `sliding_window` positions, its own among them."""
    turn = turn_of(config, head_dim_of(config), len(ids))
    window = config["sliding_window"]
    return norm_first(config, w, ids, lambda _, layer, x: attention(config, layer, x, turn, window=window), swiglu)


def qwen_windows(config: dict) -> list[int | None]:
    """Used only where the config says so: in the layers that `layer_types` names or, without it, from `max_window_layers` on."""
    layers = range(config["num_hidden_layers"])
    if not config["use_sliding_window"]:
        return [None for _ in layers]
    types = config.get("layer_types")
    slides = [types[i] == "sliding_attention" if types else i >= config["max_window_layers"] for i in layers]
    return [config["sliding_window"] if each else None for each in slides]


def qwen2(config: dict, w: Weights, ids: Ids) -> np.ndarray:
    """Yang et al., 2024: q, k and v have biases, o has none."""
    turn, windows = turn_of(config, head_dim_of(config), len(ids)), qwen_windows(config)
    return norm_first(config, w, ids, lambda i, layer, x: attention(config, layer, x, turn, bias=True, window=windows[i]), swiglu)


def qwen3(config: dict, w: Weights, ids: Ids, mlp: Callable[[Weights, np.ndarray], np.ndarray] = swiglu) -> np.ndarray:
    """Yang et al., 2025: each head of queries and of keys is normalised before it is turned; head_dim is a size of its own."""
    turn, windows = turn_of(config, head_dim_of(config), len(ids)), qwen_windows(config)
    bias, eps = config["attention_bias"], config["rms_norm_eps"]

    def attended(index: int, layer: Weights, x: np.ndarray) -> np.ndarray:
        q = split_heads(layer.linear("self_attn.q_proj", x, bias), config["num_attention_heads"])
        k = split_heads(layer.linear("self_attn.k_proj", x, bias), config["num_key_value_heads"])
        v = split_heads(layer.linear("self_attn.v_proj", x, bias), config["num_key_value_heads"])
        q = turn(rms_norm(q, layer["self_attn.q_norm.weight"], eps))
        k = turn(rms_norm(k, layer["self_attn.k_norm.weight"], eps))
        return layer.linear("self_attn.o_proj", attend(q, k, v, 1.0 / sqrt(head_dim_of(config)), windows[index]), bias)

    return norm_first(config, w, ids, attended, mlp)


def smollm3(config: dict, w: Weights, ids: Ids) -> np.ndarray:
    """Bakouch et al., 2025: a Llama whose layers with a 0 in `no_rope_layers` are not turned at all."""
    bias = config["attention_bias"]
    turn = turn_of(config, head_dim_of(config), len(ids))
    turns: list[Callable] = [turn if each else unturned for each in config["no_rope_layers"]]
    return norm_first(config, w, ids, lambda i, layer, x: attention(config, layer, x, turns[i], bias=bias, out_bias=bias),
                      lambda layer, x: swiglu(layer, x, config["mlp_bias"]))


def phi3(config: dict, w: Weights, ids: Ids) -> np.ndarray:
    """Abdin et al., 2024: one tensor has the rows of q, of k and of v, one those of gate and of up."""
    heads, kv_heads, head_dim = config["num_attention_heads"], config["num_key_value_heads"], head_dim_of(config)
    turn = turn_of(config, head_dim, len(ids))

    def attended(_: int, layer: Weights, x: np.ndarray) -> np.ndarray:
        cuts = [heads * head_dim, (heads + kv_heads) * head_dim]
        q, k, v = np.split(layer.linear("self_attn.qkv_proj", x), cuts, axis=-1)
        q, k, v = split_heads(q, heads), split_heads(k, kv_heads), split_heads(v, kv_heads)
        return layer.linear("self_attn.o_proj", attend(turn(q), turn(k), v, 1.0 / sqrt(head_dim), config["sliding_window"]))

    def mlp(layer: Weights, x: np.ndarray) -> np.ndarray:
        gate, up = np.split(layer.linear("mlp.gate_up_proj", x), 2, axis=-1)
        return layer.linear("mlp.down_proj", silu(gate) * up)

    return norm_first(config, w, ids, attended, mlp)


def olmo2(config: dict, w: Weights, ids: Ids) -> np.ndarray:
    """OLMo et al., 2025: what attention and MLP give is normalised, not what they read; queries and keys are, all heads of a position at once."""
    heads, kv_heads, head_dim, eps = config["num_attention_heads"], config["num_key_value_heads"], head_dim_of(config), config["rms_norm_eps"]
    turn = turn_of(config, head_dim, len(ids))
    x = w["model.embed_tokens.weight"][ids]
    for index in range(config["num_hidden_layers"]):
        layer = w.layer(index)
        q = rms_norm(layer.linear("self_attn.q_proj", x), layer["self_attn.q_norm.weight"], eps)
        k = rms_norm(layer.linear("self_attn.k_proj", x), layer["self_attn.k_norm.weight"], eps)
        v = split_heads(layer.linear("self_attn.v_proj", x), kv_heads)
        attended = attend(turn(split_heads(q, heads)), turn(split_heads(k, kv_heads)), v, 1.0 / sqrt(head_dim))
        x = x + rms_norm(layer.linear("self_attn.o_proj", attended), layer["post_attention_layernorm.weight"], eps)
        x = x + rms_norm(swiglu(layer, x), layer["post_feedforward_layernorm.weight"], eps)
    return logits_of(config, w, rms_norm(x, w["model.norm.weight"], eps))


def granite(config: dict, w: Weights, ids: Ids) -> np.ndarray:
    """IBM, 2024: multipliers of embeddings, of scores (in the place of 1 / sqrt(D)) and of what a layer adds; logits are divided."""
    bias, mlp_bias, eps = config["attention_bias"], config["mlp_bias"], config["rms_norm_eps"]
    scale, added = config["attention_multiplier"], config["residual_multiplier"]
    turn = turn_of(config, head_dim_of(config), len(ids))
    x = w["model.embed_tokens.weight"][ids] * config["embedding_multiplier"]
    for index in range(config["num_hidden_layers"]):
        layer = w.layer(index)
        normed = rms_norm(x, layer["input_layernorm.weight"], eps)
        x = x + attention(config, layer, normed, turn, bias=bias, out_bias=bias, scale=scale) * added
        x = x + swiglu(layer, rms_norm(x, layer["post_attention_layernorm.weight"], eps), mlp_bias) * added
    return logits_of(config, w, rms_norm(x, w["model.norm.weight"], eps)) / config["logits_scaling"]


def gemma3_slides(config: dict) -> list[bool]:
    types, layers = config.get("layer_types"), range(config["num_hidden_layers"])
    if types:
        return [each == "sliding_attention" for each in types]
    return [(i + 1) % config["sliding_window_pattern"] != 0 for i in layers]


def gemma3_turns(config: dict, positions: int) -> tuple[Turn, Turn]:
    """Of the layers that see all positions, and of the local ones, whose base is another and which no scaling touches."""
    head_dim = config["head_dim"]
    if config.get("rope_parameters") is not None:
        return tuple(turn_of(config, head_dim, positions, rope_fields(config, kind)) for kind in ("full_attention", "sliding_attention"))
    local = {"rope_type": "default", "rope_theta": config["rope_local_base_freq"]}
    return turn_of(config, head_dim, positions), turn_of(config, head_dim, positions, local)


def gemma3_text(config: dict, w: Weights, ids: Ids) -> np.ndarray:
    """
    Gemma Team, 2025: gains are 1 + w, four norms a layer and two of its heads, GELU instead of SiLU, embeddings times sqrt(hidden), the head
    tied to them as they are stored, scores by `query_pre_attn_scalar`, local layers with a window and angles of their own.
    """
    heads, kv_heads, eps = config["num_attention_heads"], config["num_key_value_heads"], config["rms_norm_eps"]
    full, local = gemma3_turns(config, len(ids))

    def norm(of: Weights, name: str, x: np.ndarray) -> np.ndarray:
        return rms_norm(x, 1.0 + of[f"{name}.weight"], eps)

    def attended(layer: Weights, x: np.ndarray, slides: bool) -> np.ndarray:
        turn = local if slides else full
        q = turn(norm(layer, "self_attn.q_norm", split_heads(layer.linear("self_attn.q_proj", x), heads)))
        k = turn(norm(layer, "self_attn.k_norm", split_heads(layer.linear("self_attn.k_proj", x), kv_heads)))
        v = split_heads(layer.linear("self_attn.v_proj", x), kv_heads)
        scale = config["query_pre_attn_scalar"] ** -0.5
        return layer.linear("self_attn.o_proj", attend(q, k, v, scale, config["sliding_window"] if slides else None))

    x = w["model.embed_tokens.weight"][ids] * sqrt(config["hidden_size"])
    for index, slides in enumerate(gemma3_slides(config)):
        layer = w.layer(index)
        x = x + norm(layer, "post_attention_layernorm", attended(layer, norm(layer, "input_layernorm", x), slides))
        inner = norm(layer, "pre_feedforward_layernorm", x)
        gated = gelu_tanh(layer.linear("mlp.gate_proj", inner)) * layer.linear("mlp.up_proj", inner)
        x = x + norm(layer, "post_feedforward_layernorm", layer.linear("mlp.down_proj", gated))
    return logits_of(config, w, norm(w, "model.norm", x))


def mixture(config: dict, w: Weights, x: np.ndarray) -> np.ndarray:
    """
    Shazeer et al., 2017, as transformers has it in OLMoE and Qwen3-MoE: a softmax over all experts, the most probable of them, the lower id where two
    are alike; with `norm_topk_prob` their shares are scaled to sum to 1.
    """
    scores = w.linear("mlp.gate", x)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    given = np.zeros_like(x)
    experts = [w.within(f"mlp.experts.{expert}.") for expert in range(config["num_experts"])]
    for row, share in enumerate(shares):
        chosen = np.argsort(-share, kind="stable")[: config["num_experts_per_tok"]]
        total = share[chosen].sum() if config["norm_topk_prob"] else 1.0
        for expert in chosen:
            own = experts[expert]
            inner = silu(own.linear("gate_proj", x[row])) * own.linear("up_proj", x[row])
            given[row] += share[expert] / total * own.linear("down_proj", inner)
    return given


def qwen3_moe(config: dict, w: Weights, ids: Ids) -> np.ndarray:
    """Yang et al., 2025: a Qwen3, each layer a mixture."""
    return qwen3(config, w, ids, lambda layer, x: mixture(config, layer, x))


def olmoe(config: dict, w: Weights, ids: Ids) -> np.ndarray:
    """Muennighoff et al., 2024: all queries of a position are normalised at once, and all keys; norms stand before attention and mixture."""
    heads, kv_heads, head_dim, eps = config["num_attention_heads"], config["num_key_value_heads"], head_dim_of(config), config["rms_norm_eps"]
    turn = turn_of(config, head_dim, len(ids))

    def attended(_: int, layer: Weights, x: np.ndarray) -> np.ndarray:
        q = split_heads(rms_norm(layer.linear("self_attn.q_proj", x), layer["self_attn.q_norm.weight"], eps), heads)
        k = split_heads(rms_norm(layer.linear("self_attn.k_proj", x), layer["self_attn.k_norm.weight"], eps), kv_heads)
        v = split_heads(layer.linear("self_attn.v_proj", x), kv_heads)
        return layer.linear("self_attn.o_proj", attend(turn(q), turn(k), v, 1.0 / sqrt(head_dim)))

    return norm_first(config, w, ids, attended, lambda layer, x: mixture(config, layer, x))


FORWARD: dict[str, Callable[[dict, Weights, Ids], np.ndarray]] = {
    each.__name__: each for each in (llama, mistral, qwen2, qwen3, smollm3, phi3, olmo2, granite, gemma3_text, olmoe, qwen3_moe)
}
