#!/usr/bin/env python3
"""
Goes on in PyTorch with an experiment of Negative Space: the same vision transformer (timm's names), the same spherical,
hyperbolic and fused heads, loss, class-balanced batches, augmentation draws and recipe. Needs PyTorch; where images come
as files, torchvision's Pillow.

    python train.py                                     every run of experiment.json, from its exported weights
    python train.py --run hyperbolic --steps 5000       one run, so far
    python train.py --images /data/birds                pictures from a folder (see README.md)
    torchrun --nproc_per_node=4 train.py --precision bfloat16

What it leaves in --out (default: results) goes back to the page: drop result.zip on it, or the folder. Run again with the
same --out it goes on where it stopped.

Formulas: e = f/|f|, s = <e, e'>/tau_s (spherical); b = exp_0(clip(f, r)) in the Poincare ball of curvature -c,
s = -d(b, b')/tau_h (hyperbolic); s = <e, e'>/tau_s - lambda d/tau_h (fused). Ermolov et al., CVPR 2022 (arXiv 2203.10833);
Yue et al., WACV 2024 (arXiv 2404.15523).
"""
from __future__ import annotations

import argparse
import copy
import csv
import json
import math
import os
import platform
import re
import struct
import sys
import time
import uuid
import zipfile
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent
RESULT_VERSION = 1
SPLITS = ("train", "validation", "test")  # codes 0, 1, 2
RECALL_AT = (1, 2, 4, 8)


class HandoverError(Exception):
    """Something that whoever started this can put right: the message says what and how."""


# ── Random numbers: the page's own generator, so that one seed gives the same weights, batches and crops ──────────────────

MASK = 0xFFFFFFFF


def _mixed(text: str, offset: int) -> int:
    """FNV-1a over UTF-16 units, finished by murmur3's mixer."""
    h = offset
    data = text.encode("utf-16-le", "surrogatepass")
    for i in range(0, len(data), 2):
        h = ((h ^ (data[i] | data[i + 1] << 8)) * 0x01000193) & MASK
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & MASK
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & MASK
    return h ^ (h >> 16)


class Random:
    """sfc32 (C. Doty-Humphrey, PractRand), bit for bit as `core/random/random.ts`."""

    def __init__(self, seed: int | str):
        self.seed = str(seed)
        self.words = [_mixed(self.seed, offset) for offset in (0x811C9DC5, 0x9E3779B9, 0x243F6A88, 0xB7E15162)]
        self.spare: float | None = None
        for _ in range(12):
            self.bits()

    def bits(self) -> int:
        a, b, c, counter = self.words
        total = (a + b + counter) & MASK
        rotated = ((c << 21) | (c >> 11)) & MASK
        self.words = [b ^ (b >> 9), (c + (c << 3)) & MASK, (rotated + total) & MASK, (counter + 1) & MASK]
        return total

    def next(self) -> float:
        """Uniform in [0, 1)."""
        return self.bits() / 4294967296

    def normal(self) -> float:
        """Standard normal, by Marsaglia's polar method."""
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        while True:
            x, y = 2 * self.next() - 1, 2 * self.next() - 1
            square = x * x + y * y
            if 0 < square < 1:
                scale = math.sqrt(-2 * math.log(square) / square)
                self.spare = y * scale
                return x * scale

    def int(self, n: int) -> int:
        """Uniform in 0 … n - 1, free of modulo bias."""
        limit = 4294967296 - 4294967296 % n
        while True:
            bits = self.bits()
            if bits < limit:
                return bits % n

    def shuffle(self, items: list) -> list:
        for i in range(len(items) - 1, 0, -1):
            j = self.int(i + 1)
            items[i], items[j] = items[j], items[i]
        return items

    def fork(self, label: str) -> Random:
        units = len(self.seed.encode("utf-16-le", "surrogatepass")) // 2
        return Random(f"{units}:{self.seed}/{label}")

    def state(self) -> dict:
        return {"words": [w - 4294967296 if w >> 31 else w for w in self.words], "spare": self.spare}

    def restore(self, state: dict) -> None:
        self.words = [int(w) & MASK for w in state["words"]]
        self.spare = state["spare"]


# ── Files: .safetensors without its package ──────────────────────────────────────────────────────────────────────────────

DTYPES = {"F32": torch.float32, "F64": torch.float64, "F16": torch.float16, "BF16": torch.bfloat16,
          "U8": torch.uint8, "I32": torch.int32, "I64": torch.int64}  # fmt: skip
DTYPE_NAMES = {dtype: name for name, dtype in DTYPES.items()}


