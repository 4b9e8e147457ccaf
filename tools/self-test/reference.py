"""
The values of the start-up self-test: two steps of a tiny model in PyTorch float64, written for `src/core/backend/selfTest`.

    pip install torch numpy
    python tools/self-test/reference.py > src/core/backend/selfTest/reference.json

Weights, moments and images are drawn by an integer hash that `inputs.ts` repeats bit by bit. Nothing of the project's own code is used:
the image resampling, the model, the loss (with the formulas of the papers), the clipping and AdamW are PyTorch's or written out here.
"""

import base64
import json
import math

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

MODEL = dict(image=8, patch=2, width=8, depth=1, heads=2, mlpRatio=2, embedding=8, pooling="concatenate", initialisation="xavier")
# Rows of tokens above 512, so that the gradients of weights are summed in more than one block; a stored side that is no multiple.
BATCH = dict(n=32, size=11, samplesPerClass=4)
HEAD = dict(tauSpherical=0.5, tauHyperbolic=0.8, c=0.3, **{"lambda": 0.7}, clipRadius=1.43, hyperbolicInput="raw", initialRadius=0)
NORMALISATION = dict(mean=[0.45, 0.5, 0.55], std=[0.25, 0.3, 0.2])
# An epsilon that counts, a norm that clips, and a step at which the corrections of the moments count.
OPTIMIZER = dict(learningRate=0.02, weightDecay=0.05, beta1=0.9, beta2=0.99, epsilon=1e-3, clipNorm=1.5, schedule="constant", warmupSteps=0)
FEATURE_SCALE = 0.6
STEP = 5
# Sizes of the moments that the first step finds.
FIRST_MOMENT = 1e-3
SECOND_MOMENT = 1e-5


def draw(stream: int, size: int) -> np.ndarray:
    """`size` whole numbers below 2^32: C. Wellons' lowbias32 (public domain) of a counter."""
    x = (np.arange(1, size + 1, dtype=np.uint64) * 0x9E3779B1 + stream * 0x85EBCA6B) & 0xFFFFFFFF
    for shift, factor in [(16, 0x7FEB352D), (15, 0x846CA68B)]:
        x ^= x >> np.uint64(shift)
        x = (x * factor) & 0xFFFFFFFF
    return x ^ (x >> np.uint64(16))


def uniform(stream: int, size: int, low: float, high: float) -> np.ndarray:
    """float32 values between `low` and `high`, in float64."""
    return (low + draw(stream, size) / 2**32 * (high - low)).astype(np.float32).astype(np.float64)


