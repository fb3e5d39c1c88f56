"""The Hugging Face layout of a model: weights in model.safetensors; config, generation config and tokenizer in JSON."""
import json
from pathlib import Path

import safetensors
from bpe import BOS, BOS_ID, EOS, EOS_ID, PAD, PAD_ID, PATTERN, SPECIALS, Tokenizer
from model import Llama
from settings import Shape

MATRICES = {"q": "self_attn.q_proj", "k": "self_attn.k_proj", "v": "self_attn.v_proj", "o": "self_attn.o_proj",
            "gate": "mlp.gate_proj", "up": "mlp.up_proj", "down": "mlp.down_proj",
            "norm1": "input_layernorm", "norm2": "post_attention_layernorm"}


def kind(shape: Shape) -> dict:
    """What a mixture's config says otherwise than a Llama's."""
    if not shape.experts:
        return {"architectures": ["LlamaForCausalLM"], "model_type": "llama"}
    return {"architectures": ["Qwen3MoeForCausalLM"], "model_type": "qwen3_moe", "moe_intermediate_size": shape.intermediate,
            "num_experts": shape.experts, "num_experts_per_tok": shape.top_k, "norm_topk_prob": True, "decoder_sparse_step": 1,
            "mlp_only_layers": [], "output_router_logits": False}


def config(shape: Shape) -> dict:
    return {
        **kind(shape),
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head_dim,
        "intermediate_size": shape.intermediate,
        "vocab_size": shape.vocab,
        "rope_theta": shape.rope_theta,
        "rms_norm_eps": shape.eps,
        "tie_word_embeddings": True,
        "max_position_embeddings": shape.positions,
        "hidden_act": "silu",
        "bos_token_id": BOS_ID,
        "eos_token_id": EOS_ID,
        "pad_token_id": PAD_ID,
        "torch_dtype": "bfloat16",
        "attention_bias": False,
        "mlp_bias": False,
    }


EXPERT = ("gate", "up", "down")


def mixture(model: Llama, layer: int) -> dict:
    """Router, experts one by one, norms of the heads."""
    named = {f"model.layers.{layer}.mlp.gate.weight": model.router[layer]}
    for expert in range(model.shape.experts):
        for ours in EXPERT:
            matrix = getattr(model, ours)[layer * model.shape.experts + expert]
            named[f"model.layers.{layer}.mlp.experts.{expert}.{ours}_proj.weight"] = matrix
    for ours in ("q_norm", "k_norm"):
        named[f"model.layers.{layer}.self_attn.{ours}.weight"] = getattr(model, ours)[layer]
    return named


def tensors(model: Llama) -> dict:
    experts = model.shape.experts
    named = {"model.embed_tokens.weight": model.embed}
    for layer in range(model.shape.layers):
        for ours, theirs in MATRICES.items():
            if ours not in EXPERT or not experts:
                named[f"model.layers.{layer}.{theirs}.weight"] = getattr(model, ours)[layer]
        if experts:
            named |= mixture(model, layer)
    named["model.norm.weight"] = model.norm
    return named


def tokenizer_json(tokenizer: Tokenizer) -> dict:
    def special(name: str) -> dict:
        return {"SpecialToken": {"id": name, "type_id": 0}}

    added = [{"id": token, "content": name, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": True} for token, name in enumerate(SPECIALS)]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": PATTERN}, "behavior": "Isolated", "invert": False},
            {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}]},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [special(BOS), {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [special(BOS), {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {BOS: {"id": BOS, "ids": [BOS_ID], "tokens": [BOS]}}},
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                  "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
                  "vocab": {entry: token for token, entry in enumerate(tokenizer.entries)},
                  "merges": [list(pair) for pair in tokenizer.merges]},
    }


def write(folder: Path, model: Llama, tokenizer: Tokenizer) -> None:
    folder.mkdir(parents=True, exist_ok=True)

    def put(name: str, value: object) -> None:
        (folder / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    put("config.json", config(model.shape))
    put("generation_config.json", {"bos_token_id": BOS_ID, "eos_token_id": EOS_ID, "pad_token_id": PAD_ID})
    put("tokenizer.json", tokenizer_json(tokenizer))
    put("tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": BOS, "eos_token": EOS,
                                  "pad_token": PAD, "clean_up_tokenization_spaces": False,
                                  "model_max_length": model.shape.positions,
                                  # Base models: null spares whoever loads them the search for a template beside it.
                                  "chat_template": None})
    safetensors.write(folder / "model.safetensors", tensors(model))
