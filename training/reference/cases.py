"""The checkpoints: what `config.json` and `generation_config.json` say, with the fields that transformers writes there, and the dtype of the file."""
from dataclasses import dataclass, field
from math import inf, nan

TORCH_NAMES = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}


@dataclass(frozen=True)
class Case:
    name: str
    dtype: str
    seed: int
    config: dict
    generation: dict = field(default_factory=dict)


def config(kind: str, class_name: str, dtype: str, *, v5: bool = False, **fields: object) -> dict:
    """Sorted by name, as transformers writes it; version 5 calls the dtype by another name than version 4."""
    common = {
        "architectures": [class_name],
        "attention_dropout": 0.0,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "initializer_range": 0.02,
        "max_position_embeddings": 256,
        "model_type": kind,
        "num_attention_heads": 6,
        "num_hidden_layers": 3,
        "tie_word_embeddings": False,
        ("dtype" if v5 else "torch_dtype"): TORCH_NAMES[dtype],
        "transformers_version": "5.0.0" if v5 else "4.51.3",
        "use_cache": True,
    }
    return dict(sorted({**common, **fields}.items()))


def llama(dtype: str, **fields: object) -> dict:
    own = {"hidden_act": "silu", "pretraining_tp": 1, "rms_norm_eps": 1e-5, "attention_bias": False, "mlp_bias": False}
    return config("llama", "LlamaForCausalLM", dtype, **{**own, **fields})


def qwen(kind: str, dtype: str, **fields: object) -> dict:
    names = {"qwen2": "Qwen2ForCausalLM", "qwen3": "Qwen3ForCausalLM"}
    own = {"hidden_act": "silu", "rms_norm_eps": 1e-6, "rope_theta": 1_000_000.0, "rope_scaling": None, "max_window_layers": 3,
           "sliding_window": None, "use_sliding_window": False}
    # Those of transformers 5 have both fields in one.
    if fields.get("v5"):
        own = {**{key: value for key, value in own.items() if not key.startswith("rope_")},
               "rope_parameters": {"rope_theta": 1_000_000.0, "rope_type": "default"}}
    return config(kind, names[kind], dtype, **{**own, **fields})


def phi3(dtype: str, **fields: object) -> dict:
    own = {"attention_bias": False, "embd_pdrop": 0.0, "resid_pdrop": 0.0, "hidden_act": "silu", "rms_norm_eps": 1e-5, "pad_token_id": 2,
           "rope_theta": 10_000.0, "rope_scaling": None, "partial_rotary_factor": 1.0, "sliding_window": None}
    return config("phi3", "Phi3ForCausalLM", dtype, **{**own, **fields})


def granite(dtype: str, **fields: object) -> dict:
    own = {"hidden_act": "silu", "rms_norm_eps": 1e-5, "rope_theta": 10_000_000.0, "rope_scaling": None, "pad_token_id": 0,
           "attention_bias": False, "mlp_bias": False, "tie_word_embeddings": True}
    return config("granite", "GraniteForCausalLM", dtype, **{**own, **fields})


def gemma3(dtype: str, **fields: object) -> dict:
    own = {"attention_bias": False, "attn_logit_softcapping": None, "final_logit_softcapping": None, "cache_implementation": "hybrid",
           "hidden_activation": "gelu_pytorch_tanh", "rms_norm_eps": 1e-6, "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 1}
    # transformers leaves out what is the default of the kind: the head is tied.
    said = config("gemma3_text", "Gemma3ForCausalLM", dtype, **{**own, **fields})
    return {key: value for key, value in said.items() if key != "tie_word_embeddings"}


def sizes(hidden: int, kv_heads: int, inner: int, vocabulary: int) -> dict:
    return {"hidden_size": hidden, "num_key_value_heads": kv_heads, "intermediate_size": inner, "vocab_size": vocabulary}


LLAMA3_ROPE = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 64}
GEMMA3_LINEAR = {"rope_type": "linear", "factor": 8.0}

