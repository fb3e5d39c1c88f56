"""Random tensors by a rule of integers, which any language can follow to the same bits, and the safetensors file that holds them."""
import json
import struct
from dataclasses import dataclass
from hashlib import sha256
from math import prod

import numpy as np

DTYPE_BYTES = {"F32": 4, "F16": 2, "BF16": 2}


@dataclass(frozen=True)
class Spread:
    """Values are uniform in mean - half .. mean + half."""
    shape: tuple[int, ...]
    mean: float
    half: float


def mixed(word: np.ndarray) -> np.ndarray:
    """The finaliser of MurmurHash3 on u32."""
    word = (word ^ (word >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    word = (word ^ (word >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return word ^ (word >> np.uint32(16))


def drawn(seed: int, name: str, spread: Spread) -> np.ndarray:
    """
    f32 values. Element i is mean + half * (h / 2^31 - 1) in f64, rounded to f32, where h is `mixed` of key + (i + 1) * 0x9E3779B9 in u32
    and the key the first four bytes, little-endian, of the SHA-256 of "seed/name".
    """
    key = struct.unpack("<I", sha256(f"{seed}/{name}".encode()).digest()[:4])[0]
    places = np.arange(1, prod(spread.shape) + 1, dtype=np.uint64) * np.uint64(0x9E3779B9) + np.uint64(key)
    hashes = mixed((places & np.uint64(0xFFFFFFFF)).astype(np.uint32))
    uniform = hashes.astype(np.float64) / 2.0**31 - 1.0
    return (spread.mean + spread.half * uniform).astype(np.float32).reshape(spread.shape)


def rounded(values: np.ndarray, dtype: str) -> tuple[bytes, np.ndarray]:
    """The stored bytes of f32 values, 16-bit ones rounded to nearest even, and what they say, in f64."""
    if dtype == "F32":
        return values.astype("<f4").tobytes(), values.astype(np.float64)
    if dtype == "F16":
        half = values.astype("<f2")
        return half.tobytes(), half.astype(np.float64)
    bits = values.view(np.uint32)
    kept = (bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))) >> np.uint32(16)
    return kept.astype("<u2").tobytes(), (kept << np.uint32(16)).view(np.float32).astype(np.float64)


def safetensors(parts: dict[str, tuple[tuple[int, ...], bytes]], dtype: str) -> bytes:
    """A file of tensors of one dtype, in the order given; its header ends in spaces up to a multiple of 8, as the format's own library has it."""
    header: dict[str, dict] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name, (shape, data) in parts.items():
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, at + len(data)]}
        at += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(data for _, data in parts.values())
