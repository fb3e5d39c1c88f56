"""A Llama decoder: grouped-query attention, rotate-half RoPE, SwiGLU, RMSNorm, tied head.

Each kind of matrix is one parameter [layers, out, in], so that Muon orthogonalises all layers of a kind in one batch.
"""
import math
from functools import partial
from typing import Callable

import torch
import torch.nn.functional as F
from torch import nn

from settings import Shape

BLOCK = 64
HAS_SDPA = hasattr(F, "scaled_dot_product_attention")


def rope_table(length: int, head_dim: int, theta: float) -> tuple[torch.Tensor, torch.Tensor]:
    """cos and sin [length, head_dim], both halves of a row alike, as Llama's rotate-half takes them."""
    frequency = theta ** (-torch.arange(0, head_dim, 2, dtype=torch.float32) / head_dim)
    angle = torch.outer(torch.arange(length, dtype=torch.float32), frequency)
    angle = torch.cat((angle, angle), dim=-1)
    return angle.cos(), angle.sin()


def rotate(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    low, high = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-high, low), dim=-1) * sin


def rms_norm(x: torch.Tensor, weight: torch.Tensor, eps: float) -> torch.Tensor:
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * weight


def gated(gate: torch.Tensor, up: torch.Tensor, down: torch.Tensor, h: torch.Tensor) -> torch.Tensor:
    g, u = F.linear(h, torch.cat((gate, up))).chunk(2, dim=-1)
    return F.linear(F.silu(g) * u, down)


def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """Causal attention of q [batch, length, heads, head_dim] over k and v [batch, length, head_dim], one KV head.

    Queries go in blocks, each over the keys up to its end: on a CPU a third faster than PyTorch's own kernel, which is
    taken on other devices.
    """
    batch, length, heads, size = q.shape
    if HAS_SDPA and q.device.type != "cpu":
        k, v = (x[:, None].expand(batch, heads, length, size) for x in (k, v))
        return F.scaled_dot_product_attention(q.transpose(1, 2), k, v, is_causal=True).transpose(1, 2)
    future = torch.full((BLOCK, BLOCK), float("-inf"), device=q.device).triu(1).repeat_interleave(heads, 0)
    k = k.transpose(1, 2) * (1 / math.sqrt(size))
    mixed = []
    for begin in range(0, length, BLOCK):
        end = min(begin + BLOCK, length)
        rows = (end - begin) * heads
        scores = torch.bmm(q[:, begin:end].reshape(batch, rows, size), k[:, :, :end])
        scores = scores + F.pad(future[:rows, :end - begin], (begin, 0))
        mixed.append(torch.bmm(torch.softmax(scores, dim=-1), v[:, :end]).view(batch, end - begin, heads, size))
    return torch.cat(mixed, dim=1)


class Llama(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        layers, hidden, middle = shape.layers, shape.hidden, shape.intermediate
        queries, keys = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim

        def matrix(rows: int, columns: int, scale: float = 1.0, count: int = layers) -> nn.Parameter:
            return nn.Parameter(torch.randn(count, rows, columns) * (scale / math.sqrt(columns)))

        self.embed = nn.Parameter(torch.randn(shape.vocab, hidden) * 0.05)
        self.q = matrix(queries, hidden)
        self.k = matrix(keys, hidden)
        self.v = matrix(keys, hidden)
        self.o = matrix(hidden, queries, 1 / math.sqrt(2 * layers))
        count = layers * max(1, shape.experts)
        self.gate = matrix(middle, hidden, count=count)
        self.up = matrix(middle, hidden, count=count)
        self.down = matrix(hidden, middle, 1 / math.sqrt(2 * layers), count)
        self.norm1 = nn.Parameter(torch.ones(layers, hidden))
        self.norm2 = nn.Parameter(torch.ones(layers, hidden))
        self.norm = nn.Parameter(torch.ones(hidden))
        cos, sin = rope_table(shape.positions, shape.head_dim, shape.rope_theta)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)

    def hidden_matrices(self) -> list[nn.Parameter]:
        """What Muon updates; everything else goes to AdamW."""
        return [self.q, self.k, self.v, self.o, self.gate, self.up, self.down]

    def feed_forwards(self) -> list[Callable[[torch.Tensor], torch.Tensor]]:
        """Of each layer, from normalised rows [.., hidden] to what is added to the residual."""
        return [partial(gated, *matrices) for matrices in zip(*(stack.unbind(0) for stack in (self.gate, self.up, self.down)))]

    def normed(self, layer: int, q: torch.Tensor, k: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Queries and keys [.., head_dim] before they are rotated: a Llama takes them as they are."""
        return q, k

    def balance(self) -> torch.Tensor | float:
        """How uneven the last forward pass used its experts, if there are any; 1 is even."""
        return 0.0

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Logits [batch, length, vocab] of tokens [batch, length]."""
        shape = self.shape
        batch, length = tokens.shape
        cos, sin = self.cos[:length], self.sin[:length]
        x = F.embedding(tokens, self.embed)
        stacks = zip(*(stack.unbind(0) for stack in (self.q, self.k, self.v, self.o, self.norm1, self.norm2)))
        for layer, (wq, wk, wv, wo, norm1, norm2), feed in zip(range(shape.layers), stacks, self.feed_forwards()):
            h = rms_norm(x, norm1, shape.eps)
            q, k, v = F.linear(h, torch.cat((wq, wk, wv))).split((wq.shape[0], wk.shape[0], wv.shape[0]), dim=-1)
            q, k = self.normed(layer, q.view(batch, length, shape.heads, -1), k)
            q = rotate(q, cos[:, None], sin[:, None])
            mixed = attend(q, rotate(k, cos, sin), v).reshape(batch, length, -1)
            x = x + F.linear(mixed, wo)
            x = x + feed(rms_norm(x, norm2, shape.eps))
        return F.linear(rms_norm(x, self.norm, shape.eps), self.embed)