CASES = [
    # As a Llama 2's: no head_dim, no base of RoPE. Numbers that Python writes and JSON has not, in fields that nobody reads.
    Case("llama", "F32", 1, llama("F32", **sizes(36, 2, 52, 97), rope_scaling=None, time_step_limit=[0.0, inf], loss_floor=nan,
                                  score_floor=-inf), {"temperature": 0.6, "top_p": 0.9, "do_sample": True}),
    Case("llama-linear", "F16", 2, llama("F16", **sizes(44, 3, 50, 95), head_dim=8, rope_theta=10_000.0, tie_word_embeddings=True,
                                         rope_scaling={"type": "linear", "factor": 2.5})),
    Case("llama-llama3", "BF16", 1, llama("BF16", v5=True, **sizes(52, 3, 54, 99), head_dim=10, tie_word_embeddings=True, pad_token_id=None,
                                          max_position_embeddings=512, rope_parameters={**LLAMA3_ROPE, "rope_theta": 500.0}),
         {"eos_token_id": [2, 7, 9]}),
    Case("llama-biases", "F32", 3, llama("F32", **sizes(36, 3, 46, 98), attention_bias=True, mlp_bias=True, tie_word_embeddings=True,
                                         rope_theta=10_000_000, rope_scaling=None)),
    Case("mistral", "F32", 1, config("mistral", "MistralForCausalLM", "F32", **sizes(44, 2, 58, 96), head_dim=10, hidden_act="silu",
                                     rms_norm_eps=1e-5, rope_theta=10_000.0, sliding_window=7)),
    # A window that must not be used, since the config says so.
    Case("qwen2", "F32", 3, qwen("qwen2", "F32", **sizes(48, 2, 50, 101), sliding_window=8, max_window_layers=1, tie_word_embeddings=True)),
    Case("qwen2-windows", "BF16", 1, qwen("qwen2", "BF16", **sizes(36, 3, 62, 97), sliding_window=8, use_sliding_window=True,
                                          max_window_layers=1)),
    Case("qwen3", "F32", 2, qwen("qwen3", "F32", **sizes(40, 3, 54, 96), head_dim=10, attention_bias=False, tie_word_embeddings=True)),
    Case("qwen3-windows", "F16", 5, qwen("qwen3", "F16", v5=True, **sizes(44, 2, 50, 99), head_dim=8, attention_bias=True, sliding_window=11,
                                         use_sliding_window=True, max_window_layers=0,
                                         layer_types=["sliding_attention", "full_attention", "sliding_attention"])),
    Case("smollm3", "F32", 1, config("smollm3", "SmolLM3ForCausalLM", "F32", **sizes(48, 2, 50, 97), num_hidden_layers=4, hidden_act="silu",
                                     attention_bias=False, mlp_bias=False, rms_norm_eps=1e-6, rope_theta=5_000_000.0, rope_scaling=None,
                                     no_rope_layers=[1, 0, 1, 0], no_rope_layer_interval=2, sliding_window=None, use_sliding_window=False,
                                     layer_types=["full_attention"] * 4, tie_word_embeddings=True, pad_token_id=3)),
    Case("phi3-window", "F32", 1, phi3("F32", **sizes(36, 3, 50, 98), original_max_position_embeddings=256, sliding_window=9)),
    Case("phi3-longrope", "BF16", 1, phi3("BF16", **sizes(48, 2, 46, 97), max_position_embeddings=2048, original_max_position_embeddings=128,
                                          sliding_window=4096,
                                          rope_scaling={"type": "longrope", "short_factor": [1.0, 1.35, 2.2, 3.1],
                                                        "long_factor": [1.0, 4.5, 17.0, 60.0]})),
    Case("olmo2", "F32", 3, config("olmo2", "Olmo2ForCausalLM", "F32", **sizes(48, 3, 52, 99), hidden_act="silu", attention_bias=False,
                                   rms_norm_eps=1e-6, rope_theta=500_000, rope_scaling=None, pad_token_id=3)),
    Case("granite", "F32", 3, granite("F32", **sizes(36, 2, 52, 97), embedding_multiplier=1.75, attention_multiplier=0.25,
                                      residual_multiplier=0.9, logits_scaling=2.0)),
    # Logits over what is no power of two.
    Case("granite-biases", "BF16", 3, granite("BF16", **sizes(48, 3, 50, 98), attention_bias=True, mlp_bias=True, embedding_multiplier=3.5,
                                              attention_multiplier=0.29, residual_multiplier=0.43, logits_scaling=1.7,
                                              tie_word_embeddings=False)),
    Case("olmoe", "BF16", 1, config("olmoe", "OlmoeForCausalLM", "BF16", **sizes(48, 3, 26, 97), num_experts=7, num_experts_per_tok=3,
                                    norm_topk_prob=False, output_router_logits=False, router_aux_loss_coef=0.01, hidden_act="silu",
                                    attention_bias=False, clip_qkv=None, rms_norm_eps=1e-5, rope_theta=10_000.0, rope_scaling=None,
                                    pad_token_id=1, eos_token_id=50)),
    Case("qwen3-moe", "F32", 1, config("qwen3_moe", "Qwen3MoeForCausalLM", "F32", **sizes(44, 2, 90, 98), head_dim=10,
                                       moe_intermediate_size=22, num_experts=5, num_experts_per_tok=2, norm_topk_prob=True,
                                       decoder_sparse_step=1, mlp_only_layers=[], output_router_logits=False, router_aux_loss_coef=0.001,
                                       hidden_act="silu", attention_bias=False, rms_norm_eps=1e-6, rope_theta=1_000_000.0, rope_scaling=None,
                                       max_window_layers=3, sliding_window=None, use_sliding_window=False)),
    # As the first files had it: a pattern, and the base of local layers in a field of its own.
    Case("gemma3", "F32", 11, gemma3("F32", **sizes(44, 3, 50, 96), num_hidden_layers=6, head_dim=8, query_pre_attn_scalar=10,
                                    rope_theta=1_000_000.0, rope_local_base_freq=10_000.0, rope_scaling=GEMMA3_LINEAR, sliding_window=7,
                                    sliding_window_pattern=3), {"eos_token_id": [1, 6], "top_k": 64}),
    Case("gemma3-v5", "BF16", 1, gemma3("BF16", v5=True, **sizes(40, 2, 46, 99), num_hidden_layers=4, head_dim=10, query_pre_attn_scalar=6,
                                        rope_parameters={"full_attention": {**GEMMA3_LINEAR, "rope_theta": 1_000_000.0},
                                                         "sliding_attention": {"rope_type": "default", "rope_theta": 500.0}},
                                        sliding_window=9, use_bidirectional_attention=False,
                                        layer_types=["sliding_attention", "sliding_attention", "full_attention", "sliding_attention"])),
]