def read_safetensors(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Tensors and metadata: 8 bytes with the length of a JSON header, the header, then row-major data."""
    data = bytearray(path.read_bytes())
    if len(data) < 8 or 8 + (length := struct.unpack("<Q", data[:8])[0]) > len(data):
        raise HandoverError(f"{path} is no .safetensors file, or was cut short: copy it again.")
    header = json.loads(bytes(data[8 : 8 + length]))
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        if end > len(data):
            raise HandoverError(f"{path} ends within {name}: copy it again.")
        dtype = DTYPES.get(entry["dtype"])
        if dtype is None:
            raise HandoverError(f"{path} stores {name} as {entry['dtype']}, which is not read here.")
        # A copy: data need not be aligned within the file.
        flat = torch.frombuffer(data[begin:end], dtype=dtype) if end > begin else torch.empty(0, dtype=dtype)
        tensors[name] = flat.reshape(entry["shape"])
    return tensors, metadata


def write_safetensors(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    header: dict = {"__metadata__": metadata}
    parts, end = [], 0
    for name, tensor in tensors.items():
        flat = tensor.detach().to("cpu").contiguous()
        parts.append(flat)
        size = flat.numel() * flat.element_size()
        header[name] = {"dtype": DTYPE_NAMES[flat.dtype], "shape": list(flat.shape), "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    with open(unfinished, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for flat in parts:
            if flat.numel():
                file.write(flat.reshape(-1).view(torch.uint8).numpy().tobytes())
    os.replace(unfinished, path)  # a job that is ended in the midst leaves the file before


# ── Model: timm's VisionTransformer with the linear head of metric learning ─────────────────────────────────────────────


class Attention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        n, tokens, width = x.shape
        q, k, v = self.qkv(x).reshape(n, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        return self.proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, tokens, width))


class Block(nn.Module):
    def __init__(self, width: int, heads: int, hidden: int):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        layers = [("fc1", nn.Linear(width, hidden)), ("act", nn.GELU()), ("fc2", nn.Linear(hidden, width))]
        self.mlp = nn.Sequential(OrderedDict(layers))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class VisionTransformer(nn.Module):
    """Pre-norm blocks, exact GELU, LayerNorm with eps 1e-6, no dropout. @ [n, 3, image, image] -> features, body."""

    def __init__(self, model: dict):
        super().__init__()
        image, patch, width = model["image"], model["patch"], model["width"]
        self.pooling = model["pooling"]
        patches = (image // patch) ** 2
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, patches + 1, width))
        self.patch_embed = nn.ModuleDict({"proj": nn.Conv2d(3, width, patch, patch)})
        hidden = round(width * model["mlpRatio"])
        self.blocks = nn.ModuleList(Block(width, model["heads"], hidden) for _ in range(model["depth"]))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width * (patches if self.pooling == "concatenate" else 1), model["embedding"])

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        x = self.patch_embed["proj"](images).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1) + self.pos_embed
        for block in self.blocks:
            x = block(x)
        if self.pooling == "class token":
            body = self.norm(x[:, 0])
        else:
            tokens = self.norm(x[:, 1:])
            body = tokens.flatten(1) if self.pooling == "concatenate" else tokens.mean(1)
        return self.head(body), body


def initialise(net: VisionTransformer, model: dict, seed: int) -> None:
    """The page's initial weights of a seed: each parameter from a stream of its own (`core/model/initialise.ts`)."""
    root = Random(seed).fork("weights")
    for name, parameter in net.named_parameters():
        random, size = root.fork(name), parameter.numel()
        if name == "head.weight":
            values = orthogonal(*parameter.shape, random)
        elif name == "cls_token":
            values = torch.tensor([1e-6 * random.normal() for _ in range(size)])
        elif name == "pos_embed" or (model["initialisation"] == "timm" and parameter.dim() > 1):
            values = torch.tensor([0.02 * random.normal() for _ in range(size)])
        elif name.endswith(".bias"):
            values = torch.zeros(size)
        elif "norm" in name:
            values = torch.ones(size)
        else:
            fan = 3 * model["patch"] ** 2 + model["width"] if name.startswith("patch_embed") else sum(parameter.shape)
            limit = math.sqrt(6 / fan)
            values = torch.tensor([limit * (2 * random.next() - 1) for _ in range(size)])
        with torch.no_grad():
            parameter.copy_(values.reshape(parameter.shape))


def orthogonal(rows: int, columns: int, random: Random) -> Tensor:
    """Orthonormal rows (columns where there are more rows): Gaussian vectors, one after the other, in float64."""
    count, length = min(rows, columns), max(rows, columns)
    vectors = torch.zeros(count, length, dtype=torch.float64)
    for i in range(count):
        vector = torch.tensor([random.normal() for _ in range(length)], dtype=torch.float64)
        for _ in range(2):
            vector = vector - vectors[:i].T @ (vectors[:i] @ vector)
        vectors[i] = vector / vector.norm()
    return (vectors if rows <= columns else vectors.T).float()


# ── Heads and loss ──────────────────────────────────────────────────────────────────────────────────────────────────────

MOST_SCALES = 24  # halvings of the scale of float16 gradients for one batch
BOUNDARY = 1e-3  # embeddings stay inside (1 - BOUNDARY)/sqrt(c)
DISTANCE_FLOOR = 1e-7  # t below which the gradient is 0
NEAR_ZERO = 1e-12


def norms(x: Tensor) -> Tensor:
    return x.norm(dim=1, keepdim=True).clamp_min(NEAR_ZERO)


def to_sphere(features: Tensor) -> Tensor:
    return features / norms(features)


def to_ball(features: Tensor, head: dict) -> Tensor:
    """Clip to radius r (0 = never), exponential map at the origin, kept inside the ball of radius 1/sqrt(c)."""
    root = math.sqrt(head["c"])
    u = to_sphere(features) if head["hyperbolicInput"] == "normalized" else features
    if head["clipRadius"] > 0:
        u = u * (head["clipRadius"] / norms(u)).clamp(max=1)
    s = root * norms(u)
    ball = torch.tanh(s) * u / s
    return ball * ((1 - BOUNDARY) / root / norms(ball)).clamp(max=1)


def distances(x: Tensor, y: Tensor, c: float) -> Tensor:
    """d [n, m] in the ball: (2/sqrt c) asinh sqrt t, t = c|x-y|^2 / ((1-c|x|^2)(1-c|y|^2)): near-duplicates stay exact."""
    apart = torch.cdist(x, y, compute_mode="donot_use_mm_for_euclid_dist")
    inside = (1 - c * x.square().sum(1)).unsqueeze(1) * (1 - c * y.square().sum(1)).unsqueeze(0)
    root_t = math.sqrt(c) * apart / inside.sqrt()
    d = 2 / math.sqrt(c) * torch.asinh(root_t)
    return torch.where(root_t.square() < DISTANCE_FLOOR, d.detach(), d)


def similarities(f: Tensor, g: Tensor, geometry: str, head: dict) -> Tensor:
    """s [n, m] between features [n, d] and [m, d]."""
    s = 0.0
    if geometry != "hyperbolic":
        s = to_sphere(f) @ to_sphere(g).T / head["tauSpherical"]
    if geometry != "spherical":
        weight = (head["lambda"] if geometry == "fused" else 1) / head["tauHyperbolic"]
        s = s - weight * distances(to_ball(f, head), to_ball(g, head), head["c"])
    return s


def contrastive_loss(features: Tensor, m: int, geometry: str, head: dict) -> tuple[Tensor, Tensor]:
    """
    Loss and accuracy of features [n, d], class-major with m rows a class: for every ordered pair of sample slots i != j the
    cross-entropy of [s(z_i, z_j), s(z_i, z_i) - 1e9 I] with the diagonal as target, mean over anchors, summed over pairs.
    Accuracy: share of anchors and pairs whose positive is nearer than every negative.
    """
    classes = len(features) // m
    s = similarities(features, features, geometry, head).reshape(classes, m, classes, m)
    target = torch.arange(classes, device=features.device)
    own = torch.eye(classes, dtype=torch.bool, device=features.device)
    loss, right = features.new_zeros(()), features.new_zeros(())
    for i in range(m):
        for j in range(m):
            if i == j:
                continue
            logits = torch.cat([s[:, i, :, j], s[:, i, :, i].masked_fill(own, float("-inf"))], 1)
            loss = loss + F.cross_entropy(logits, target)
            with torch.no_grad():
                positive = logits[target, target]
                negatives = logits.masked_fill(torch.cat([own, own], 1), float("-inf")).amax(1)
                right += (positive > negatives).sum()
    return loss, right / (len(features) * (m - 1))


# ── Several processes ───────────────────────────────────────────────────────────────────────────────────────────────────


def world() -> tuple[int, int]:
    """Rank and number of processes."""
    return (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)


def say(text: str) -> None:
    if world()[0] == 0:
        print(text, flush=True)


class Gather(torch.autograd.Function):
    """
    Rows of all processes, with gradient: each process has the whole loss, so the gradient of its own rows is the sum over
    processes of theirs. DistributedDataParallel takes the mean over processes, which makes it the gradient of one loss.
    """

    @staticmethod
    def forward(ctx, rows: Tensor) -> Tensor:
        parts = [torch.empty_like(rows) for _ in range(dist.get_world_size())]
        dist.all_gather(parts, rows.contiguous())
        return torch.cat(parts)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> Tensor:
        gradient = gradient.contiguous()
        dist.all_reduce(gradient)
        return gradient.chunk(dist.get_world_size())[dist.get_rank()]


def gathered(rows: Tensor) -> Tensor:
    return Gather.apply(rows) if world()[1] > 1 else rows


def share_of(n: int) -> slice:
    """The rows of a batch of n that this process embeds."""
    rank, processes = world()
    if n % processes:
        raise HandoverError(f"A batch of {n} images cannot be shared by {processes} processes: take a number of processes that divides it.")
    return slice(rank * n // processes, (rank + 1) * n // processes)


# ── Images ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


class StoredImages:
    """uint8 [n, side, side, 3] as the page keeps them."""

    def __init__(self, path: Path):
        tensors, _ = read_safetensors(path)
        if "images" not in tensors or "labels" not in tensors:
            raise HandoverError(f"{path} holds {', '.join(tensors)}; images are read from one with “images” and “labels”.")
        self.pixels, self.labels = tensors["images"], tensors["labels"].long()
        self.split = tensors.get("split", torch.zeros(len(self.labels), dtype=torch.uint8))
        self.side = self.pixels.shape[1]

    def rows(self, rows: list[int]) -> Tensor:
        return self.pixels[rows]


class FileImages:
    """Pictures from files: shorter side to `side` (bicubic, antialiased), then the square in the middle; kept once read."""

    CACHE_BYTES = 8 << 30

    def __init__(self, files: list[Path], labels: list[int], split: list[int], side: int):
        try:
            # Here, not at the top: images that come as arrays need it not.
            from PIL import Image, ImageOps
        except ImportError as error:
            raise HandoverError("Pictures in files need Pillow, which comes with torchvision: pip install torchvision") from error
        self.files, self.labels, self.split, self.side = files, torch.tensor(labels), torch.tensor(split, dtype=torch.uint8), side
        self.cache: dict[int, Tensor] = {}
        self.cached = len(files) * side * side * 3 <= self.CACHE_BYTES
        self.pool = ThreadPoolExecutor(8)

        def load(row: int) -> Tensor:
            if row in self.cache:
                return self.cache[row]
            with Image.open(files[row]) as file:
                picture = ImageOps.fit(ImageOps.exif_transpose(file).convert("RGB"), (side, side), Image.Resampling.BICUBIC)
            pixels = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8).reshape(side, side, 3)
            if self.cached:
                self.cache[row] = pixels
            return pixels

        self.load = load

    def rows(self, rows: list[int]) -> Tensor:
        return torch.stack(list(self.pool.map(self.load, rows)))


PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm"}
SPLIT_FOLDERS = {"train": 0, "training": 0, "validation": 1, "valid": 1, "val": 1, "test": 2}


def listed_images(folder: Path, table: Path, side: int) -> FileImages:
    """The page's own list of a set: path, class and split of each image, in the order of its rows."""
    files, labels, split = [], [], []
    with open(table, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            parts = row["path"].split("/")
            # Dropped on the page as a folder, paths begin with its name; `folder` may be that one, or the one around it.
            candidates = [folder.joinpath(*parts[i:]) for i in range(min(2, len(parts)))]
            found = next((path for path in candidates if path.is_file()), None)
            if found is None:
                raise HandoverError(f"{candidates[0]} is missing: --images must be the folder that the image set was read from.")
            files.append(found)
            labels.append(int(row["label"]))
            split.append(SPLITS.index(row["split"]))
    return FileImages(files, labels, split, side)


def folder_images(folder: Path, side: int, share: float, per_batch: int) -> FileImages:
    """
    A folder a class, at any depth; train/, validation/ (val/) and test/ at the top are splits. Without them a share of the
    classes is held back for validation, the same ones each time, and all others are trained on.
    """
    found: dict[str, list[tuple[Path, int]]] = {}
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in PICTURES):
        parts = path.relative_to(folder).parts[:-1]
        code = SPLIT_FOLDERS.get(parts[0].lower(), 0) if len(parts) > 1 else 0
        if len(parts) > 1 and parts[0].lower() in SPLIT_FOLDERS:
            parts = parts[1:]
        if parts:
            found.setdefault("/".join(parts), []).append((path, code))
    if len(found) < 2:
        raise HandoverError(f"{folder} has pictures of {len(found)} classes: each class needs a folder of its own, and there must be at least 2.")
    classes = sorted(found)
    entries = [(path, label, code) for label, name in enumerate(classes) for path, code in found[name]]
    if all(code == 0 for *_, code in entries):
        candidates = [label for label, name in enumerate(classes) if len(found[name]) > 1]
        wanted = min(max(2, round(share * len(classes))), len(classes) - max(per_batch, 2))
        held = set(Random("classes held back").shuffle(candidates)[:wanted]) if wanted >= 2 else set()
        entries = [(path, label, 1 if label in held else 0) for path, label, _ in entries]
    return FileImages(*(list(column) for column in zip(*entries)), side)


def find_images(given: str | None, config: dict, folder: Path):
    """What --images names, else what was exported into `folder`."""
    exported, table = folder / "images.safetensors", folder / "images.csv"
    place = Path(given) if given else exported
    if place.is_file():
        return StoredImages(place)
    if not given:
        raise HandoverError("The images were not exported: say where they are, --images FOLDER (a folder a class, or the one the set was read from).")
    if not place.is_dir():
        raise HandoverError(f"--images {given}: there is no such file or folder.")
    # What is stored is a little larger than what the model sees, so that crops are not enlarged much.
    image = config["model"]["image"]
    side = round(image * 8 / 7) if image >= 64 else image
    if table.is_file():
        return listed_images(place, table, side)
    return folder_images(place, side, config["evaluation"]["validationShare"], config["batch"]["classes"])


def cubic(x: Tensor) -> Tensor:
    """Keys' convolution kernel with a = -1/2, as Pillow has it."""
    t = x.abs()
    return torch.where(t < 1, (1.5 * t - 2.5) * t * t + 1, torch.where(t < 2, ((-0.5 * t + 2.5) * t - 4) * t + 2, 0))


def resampling(begin: Tensor, end: Tensor, size: int, side: int) -> Tensor:
    """[n, side, size] weights of input pixels for each output pixel of [begin, end]: antialiased bicubic, as Pillow's resize with a box."""
    scale = ((end - begin) / side).reshape(-1, 1, 1)
    widening = scale.clamp_min(1)
    centre = begin.reshape(-1, 1, 1) + (torch.arange(side, device=begin.device, dtype=begin.dtype).reshape(1, -1, 1) + 0.5) * scale
    pixel = torch.arange(size, device=begin.device, dtype=begin.dtype).reshape(1, 1, -1)
    first = (centre - 2 * widening + 0.5).floor().clamp_min(0)
    last = (centre + 2 * widening + 0.5).floor().clamp_max(size)
    weights = cubic((pixel + 0.5 - centre) / widening) * ((pixel >= first) & (pixel < last))
    return weights / weights.sum(2, keepdim=True)


def model_input(pixels: Tensor, draws: tuple[list, list] | None, side: int, mean: list, std: list, device) -> Tensor:
    """uint8 [n, size, size, 3] -> [n, 3, side, side]: crop, resize, flip, (x/255 - mean)/std."""
    n, size = len(pixels), pixels.shape[1]
    x = pixels.to(device).permute(0, 3, 1, 2).float()
    boxes, flips = draws or ([[0, 0, 1, 1]] * n, [False] * n)
    # float32 first: so the page keeps its boxes.
    box = torch.tensor(boxes, dtype=torch.float32).double().to(device) * size
    rows = resampling(box[:, 0], box[:, 2], size, side).float()
    columns = resampling(box[:, 1], box[:, 3], size, side).float()
    columns = torch.where(torch.tensor(flips, device=device).reshape(-1, 1, 1), columns.flip(1), columns)
    x = torch.einsum("nyh,nchw,nxw->ncyx", rows, x, columns).clamp(0, 255) / 255
    stats = [torch.tensor(values, device=device, dtype=torch.float32).reshape(1, 3, 1, 1) for values in (mean, std)]
    return (x - stats[0]) / stats[1]


def is_trained(name: str, train: str, depth: int) -> bool:
    """Whether a parameter is trained, by timm's name: `head`, `last 2` (blocks, norm and head), `all but patch embedding`, `all`."""
    if name.startswith("head.") or train == "all":
        return True
    if train == "all but patch embedding":
        return not name.startswith("patch_embed.")
    if train.startswith("last "):
        block = re.match(r"blocks\.(\d+)\.", name)
        return name.startswith("norm.") or (block is not None and int(block[1]) >= depth - int(train[5:]))
    return False


def statistics(images, normalisation: str) -> tuple[list, list]:
    """Mean and deviation by channel: 0.5, ImageNet's, or those of at most 8,192 training images, evenly chosen."""
    if normalisation == "timm":
        return [0.5] * 3, [0.5] * 3
    if normalisation == "imagenet":
        return [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    if normalisation == "weights":
        raise HandoverError("The statistics of these pretrained weights are in the page alone: choose timm or imagenet there and export again.")
    rows = (images.split == 0).nonzero().flatten().tolist()
    step = max(1.0, len(rows) / 8192)
    chosen = [rows[int(i * step)] for i in range(min(len(rows), 8192))]
    total, squares, pixels = torch.zeros(3, dtype=torch.float64), torch.zeros(3, dtype=torch.float64), 0
    for first in range(0, len(chosen), 128):
        part = images.rows(chosen[first : first + 128]).double().reshape(-1, 3)
        total, squares, pixels = total + part.sum(0), squares + part.square().sum(0), pixels + len(part)
    mean = total / pixels
    std = (squares / pixels - mean.square()).clamp_min(0).sqrt().clamp_min(1)
    return (mean / 255).tolist(), (std / 255).tolist()


# ── Batches ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Batches:
    """
    Classes drawn without repetition, m images of each, class-major; with the augmentation draws of each batch. Classes go by
    epochs; the batch in which an epoch ends fills up from the next. Bit for bit the page's (`core/data/sampler.ts`).
    """

    def __init__(self, images, config: dict, seed: int):
        members: dict[int, list[int]] = {}
        for row in (images.split == 0).nonzero().flatten().tolist():
            members.setdefault(int(images.labels[row]), []).append(row)
        self.members = [members[label] for label in sorted(members)]
        self.classes, self.m = config["batch"]["classes"], config["batch"]["samplesPerClass"]
        if self.classes > len(self.members):
            raise HandoverError(
                f"Classes per batch is {self.classes}, but {len(self.members)} classes have training images: --set batch.classes={len(self.members)} --fresh"
            )
        self.augmentation = config["augmentation"]
        root = Random(seed)
        self.random, self.draws, self.views = root.fork("batches"), root.fork("augmentation"), root.fork("views")
        self.queue: list[int] = []

    def next(self) -> tuple[list[int], tuple[list, list] | None]:
        rows = self._rows()
        return rows, self._draws(rows)

    def peek(self) -> list[int]:
        state = self.state()
        rows, _ = self.next()
        self.restore(state)
        return rows

    def _rows(self) -> list[int]:
        if len(self.queue) < self.classes:
            self.queue += self.random.shuffle(list(range(len(self.members))))
        taken: list[int] = []
        left: list[int] = []
        seen: set[int] = set()
        for index in self.queue:
            if len(taken) < self.classes and index not in seen:
                taken.append(index)
                seen.add(index)
            else:
                left.append(index)
        self.queue = left
        rows: list[int] = []
        for index in taken:
            own = self.members[index]
            if len(own) < self.m:
                rows += [own[self.random.int(len(own))] for _ in range(self.m)]
                continue
            pool = list(own)
            for i in range(self.m):
                j = i + self.random.int(len(pool) - i)
                rows.append(pool[j])
                pool[j] = pool[i]
        return rows

    def _draws(self, rows: list[int]) -> tuple[list, list] | None:
        crop, flip = self.augmentation["cropScale"], self.augmentation["flip"]
        flips = [self.draws.next() < flip for _ in rows]
        boxes = [self._crop(crop, self.draws) for _ in rows]
        if crop == 1 and flip == 0:
            return None
        # Where an image has a few views, one of them; what older versions wrote has none.
        views = self.augmentation.get("views", 0)
        for i, row in enumerate(rows if views else []):
            view = self.views.fork(f"{row} {self.draws.int(views)}")
            flips[i] = view.next() < flip
            boxes[i] = self._crop(crop, view)
        return boxes, flips

    def _crop(self, smallest: float, random: Random) -> list[float]:
        """RandomResizedCrop: area uniform, aspect log-uniform in 3/4 … 4/3, ten attempts, then the whole image."""
        if smallest < 1:
            for _ in range(10):
                area = smallest + (1 - smallest) * random.next()
                aspect = math.exp(math.log(4 / 3) * (2 * random.next() - 1))
                width, height = math.sqrt(area * aspect), math.sqrt(area / aspect)
                if width > 1 or height > 1:
                    continue
                top, left = (1 - height) * random.next(), (1 - width) * random.next()
                return [top, left, min(1, top + height), min(1, left + width)]
        return [0, 0, 1, 1]

    def state(self) -> dict:
        sampler = {"random": self.random.state(), "queue": list(self.queue), "peeked": None}
        return {"sampler": sampler, "augmentation": self.draws.state()}

    def restore(self, state: dict) -> None:
        self.random.restore(state["sampler"]["random"])
        self.draws.restore(state["augmentation"])
        self.queue = [int(index) for index in state["sampler"]["queue"]]
        if any(index >= len(self.members) for index in self.queue):
            raise HandoverError("The state of the batches belongs to other images: give those that were exported, or begin anew with --fresh.")


def learning_rate(step: int, optimizer: dict, steps: int) -> float:
    """Of step 1, 2, …: linear warm-up, then constant, or a half cosine to 0 after the last step."""
    rate, warmup = optimizer["learningRate"], optimizer["warmupSteps"]
    if step <= warmup:
        return rate * step / warmup
    if optimizer["schedule"] == "constant":
        return rate
    return rate * (1 + math.cos(math.pi * min(1, (step - 1 - warmup) / max(1, steps - warmup)))) / 2


# ── Retrieval ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def retrieval(rank_by, labels: Tensor) -> dict:
    """
    Every row among all others, self excluded: Recall@K, R-Precision, MAP@R (Musgrave et al. 2020), and the standard error of
    Recall@1 with classes as clusters. rank_by(first, last) -> [last - first, n], smaller = nearer; ties fall by index.
    """
    n = len(labels)
    counts = torch.bincount(labels)[labels] - 1
    hits = {k: 0.0 for k in RECALL_AT}
    r_precision = map_at_r = 0.0
    at_one = torch.zeros(n, dtype=torch.float64, device=labels.device)
    for first in range(0, n, 256):
        block = rank_by(first, min(n, first + 256))
        own = torch.arange(first, first + len(block), device=labels.device)
        block[own - first, own] = float("inf")
        order = block.sort(dim=1, stable=True).indices[:, : n - 1]
        same = (labels[order] == labels[own].unsqueeze(1)).double()
        positives = counts[own]
        asked = positives > 0
        for k in RECALL_AT:
            hits[k] += same[:, :k].amax(1)[asked].sum().item()
        at_one[own] = same[:, 0]
        place = torch.arange(1, n, device=labels.device)
        within = same * (place <= positives.unsqueeze(1))
        r = positives.clamp_min(1)
        r_precision += (within.sum(1) / r)[asked].sum().item()
        map_at_r += ((within.cumsum(1) / place * within).sum(1) / r)[asked].sum().item()
    asked = counts > 0
    queries = int(asked.sum())
    if queries == 0:
        return {"recallAt": {k: 0.0 for k in RECALL_AT}, "standardError": 0.0, "queries": 0, "excluded": n, "rPrecision": 0.0, "mapAtR": 0.0}
    mean = hits[1] / queries
    classes = labels[asked].unique()
    if len(classes) < 2:
        error = math.sqrt(mean * (1 - mean) / queries)
    else:
        squares = sum(float((at_one[asked & (labels == label)] - mean).sum()) ** 2 for label in classes)
        error = math.sqrt(len(classes) / (len(classes) - 1) * squares) / queries
    return {
        "recallAt": {k: hits[k] / queries for k in RECALL_AT},
        "standardError": error,
        "queries": queries,
        "excluded": n - queries,
        "rPrecision": r_precision / queries,
        "mapAtR": map_at_r / queries,
    }


def retrieve_by_head(features: Tensor, labels: Tensor, geometry: str, head: dict) -> dict:
    """By 1 - cos, d, or lambda d/tau_h - cos/tau_s."""
    return retrieval(lambda first, last: -similarities(features[first:last], features, geometry, head), labels)


def retrieve_by_cosine(rows: Tensor, labels: Tensor) -> dict:
    unit = to_sphere(rows)
    return retrieval(lambda first, last: 1 - unit[first:last] @ unit.T, labels)


def clipped_share(features: Tensor, head: dict) -> float:
    lengths = features.norm(dim=1)
    if head["hyperbolicInput"] == "normalized":
        lengths = torch.ones_like(lengths)
    return (lengths >= head["clipRadius"]).double().mean().item() if head["clipRadius"] > 0 else 0.0


# ── One run ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def override(config: dict, path: str, value) -> None:
    """Sets `head.c`. @throws HandoverError where there is no such setting"""
    *parts, last = path.split(".")
    place = config
    for part in parts:
        place = place.get(part, {}) if isinstance(place, dict) else {}
    if not isinstance(place, dict) or last not in place:
        raise HandoverError(f"--set {path}: there is no such setting in experiment.json.")
    place[last] = value


def evaluated_images(experiment: dict, images) -> dict:
    """Part, rows and labels of what is evaluated: as on the page where the images are the same, else by the split."""
    known = experiment.get("evaluated")
    if known and len(images.labels) == experiment["imageSet"]["images"]:
        if images.labels[known["rows"]].tolist() == known["labels"]:
            return known
    wanted = experiment["configuration"]["evaluation"]
    part = wanted["split"] if (images.split == SPLITS.index(wanted["split"])).any() else "test"
    rows: list[int] = []
    own = (images.split == SPLITS.index(part)).nonzero().flatten().tolist()
    for label in sorted({int(images.labels[row]) for row in own}):
        more = [row for row in own if int(images.labels[row]) == label]
        if rows and len(rows) + len(more) > wanted["images"]:
            break
        rows += more
    rows.sort()
    return {"part": part, "rows": rows, "labels": images.labels[rows].tolist(), "heldBack": 0}


class Run:
    """One run: its model, optimiser and batches, brought to where its checkpoint was taken."""

    def __init__(self, experiment: dict, run: dict, images, device, precision: str = "float32", checkpoint: Path | None = None):
        config = experiment["configuration"]
        self.experiment, self.config, self.run, self.images, self.device = experiment, config, run, images, device
        self.geometry = run["geometry"]
        self.seed = run.get("seed", config["seed"])
        self.head = {**config["head"], **run.get("head", {})}
        self.recipe = {**config["optimizer"], **run.get("optimizer", {})}
        self.m = config["batch"]["samplesPerClass"]
        self.steps = config["steps"]
        self.evaluated = evaluated_images(experiment, images)
        self.mean, self.std = statistics(images, config["augmentation"]["normalisation"])
        self.step, self.scale = 0, 1.0
        self.metrics: list[list] = []
        self.features: dict[str, Tensor] = {}

        self.net = VisionTransformer(config["model"]).to(device)
        for name, parameter in self.net.named_parameters():
            parameter.requires_grad_(is_trained(name, config.get("train", "all"), config["model"]["depth"]))
        self.batches = Batches(images, config, self.seed)
        self.dtype = {"float32": None, "float16": torch.float16, "bfloat16": torch.bfloat16}[precision]
        self.scaler = torch.amp.GradScaler(device.type, enabled=self.dtype == torch.float16)
        r = self.recipe
        self.optimizer = torch.optim.AdamW(
            [p for p in self.net.parameters() if p.requires_grad], lr=r["learningRate"], betas=(r["beta1"], r["beta2"]), eps=r["epsilon"], weight_decay=r["weightDecay"]
        )
        if checkpoint:
            self._restore(checkpoint)
        else:
            if config["model"].get("weights"):
                raise HandoverError("These runs begin with pretrained weights, which are not in the export: go on from the weights exported, without --fresh.")
            initialise(self.net, config["model"], self.seed)
            self._calibrate()
        processes = world()[1]
        share_of(config["batch"]["classes"] * self.m)
        self.forward = nn.parallel.DistributedDataParallel(self.net) if processes > 1 else self.net

    def _restore(self, path: Path) -> None:
        tensors, metadata = read_safetensors(path)
        with torch.no_grad():
            for name, parameter in self.net.named_parameters():
                if name not in tensors or tensors[name].shape != parameter.shape:
                    shape = list(tensors[name].shape) if name in tensors else "nothing"
                    raise HandoverError(f"{path} has {shape} for {name}, where the model needs {list(parameter.shape)}: it belongs to another model.")
                parameter.copy_(tensors[name])
                if f"exp_avg.{name}" in tensors and parameter.requires_grad:
                    self.optimizer.state[parameter] = {
                        "step": torch.tensor(float(metadata["step"])),
                        "exp_avg": tensors[f"exp_avg.{name}"].to(self.device, copy=True),
                        "exp_avg_sq": tensors[f"exp_avg_sq.{name}"].to(self.device, copy=True),
                    }
        self.step, self.scale = int(metadata["step"]), float(metadata["featureScale"])
        batches = json.loads(metadata.get("batches", "null"))
        if batches:
            self.batches.restore(batches)

    def _input(self, rows: list[int], draws=None) -> Tensor:
        return model_input(self.images.rows(rows), draws, self.config["model"]["image"], self.mean, self.std, self.device)

    def _calibrate(self) -> None:
        """featureScale brings the mean norm of the first batch, its images as they are, to the initial radius."""
        radius = self.head["initialRadius"]
        if radius > 0:
            self.scale = radius / self.embed(self.batches.peek())[0].norm(dim=1).mean().item()

    @torch.no_grad()
    def embed(self, rows: list[int]) -> tuple[Tensor, Tensor]:
        """Features [n, d] and body features, without augmentation; shared out among processes."""
        rank, processes = world()
        own = rows[rank::processes]
        parts = [self.net(self._input(own[i : i + 128])) for i in range(0, len(own), 128)]
        shape = [self.config["model"]["embedding"], self.net.head.in_features]
        outputs = [torch.cat([part[k] for part in parts]) if parts else torch.empty(0, shape[k], device=self.device) for k in (0, 1)]
        if processes > 1:
            longest = -(-len(rows) // processes)
            for k, output in enumerate(outputs):
                padded = F.pad(output, (0, 0, 0, longest - len(output)))
                every = [torch.empty_like(padded) for _ in range(processes)]
                dist.all_gather(every, padded)
                outputs[k] = torch.stack(every, 1).flatten(0, 1)[: len(rows)]
        return outputs[0] * self.scale, outputs[1]

    def take_step(self, rows: list[int], draws=None) -> dict:
        """One step on a batch of rows, class-major. @returns loss, accuracy, gradient norm before clipping, rate"""
        own = share_of(len(rows))
        mine = draws and tuple(part[own] for part in draws)
        rate = learning_rate(self.step + 1, self.recipe, self.steps)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        for _ in range(MOST_SCALES):
            self.optimizer.zero_grad(set_to_none=True)
            with torch.autocast(self.device.type, dtype=self.dtype, enabled=self.dtype is not None):
                features, _ = self.forward(self._input(rows[own], mine))
            # Distances near the boundary of the ball need float32, whatever the model is computed in.
            features = gathered(features.float() * self.scale)
            loss, accuracy = contrastive_loss(features, self.m, self.geometry, self.head)
            if not torch.isfinite(loss):
                raise HandoverError(
                    f"At step {self.step + 1} the loss of {self.run['name']} was {loss.item()}: lower the learning rate or raise the temperature."
                )
            self.scaler.scale(loss).backward()
            # Before clipping: gradients that are still scaled would be clipped by 1/65,536 of the norm that was meant.
            self.scaler.unscale_(self.optimizer)
            clip = self.recipe["clipNorm"]
            norm = nn.utils.clip_grad_norm_(self.net.parameters(), clip if clip > 0 else math.inf)
            self.scaler.step(self.optimizer)
            self.scaler.update()
            # Where the scale was too large for float16 nothing was stepped: the batch is taken again with a smaller one.
            if torch.isfinite(norm):
                break
        else:
            raise HandoverError(f"At step {self.step + 1} the gradients of {self.run['name']} are not finite: lower the learning rate.")
        self.step += 1
        measured = {"loss": loss.item(), "batch accuracy": accuracy.item(), "gradient norm": norm.item(), "learning rate": rate}
        for metric, value in measured.items():
            self._note(metric, "training batch", value)
        return measured

    def _note(self, metric: str, split: str, value: float, error: float | None = None) -> None:
        self.metrics.append([self.run["name"], self.seed, self.step, metric, split, value, error])

    def evaluate(self) -> dict | None:
        """Retrieval by the head and by the body. Nothing where no image is held back."""
        rows, part = self.evaluated["rows"], self.evaluated["part"]
        if not rows:
            return None
        features, body = self.embed(rows)
        labels = torch.tensor(self.evaluated["labels"], device=self.device)
        by_head = retrieve_by_head(features, labels, self.geometry, self.head)
        by_body = retrieve_by_cosine(body, labels)
        for prefix, found in (("", by_head), ("body ", by_body)):
            for k in RECALL_AT:
                self._note(f"{prefix}recall@{k}", part, found["recallAt"][k], found["standardError"] if k == 1 else None)
            self._note(f"{prefix}rPrecision", part, found["rPrecision"])
            self._note(f"{prefix}map@r", part, found["mapAtR"])
        self._note("queries", part, by_head["queries"])
        self._note("queries excluded", part, by_head["excluded"])
        self._note("clipped share", part, clipped_share(features, self.head))
        self._note("mean norm", part, features.norm(dim=1).mean().item())
        self.features = {"features": features, "batch": self.embed(self.batches.peek())[0]}
        return by_head

    def checkpoint(self) -> tuple[dict[str, Tensor], dict[str, str]]:
        """All that is needed to go on: weights by timm's names, moments, where the batches stand."""
        tensors = {name: parameter for name, parameter in self.net.named_parameters()}
        for kind in ("exp_avg", "exp_avg_sq"):
            for name, parameter in self.net.named_parameters():
                if not parameter.requires_grad:
                    continue
                state = self.optimizer.state.get(parameter)
                tensors[f"{kind}.{name}"] = state[kind] if state else torch.zeros_like(parameter)
        model = self.config["model"]
        shape = {"image": "image", "patch": "patch", "dim": "width", "depth": "depth", "heads": "heads", "mlpRatio": "mlpRatio",
                 "embedding": "embedding", "pooling": "pooling"}  # fmt: skip
        metadata = {
            "format": "pt",
            **{key: str(model[name]) for key, name in shape.items()},
            "run": self.run["name"],
            "id": self.run["id"],
            "geometry": self.geometry,
            "seed": str(self.seed),
            "step": str(self.step),
            "featureScale": repr(self.scale),
            "head": json.dumps(self.head),
            "normalisation": self.config["augmentation"]["normalisation"],
            "batches": json.dumps(self.batches.state()),
        }
        return tensors, metadata

    def train(self, on_evaluated=lambda run: None, batches: list[list[int]] | None = None, report=say) -> None:
        """To the last step, evaluated as configured. @param batches rows of each step from here on, instead of drawn ones"""
        every, began, first = self.config["evaluation"]["every"], time.monotonic(), self.step
        if batches is not None:
            self.steps = min(self.steps, self.step + len(batches))
        if self.step == 0:
            self.evaluate()
        while self.step < self.steps:
            rows, draws = (batches[self.step - first], None) if batches is not None else self.batches.next()
            measured = self.take_step(rows, draws)
            due = self.step % every == 0 or self.step == self.steps
            found = self.evaluate() if due else None
            if due:
                pace = (self.step - first) / (time.monotonic() - began)
                recall = f", Recall@1 {found['recallAt'][1]:.3f} ± {found['standardError']:.3f}" if found else ""
                report(f"{self.run['name']}: step {self.step} of {self.steps}, loss {measured['loss']:.5f}{recall}, {pace:.2f} steps/s")
                on_evaluated(self)


# ── Results ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

METRIC_COLUMNS = ["run", "seed", "step", "metric", "split", "value", "standard error"]


def plain_name(text: str) -> str:
    kept = "".join(c if c.isascii() and (c.isalnum() or c == ".") else "-" for c in text.lower())
    return "-".join(part for part in kept.split("-") if part).strip(".")[:60] or "run"


def adapter(device) -> str:
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.processor() or platform.machine() or "processor"
    processes = world()[1]
    return name + (f", {processes} processes" if processes > 1 else "")


class Results:
    """A folder that the page reads: result.json, metrics.csv, and of each run weights and features. One of one experiment."""

    def __init__(self, out: Path, experiment: dict, device, precision: str):
        self.out, self.experiment = out, experiment
        self.runs: dict[str, dict] = {}
        self.metrics: dict[str, list[list]] = {}
        self.about = {
            "format": "negative-space result",
            "version": RESULT_VERSION,
            "id": f"torch-{uuid.uuid4().hex[:12]}",
            **({"title": experiment["title"]} if experiment.get("title") else {}),
            "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "from": {"record": experiment["record"], "step": experiment["step"]},
            "versions": {"app": experiment["app"], "torch": torch.__version__, "python": platform.python_version()},
            "adapter": adapter(device),
            "precision": precision,
            "imageSet": experiment["imageSet"],
            "configuration": experiment["configuration"],
            **({"sweep": experiment["sweep"]} if experiment.get("sweep") else {}),
        }
        before = out / "result.json"
        if before.is_file():
            self._go_on(json.loads(before.read_text()))

    def _go_on(self, before: dict) -> None:
        def decisive(config: dict) -> dict:
            return {key: value for key, value in config.items() if key not in ("steps", "evaluation", "runs", "backend", "kernels", "microbatch", "recompute", "memory")}

        if decisive(before["configuration"]) != decisive(self.experiment["configuration"]):
            raise HandoverError(f"{self.out} holds results of other settings: choose another folder with --out.")
        self.about = {**self.about, **{key: before[key] for key in ("id", "date", "from")}}
        self.runs = {run["id"]: run for run in before["runs"]}
        with open(self.out / "metrics.csv", newline="", encoding="utf-8") as file:
            for row in csv.reader(file):
                owner = next((run["id"] for run in before["runs"] if run["name"] == row[0]), None)
                if owner is not None:
                    self.metrics.setdefault(owner, []).append(row)

    def bring(self, run: Run, table: Path) -> None:
        """What the page had measured of a run by the step it is gone on from."""
        if run.step == 0 or run.run["id"] in self.metrics or not table.is_file():
            return
        with open(table, newline="", encoding="utf-8") as file:
            self.metrics[run.run["id"]] = [row for row in csv.reader(file) if row[0] == run.run["name"] and int(row[2] or 0) <= run.step]

    def checkpoint_of(self, run: dict) -> Path | None:
        """Where an earlier call of this got to."""
        known = self.runs.get(run["id"])
        return self.out / known["weights"] if known else None

    def keep(self, run: Run) -> None:
        """Writes what there is of a run; only the first process does."""
        if world()[0] != 0:
            return
        name = run.run["name"]
        place = [one["id"] for one in self.experiment["configuration"]["runs"]].index(run.run["id"])
        folder = f"runs/{place + 1}-{plain_name(name)}"
        write_safetensors(self.out / f"{folder}/weights.safetensors", *run.checkpoint())
        entry = {"id": run.run["id"], "name": name, "step": run.step, "featureScale": run.scale, "weights": f"{folder}/weights.safetensors"}
        if run.features:
            entry["features"] = f"{folder}/features.safetensors"
            write_safetensors(self.out / entry["features"], run.features, {"step": str(run.step)})
        self.runs[run.run["id"]] = entry
        kept = [row for row in self.metrics.get(run.run["id"], []) if not row[2] or int(row[2]) <= run.step]
        self.metrics[run.run["id"]] = kept + run.metrics
        run.metrics = []
        order = [one["id"] for one in self.experiment["configuration"]["runs"]]
        runs = sorted(self.runs.values(), key=lambda one: order.index(one["id"]))
        parameters = sum(parameter.numel() for parameter in run.net.parameters())
        about = {**self.about, "parameters": parameters, "evaluated": run.evaluated if run.evaluated["rows"] else None, "runs": runs}
        (self.out / "result.json").write_text(json.dumps(about, indent=1, ensure_ascii=False), encoding="utf-8")
        with open(self.out / "metrics.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(METRIC_COLUMNS)
            for one in runs:
                for row in self.metrics[one["id"]]:
                    writer.writerow([written(cell) for cell in row])

    def archive(self) -> Path:
        """All of it as one file to drop on the page."""
        path = self.out / "result.zip"
        if world()[0] == 0:
            with zipfile.ZipFile(path, "w") as file:
                for name in result_files(self.out):
                    file.write(self.out / name, name, zipfile.ZIP_STORED if name.endswith(".safetensors") else zipfile.ZIP_DEFLATED)
        return path


def result_files(folder: Path) -> list[str]:
    about = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return ["result.json", "metrics.csv", *(run[key] for run in about["runs"] for key in ("weights", "features") if key in run)]


def written(cell) -> str:
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return ""
    return repr(cell) if isinstance(cell, float) else str(cell)


# ── Command line ────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_experiment(path: Path) -> dict:
    if not path.is_file():
        raise HandoverError(f"{path} is missing: it is exported with the experiment, beside train.py.")
    experiment = json.loads(path.read_text(encoding="utf-8"))
    if experiment.get("format") != "negative-space handover" or experiment.get("version") != 1:
        raise HandoverError(f"{path} is no hand-over of version 1: export it again, or take the train.py that came with it.")
    return experiment


def setting(text: str) -> tuple[str, object]:
    path, separator, value = text.partition("=")
    if not separator:
        raise HandoverError(f"--set {text}: write a setting and its value, as --set head.c=0.5")
    try:
        return path, json.loads(value)
    except json.JSONDecodeError:
        return path, value


def start_processes(wanted: str | None) -> torch.device:
    """Joins the other processes that torchrun has started, if any. @returns the device of this one"""
    kind = wanted or ("cuda" if torch.cuda.is_available() else "cpu")
    local = int(os.environ.get("LOCAL_RANK", 0))
    device = torch.device(kind, local) if kind == "cuda" else torch.device(kind)
    if kind == "cuda":
        torch.cuda.set_device(device)
    if int(os.environ.get("WORLD_SIZE", 1)) > 1:
        dist.init_process_group("nccl" if kind == "cuda" else "gloo")
    return device


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--experiment", default=str(HERE / "experiment.json"), help="configuration; default: experiment.json beside this file")
    parser.add_argument("--images", help="folder of pictures, or a .safetensors file of images; default: what was exported")
    parser.add_argument("--run", action="append", default=[], help="name of a run; may be given several times; default: all, one after the other")
    parser.add_argument("--steps", type=int, help="last step")
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help="one setting, as optimizer.learningRate=1e-4")
    parser.add_argument("--fresh", action="store_true", help="from initial weights by the seed, not from those exported")
    parser.add_argument("--precision", choices=["float32", "float16", "bfloat16"], default="float32", help="of the model; the loss is float32")
    parser.add_argument("--device", choices=["cuda", "cpu", "mps"], help="default: cuda where there is one")
    parser.add_argument("--batches", help="JSON file: for each step the rows of its batch, instead of drawn ones")
    parser.add_argument("--out", default="results", help="folder of the results; default: results")
    given = parser.parse_args(argv)
    try:
        device = start_processes(given.device)
        experiment = read_experiment(Path(given.experiment))
        config = experiment["configuration"]
        for text in given.set:
            override(config, *setting(text))
        if given.steps is not None:
            config["steps"] = given.steps
        names = [run["name"] for run in config["runs"]]
        for name in given.run:
            if name not in names:
                raise HandoverError(f"There is no run “{name}”; there are {', '.join(names)}.")
        wanted = [run for run in config["runs"] if not given.run or run["name"] in given.run]
        folder = Path(given.experiment).parent
        images = find_images(given.images, config, folder)
        batches = json.loads(Path(given.batches).read_text()) if given.batches else None
        out = Path(given.out)
        out.mkdir(parents=True, exist_ok=True)
        results = Results(out, experiment, device, given.precision)
        for run in wanted:
            exported = experiment["weights"].get(run["id"])
            start = results.checkpoint_of(run) or (folder / exported if exported and not given.fresh else None)
            session = Run(experiment, copy.deepcopy(run), images, device, given.precision, start)
            results.bring(session, folder / "metrics.csv")
            if world()[1] > 1:
                dist.barrier()  # what the others have read, the first may write anew
            say(f"{run['name']}: from step {session.step}{'' if start else ', initial weights'}, on {results.about['adapter']}")
            session.train(results.keep, batches)
            results.keep(session)
        if wanted:
            say(f"{results.archive()}: drop it on the page, or read metrics.csv beside it.")
        return 0
    except HandoverError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        if dist.is_initialized():
            dist.destroy_process_group()


if __name__ == "__main__":
    sys.exit(main())