def shapes() -> dict[str, list[int]]:
    """Parameters in the order of timm's state_dict."""
    width, patch, tokens = MODEL["width"], MODEL["patch"], (MODEL["image"] // MODEL["patch"]) ** 2
    hidden = width * MODEL["mlpRatio"]
    result = {"cls_token": [1, 1, width], "pos_embed": [1, tokens + 1, width]}

    def layer(name, outputs, inputs):
        result[f"{name}.weight"] = [outputs, *inputs]
        result[f"{name}.bias"] = [outputs]

    def norm(name):
        result[f"{name}.weight"] = [width]
        result[f"{name}.bias"] = [width]

    layer("patch_embed.proj", width, [3, patch, patch])
    for i in range(MODEL["depth"]):
        norm(f"blocks.{i}.norm1")
        layer(f"blocks.{i}.attn.qkv", 3 * width, [width])
        layer(f"blocks.{i}.attn.proj", width, [width])
        norm(f"blocks.{i}.norm2")
        layer(f"blocks.{i}.mlp.fc1", hidden, [width])
        layer(f"blocks.{i}.mlp.fc2", width, [hidden])
    norm("norm")
    layer("head", MODEL["embedding"], [tokens * width])
    return result


def weight_range(name: str, shape: list[int]) -> tuple[float, float]:
    if "norm" in name and name.endswith("weight"):
        return 0.5, 1.5
    if len(shape) == 1 or name in ("cls_token", "pos_embed"):
        return -0.5, 0.5
    # Queries and keys large enough for attention to choose.
    bound = (2.5 if "qkv" in name else 1.5) / math.sqrt(np.prod(shape[1:]))
    return -bound, bound


def cubic(x: np.ndarray) -> np.ndarray:
    """Keys' kernel with a = -1/2."""
    t = np.abs(x)
    return np.where(t < 1, 1.5 * t**3 - 2.5 * t**2 + 1, np.where(t < 2, -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2, 0))


def resampling(start: float, end: float, size: int, side: int) -> np.ndarray:
    """[side, size]: Pillow's antialiased bicubic of the interval [start, end] of `size` pixels."""
    scale = (end - start) / side
    centres = start + (np.arange(side) + 0.5) * scale
    weights = cubic((np.arange(size) + 0.5 - centres[:, None]) / max(1.0, scale))
    return weights / weights.sum(1, keepdims=True)


def images() -> torch.Tensor:
    n, size, side = BATCH["n"], BATCH["size"], MODEL["image"]
    pixels = (draw(1, n * size * size * 3) >> np.uint64(24)).astype(np.float64).reshape(n, size, size, 3)
    near, far = uniform(2, 2 * n, 0, 0.3).reshape(n, 2), uniform(3, 2 * n, 0.7, 1).reshape(n, 2)
    flips = draw(4, n) >> np.uint64(31)
    out = np.empty((n, side, side, 3))
    for i in range(n):
        rows = resampling(near[i, 0] * size, far[i, 0] * size, size, side)
        columns = resampling(near[i, 1] * size, far[i, 1] * size, size, side)
        if flips[i]:
            columns = columns[::-1]
        out[i] = np.einsum("yr,rck,xc->yxk", rows, pixels[i], columns).clip(0, 255)
    normalised = (out / 255 - np.array(NORMALISATION["mean"])) / np.array(NORMALISATION["std"])
    return torch.tensor(normalised).permute(0, 3, 1, 2)


def features(p: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    width, heads = MODEL["width"], MODEL["heads"]
    x = F.conv2d(x, p["patch_embed.proj.weight"], p["patch_embed.proj.bias"], stride=MODEL["patch"]).flatten(2).transpose(1, 2)
    x = torch.cat([p["cls_token"].expand(len(x), -1, -1), x], 1) + p["pos_embed"]
    n, tokens, _ = x.shape

    def norm(name, x):
        return F.layer_norm(x, [width], p[f"{name}.weight"], p[f"{name}.bias"], eps=1e-6)

    def layer(name, x):
        return F.linear(x, p[f"{name}.weight"], p[f"{name}.bias"])

    for i in range(MODEL["depth"]):
        b = f"blocks.{i}"
        qkv = layer(f"{b}.attn.qkv", norm(f"{b}.norm1", x)).reshape(n, tokens, 3, heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2]).transpose(1, 2).reshape(n, tokens, width)
        x = x + layer(f"{b}.attn.proj", mixed)
        x = x + layer(f"{b}.mlp.fc2", F.gelu(layer(f"{b}.mlp.fc1", norm(f"{b}.norm2", x))))
    return FEATURE_SCALE * layer("head", norm("norm", x[:, 1:]).flatten(1))


def similarity(f: torch.Tensor) -> torch.Tensor:
    """cos/tau_s - lambda*d/tau_h with d = 2/sqrt(c) artanh(sqrt(c) |-x (+) y|), of all pairs."""
    unit = F.normalize(f, dim=1)
    length = f.norm(dim=1, keepdim=True)
    u = f * (HEAD["clipRadius"] / length).clamp(max=1)
    c, root = HEAD["c"], math.sqrt(HEAD["c"])
    r = u.norm(dim=1, keepdim=True)
    ball = torch.tanh(root * r) * u / (root * r)
    x, y = -ball[:, None], ball[None]
    xy, xx, yy = (x * y).sum(-1, keepdim=True), (x * x).sum(-1, keepdim=True), (y * y).sum(-1, keepdim=True)
    added = ((1 + 2 * c * xy + c * yy) * x + (1 - c * xx) * y) / (1 + 2 * c * xy + c * c * xx * yy)
    # The root of an exact zero has no derivative; the distance of a point to itself is never used.
    same = torch.eye(len(f), dtype=torch.bool)
    norm = torch.where(same[..., None], torch.ones_like(added), added).norm(dim=-1)
    distance = 2 / root * torch.atanh((root * norm).clamp(max=1 - 1e-12))
    distance = torch.where(same, torch.zeros_like(distance), distance)
    return unit @ unit.T / HEAD["tauSpherical"] - HEAD["lambda"] * distance / HEAD["tauHyperbolic"]


def loss_of(f: torch.Tensor) -> tuple[torch.Tensor, float]:
    m = BATCH["samplesPerClass"]
    classes = len(f) // m
    s = similarity(f).reshape(classes, m, classes, m)
    target = torch.arange(classes)
    total, right = torch.zeros(()), 0
    for i in range(m):
        for j in range(m):
            if i != j:
                logits = torch.cat([s[:, i, :, j], s[:, i, :, i] - 1e9 * torch.eye(classes)], 1)
                total = total + F.cross_entropy(logits, target)
                right += int((logits.argmax(1) == target).sum())
    return total, right / (m * (m - 1) * classes)


def main() -> None:
    params = {
        name: torch.tensor(uniform(100 + k, int(np.prod(shape)), *weight_range(name, shape)).reshape(shape), requires_grad=True)
        for k, (name, shape) in enumerate(shapes().items())
    }
    o = OPTIMIZER
    optimizer = torch.optim.AdamW(
        params.values(), lr=o["learningRate"], betas=(o["beta1"], o["beta2"]), eps=o["epsilon"], weight_decay=o["weightDecay"]
    )
    for k, p in enumerate(params.values()):
        first = uniform(200 + k, p.numel(), -FIRST_MOMENT, FIRST_MOMENT)
        second = uniform(300 + k, p.numel(), SECOND_MOMENT / 2, SECOND_MOMENT)
        optimizer.state[p] = dict(
            step=torch.tensor(float(STEP - 1)),
            exp_avg=torch.tensor(first.reshape(p.shape)),
            exp_avg_sq=torch.tensor(second.reshape(p.shape)),
        )
    x = images()
    steps = []
    gradients = {}
    for _ in range(2):
        optimizer.zero_grad()
        f = features(params, x)
        loss, accuracy = loss_of(f)
        loss.backward()
        if not gradients:
            norms = f.detach().norm(dim=1)
            assert 0.1 < (norms > HEAD["clipRadius"]).double().mean() < 0.6, norms
            gradients = {name: p.grad.numpy().astype("<f4") for name, p in params.items()}
        norm = torch.nn.utils.clip_grad_norm_(params.values(), o["clipNorm"])
        assert norm > 1.5 * o["clipNorm"], norm
        optimizer.step()
        steps.append(dict(loss=loss.item(), accuracy=accuracy, gradientNorm=norm.item()))
    print(
        json.dumps(
            dict(
                model=MODEL,
                batch=BATCH,
                head=HEAD,
                normalisation=NORMALISATION,
                optimizer=OPTIMIZER,
                featureScale=FEATURE_SCALE,
                step=STEP,
                moments=[FIRST_MOMENT, SECOND_MOMENT],
                steps=steps,
                gradients={name: base64.b64encode(g.tobytes()).decode() for name, g in gradients.items()},
            ),
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
