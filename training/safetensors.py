"""Writes and reads bf16 tensors as a `.safetensors` file: a length, a JSON header, the data."""
import json
import struct
from pathlib import Path

import torch


def write(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    """Rounds to bf16, to nearest, ties to even."""
    header: dict[str, dict] = {"__metadata__": {"format": "pt"}}
    chunks, at = [], 0
    for name, tensor in tensors.items():
        data = tensor.detach().cpu().bfloat16().contiguous().view(torch.int16).numpy().astype("<i2").tobytes()
        header[name] = {"dtype": "BF16", "shape": list(tensor.shape), "data_offsets": [at, at + len(data)]}
        chunks.append(data)
        at += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(chunks))
