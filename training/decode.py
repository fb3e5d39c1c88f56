"""Batched greedy decoding with a key-value cache; prompts of one batch are padded on the left."""
import math

import torch
import torch.nn.functional as F

from bpe import EOS_ID, PAD_ID
from model import Llama, rms_norm, rotate


class Decoder:
    """Rows of token ids fed a few at a time. `offset` [rows] is how many padding tokens a row has in front."""

    def __init__(self, model: Llama, rows: int, capacity: int, offset: torch.Tensor) -> None:
        shape = model.shape
        self.model, self.length, self.offset = model, 0, offset
        size = (shape.layers, rows, shape.kv_heads, capacity, shape.head_dim)
        self.keys, self.values = (torch.zeros(size, device=offset.device) for _ in range(2))

    @torch.no_grad()
    def feed(self, tokens: torch.Tensor) -> torch.Tensor:
        """Logits [rows, vocab] after the last of tokens [rows, count]."""
        model, shape = self.model, self.model.shape
        rows, count = tokens.shape
        begin, end = self.length, self.length + count
        at = torch.arange(begin, end, device=tokens.device)
        positions = (at[None] - self.offset[:, None]).clamp_min(0)
        cos, sin = model.cos[positions][:, None], model.sin[positions][:, None]
        columns = torch.arange(end, device=tokens.device)
        hidden = (columns[None, None] > at[None, :, None]) | (columns[None, None] < self.offset[:, None, None])
        # A padding row sees itself, or its softmax would be of nothing.
        hidden &= columns[None, None] != at[None, :, None]
        x = F.embedding(tokens, model.embed)
        feeds = model.feed_forwards()
        for layer in range(shape.layers):
            h = rms_norm(x, model.norm1[layer], shape.eps)

            def heads(weight: torch.Tensor) -> torch.Tensor:
                return F.linear(h, weight).view(rows, count, -1, shape.head_dim).transpose(1, 2)

            q, k = model.normed(layer, heads(model.q[layer]), heads(model.k[layer]))
            q = rotate(q, cos, sin)
            self.keys[layer, :, :, begin:end] = rotate(k, cos, sin)
            self.values[layer, :, :, begin:end] = heads(model.v[layer])
            share = shape.heads // shape.kv_heads
            k, v = (cache[layer, :, :, :end].repeat_interleave(share, 1) for cache in (self.keys, self.values))
            scores = q @ k.transpose(-1, -2) / math.sqrt(shape.head_dim)
            mixed = torch.softmax(scores.masked_fill(hidden[:, None], float("-inf")), dim=-1) @ v
            x = x + F.linear(mixed.transpose(1, 2).reshape(rows, count, -1), model.o[layer])
            x = x + feeds[layer](rms_norm(x, model.norm2[layer], shape.eps))
        self.length = end
        return F.linear(rms_norm(x[:, -1], model.norm, shape.eps), model.embed)


def greedy(model: Llama, prompts: list[list[int]], limits: list[int]) -> list[list[int]]:
    """What the model writes after each prompt: up to the end-of-text token, which is left out, or the limit."""
    device = model.embed.device
    longest = max(map(len, prompts))
    offset = torch.tensor([longest - len(prompt) for prompt in prompts], device=device)
    padded = [[PAD_ID] * (longest - len(prompt)) + prompt for prompt in prompts]
    decoder = Decoder(model, len(prompts), longest + max(limits), offset)
    logits = decoder.feed(torch.tensor(padded, device=device))
    written: list[list[int]] = [[] for _ in prompts]
    running = set(range(len(prompts)))
    while True:
        chosen = logits.argmax(-1)
        for row, token in enumerate(chosen.tolist()):
            if row in running and token != EOS_ID:
                written[row].append(token)
            if row in running and (token == EOS_ID or len(written[row]) >= limits[row]):
                running.discard(row)
        if not running:
            return written
        logits = decoder.feed(chosen[:, None])
