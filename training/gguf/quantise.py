"""Quantises a GGUF file by llama.cpp's own function, as its llama-quantize does: python3 training/gguf/quantise.py IN OUT FTYPE

FTYPE is a number of `enum llama_ftype`. Calls the library that node-llama-cpp ships (npm run -s llama); needs nothing but Python, on x86-64 Linux.
"""

import ctypes
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parents[2] / ".cache/llama/node_modules/@node-llama-cpp/linux-x64/bins/linux-x64"


class Params(ctypes.Structure):
    """The first fields of `llama_model_quantize_params`, and room for the others."""

    _fields_ = [("threads", ctypes.c_int32), ("ftype", ctypes.c_int32), ("rest", ctypes.c_ubyte * 248)]


def library(pattern: str) -> ctypes.CDLL:
    return ctypes.CDLL(str(next(FOLDER.glob(pattern))), mode=ctypes.RTLD_GLOBAL)


def main(source: str, target: str, ftype: int) -> int:
    library("libggml-base.so")
    library("libggml.v*.so").ggml_backend_load_all_from_path(str(FOLDER).encode())
    llama = library("libllama.v*.so")
    llama.llama_model_quantize_default_params.restype = Params
    params = llama.llama_model_quantize_default_params()
    params.threads, params.ftype = 1, ftype
    return llama.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(params))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
