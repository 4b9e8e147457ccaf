"""What of a model is trained, and the views of an image: as the page has them."""
import types
import unittest

import torch
from common import *  # noqa: F403  (finds train.py)

import train

NAMES = ["cls_token", "patch_embed.proj.weight", "blocks.0.norm1.weight", "blocks.1.mlp.fc1.bias", "norm.weight", "head.bias"]


class TrainedTest(unittest.TestCase):
    def test_parts(self):
        for part, count in (("head", 1), ("last 1", 3), ("last 2", 4), ("all but patch embedding", 5), ("all", 6)):
            trained = [name for name in NAMES if train.is_trained(name, part, 2)]
            if part == "all but patch embedding":
                self.assertEqual(trained, [name for name in NAMES if not name.startswith("patch_embed")])
            else:
                self.assertEqual(trained, NAMES[len(NAMES) - count :])

    def test_views(self):
        images = types.SimpleNamespace(labels=torch.arange(8) // 2, split=torch.zeros(8))
        augmentation = {"cropScale": 0.5, "flip": 0.5, "views": 2}
        batches = train.Batches(images, {"batch": {"classes": 4, "samplesPerClass": 2}, "augmentation": augmentation}, 1)
        seen: dict[int, set] = {}
        for _ in range(20):
            rows, (boxes, flips) = batches.next()
            for row, box, flip in zip(rows, boxes, flips):
                seen.setdefault(row, set()).add((*box, flip))
        self.assertEqual({len(views) for views in seen.values()}, {2})


if __name__ == "__main__":
    unittest.main()
