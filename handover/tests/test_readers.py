"""What the page exports, read by others: Python's own safetensors, numpy and csv."""
import csv
import json
import unittest

import numpy as np
from common import expected, unpacked
from safetensors import safe_open
from safetensors.numpy import load_file


class ReadersTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder, cls.page = unpacked("page"), expected("page")
        cls.runs = list(cls.page["embeddings"].items())

    def of_run(self, number: int, name: str):
        return next(self.folder.glob(f"runs/{number}-*/{name}"))

    def test_weights(self):
        for number, (run, _) in enumerate(self.runs, 1):
            path = self.of_run(number, "weights.safetensors")
            tensors = load_file(path)
            with safe_open(path, framework="numpy") as file:
                metadata = file.metadata()
            width, depth = int(metadata["dim"]), int(metadata["depth"])
            self.assertEqual(tensors["blocks.0.attn.qkv.weight"].shape, (3 * width, width))
            self.assertEqual(tensors["patch_embed.proj.weight"].shape, (width, 3, 4, 4))
            self.assertEqual(len(tensors), 4 + 12 * depth + 4)
            self.assertTrue(all(tensor.dtype == np.float32 and np.isfinite(tensor).all() for tensor in tensors.values()))
            self.assertAlmostEqual(float(metadata["featureScale"]), self.page["featureScales"][run], places=6)
            # Those that are handed over are the same, with the moments behind them.
            handed = load_file(next((self.folder / "handover" / "weights").glob(f"{number}-*.safetensors")))
            for name, tensor in tensors.items():
                np.testing.assert_array_equal(handed[name], tensor)
                self.assertEqual(handed[f"exp_avg.{name}"].shape, tensor.shape)
                self.assertTrue((handed[f"exp_avg_sq.{name}"] >= 0).all())
            self.assertEqual(len(handed), 3 * len(tensors))

    def test_images(self):
        images = load_file(self.folder / "handover" / "images.safetensors")
        self.assertEqual([images["images"].dtype, images["images"].shape[1:]], [np.uint8, (12, 12, 3)])
        self.assertEqual(images["labels"].shape, images["split"].shape)

    def test_features_and_embeddings(self):
        for number, (_, wanted) in enumerate(self.runs, 1):
            n, d = wanted["n"], wanted["d"]
            features = np.load(self.of_run(number, "features.npy"), allow_pickle=False)
            self.assertEqual([features.dtype, features.shape], [np.float32, (n, d)])
            np.testing.assert_array_equal(features.ravel(), np.asarray(wanted["features"], np.float32))
            embeddings = np.load(self.of_run(number, "embeddings.npy"), allow_pickle=False)
            parts = [np.reshape(wanted[key], (n, d)) for key in ("sphere", "ball") if key in wanted]
            np.testing.assert_array_equal(embeddings, parts[0] if len(parts) == 1 else np.stack(parts, 1))
            vectors = np.loadtxt(self.of_run(number, "vectors.tsv"), delimiter="\t")
            np.testing.assert_allclose(vectors, features, rtol=1e-6, atol=1e-9)

    def test_labels(self):
        labels = np.load(self.folder / "labels.npy", allow_pickle=False)
        self.assertEqual([labels.dtype, labels.tolist()], [np.int32, self.page["labels"]])
        names = (self.folder / "labels.tsv").read_text().splitlines()
        self.assertEqual(names, [f"class-{label}" for label in self.page["labels"]])
        with open(self.folder / "metadata.tsv", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        self.assertEqual([int(row["class number"]) for row in rows], self.page["labels"])

    def test_metrics(self):
        with open(self.folder / "metrics.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for (run, _), losses in zip(self.runs, self.page["metrics"]):
            found = [float(row["value"]) for row in rows if row["run"] == run and row["metric"] == "loss"]
            self.assertEqual(found, losses)  # to the last digit

    def test_negatives(self):
        with open(self.folder / "negatives.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        labels = self.page["labels"]
        run, wanted = self.runs[0]
        sphere = np.reshape(wanted["sphere"], (wanted["n"], wanted["d"]))
        anchor = int(rows[0]["anchor"])
        listed = [row for row in rows if row["run"] == run and row["anchor"] == str(anchor) and row["role"] == "negative"]
        apart = 1 - sphere @ sphere[anchor]
        nearest = sorted((i for i, label in enumerate(labels) if label != labels[anchor]), key=lambda i: apart[i])
        self.assertEqual([int(row["index"]) for row in listed], nearest[: len(listed)])

    def test_what_is_described_is_there(self):
        experiment = json.loads((self.folder / "handover" / "experiment.json").read_text())
        self.assertEqual(experiment["evaluated"]["labels"], self.page["labels"])
        readme = (self.folder / "README.txt").read_text().splitlines()
        for path in ("handover/train.py", "handover/experiment.json", "handover/images.safetensors"):
            self.assertEqual(readme.count(path), 1)
            self.assertTrue((self.folder / path).is_file())


if __name__ == "__main__":
    unittest.main()
