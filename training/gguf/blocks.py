"""Blocks that ggml quantises, and the f32 that it makes of them again: fixtures of src/model/gguf/widen-blocks.test.ts.

    npm run -s llama && python3 training/gguf/blocks.py

Calls ggml's own C functions in the library that node-llama-cpp ships. Needs numpy; runs on x86-64 Linux.
"""

import base64
import ctypes
import json
import pathlib

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = ROOT / ".cache/llama/node_modules/@node-llama-cpp/linux-x64/bins/linux-x64/libggml-base.so"
OUT = ROOT / "src/model/gguf/testing/ggml-blocks.json"

# Name: weights of a block, its bytes, the function that quantises.
TYPES = {
    "Q4_0": (32, 18),
    "Q8_0": (32, 34),
    "Q4_1": (32, 20),
    "Q5_0": (32, 22),
    "Q5_1": (32, 24),
    "Q4_K": (256, 144),
    "Q5_K": (256, 176),
    "Q6_K": (256, 210),
}
WEIGHTS = 512


def main() -> None:
    ggml = ctypes.CDLL(str(LIBRARY))
    # Fills the table of f16 values that the functions read.
    ggml.ggml_init.restype = ctypes.c_void_p

    class Params(ctypes.Structure):
        _fields_ = [("size", ctypes.c_size_t), ("buffer", ctypes.c_void_p), ("no_alloc", ctypes.c_bool)]

    ggml.ggml_init.argtypes = [Params]
    ggml.ggml_init(Params(1 << 20, None, False))
    random = np.random.default_rng(7)
    values = (random.standard_normal(WEIGHTS) * np.where(np.arange(WEIGHTS) < 256, 1, 0.02)).astype(np.float32)
    fixtures = {}
    for name, (weights, size) in TYPES.items():
        blocks = np.zeros(WEIGHTS // weights * size, np.uint8)
        widened = np.zeros(WEIGHTS, np.float32)
        count = ctypes.c_int64(WEIGHTS)
        quantise = getattr(ggml, f"quantize_row_{name.replace('Q', 'q', 1)}_ref")
        quantise(values.ctypes.data_as(ctypes.c_void_p), blocks.ctypes.data_as(ctypes.c_void_p), count)
        widen = getattr(ggml, f"dequantize_row_{name.replace('Q', 'q', 1)}")
        widen(blocks.ctypes.data_as(ctypes.c_void_p), widened.ctypes.data_as(ctypes.c_void_p), count)
        fixtures[name] = {"blocks": encode(blocks), "widened": encode(widened)}
    OUT.write_text(json.dumps({"values": encode(values), "types": fixtures}, indent=1) + "\n")


def encode(array: np.ndarray) -> str:
    return base64.b64encode(array.tobytes()).decode()


if __name__ == "__main__":
    main()
