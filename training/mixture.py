"""A mixture of experts in the form of Qwen3-MoE: a router's softmax, the `top_k` highest, their weights scaled to sum to 1.

Queries and keys are normalised a head, as Qwen3's. The matrices of expert e of layer l are number l * experts + e of a stack, so that
Muon takes them as it takes a Llama's.
"""
import math
from functools import partial
from typing import Callable

import torch
import torch.nn.functional as F
from torch import nn

from model import Llama, gated, rms_norm
from settings import Shape


class Mixture(Llama):
    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        self.router = nn.Parameter(torch.randn(shape.layers, shape.experts, shape.hidden) / math.sqrt(shape.hidden))
        self.q_norm = nn.Parameter(torch.ones(shape.layers, shape.head_dim))
        self.k_norm = nn.Parameter(torch.ones(shape.layers, shape.head_dim))
        self.uneven: list[torch.Tensor] = []
        #: (experts) choices of the last forward pass, layer by layer.
        self.used: list[torch.Tensor] = []

    def normed(self, layer: int, q: torch.Tensor, k: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return rms_norm(q, self.q_norm[layer], self.shape.eps), rms_norm(k, self.k_norm[layer], self.shape.eps)

    def feed_forwards(self) -> list[Callable[[torch.Tensor], torch.Tensor]]:
        self.uneven, self.used = [], []
        experts = list(zip(*(stack.unbind(0) for stack in (self.gate, self.up, self.down))))
        size = self.shape.experts
        return [partial(self.routed, self.router[layer], experts[layer * size:(layer + 1) * size])
                for layer in range(self.shape.layers)]

    def routed(self, router: torch.Tensor, experts: list[tuple[torch.Tensor, ...]], h: torch.Tensor) -> torch.Tensor:
        """Each token through its experts: tokens are sorted by expert, so that each expert is one product a matrix."""
        top_k, flat = self.shape.top_k, h.reshape(-1, h.shape[-1])
        share = torch.softmax(F.linear(flat, router), dim=-1)
        weight, chosen = share.topk(top_k)
        weight = weight / weight.sum(-1, keepdim=True)
        order = chosen.flatten().argsort(stable=True)
        counts = torch.bincount(chosen.flatten(), minlength=len(experts))
        rows = order // top_k
        parts = flat[rows].split(counts.tolist())
        mixed = torch.cat([gated(*matrices, part) for matrices, part in zip(experts, parts)])
        self.used.append(counts)
        # Switch Transformers' loss: 1 where every expert gets its share.
        self.uneven.append(len(experts) * (counts / counts.sum() * share.mean(0)).sum())
        return torch.zeros_like(flat).index_add(0, rows, mixed * weight.flatten()[order, None]).view_as(h)

    def balance(self) -> torch.Tensor:
        return torch.stack(self.uneven).mean()


def model_of(shape: Shape) -> Llama:
    return Mixture(shape) if shape.experts else Llama(shape)
