"""train.py against what the page computes and against the PyTorch float64 values of test/golden."""
import contextlib
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import torch
from common import FIXTURES, GOLDEN, RESULTS, expected, unpacked

import train

torch.set_num_threads(2)
TOLERANCE = 1e-3
CPU = torch.device("cpu")


def golden(name: str) -> dict:
    return json.loads((GOLDEN / name).read_text(encoding="utf-8"))


def launched(handover: Path, *arguments: str, processes: int = 1) -> subprocess.CompletedProcess:
    """train.py as whoever has unpacked an export calls it."""
    if processes > 1:
        command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc_per_node={processes}", "train.py"]
    else:
        command = [sys.executable, "train.py"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    done = subprocess.run([*command, "--device", "cpu", *arguments], cwd=handover, capture_output=True, text=True, env=environment, timeout=170)
    if done.returncode != 0:
        raise AssertionError(f"exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def called(handover: Path, *arguments: str) -> None:
    """The same within this process: starting PyTorch takes longer than these tests."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        status = train.main(["--experiment", str(handover / "experiment.json"), "--device", "cpu", *arguments])
    if status != 0:
        raise AssertionError(said.getvalue())


def refused(handover: Path, *arguments: str) -> str:
    """What train.py says when it refuses."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        status = train.main(["--experiment", str(handover / "experiment.json"), "--device", "cpu", *arguments])
    if status != 1:
        raise AssertionError(f"exit {status}")
    return said.getvalue()


def measured(out: Path, metric: str, run: str | None = None) -> list[float]:
    with open(out / "metrics.csv", newline="", encoding="utf-8") as file:
        return [float(row["value"]) for row in csv.DictReader(file) if row["metric"] == metric and run in (None, row["run"])]


class GoldenTest(unittest.TestCase):
    """The formulas, one by one, in float64."""

    def test_distances(self):
        for case in golden("geometry.json")["cases"]:
            head = {"c": case["c"], "clipRadius": case["clipRadius"], "hyperbolicInput": "raw"}
            ball = train.to_ball(torch.tensor(case["tangent"], dtype=torch.float64), head)
            torch.testing.assert_close(ball, torch.tensor(case["ball"], dtype=torch.float64), rtol=1e-9, atol=1e-9)
            apart = train.distances(ball, ball, case["c"])
            torch.testing.assert_close(apart, torch.tensor(case["distance"], dtype=torch.float64), rtol=1e-6, atol=1e-6)

    def test_loss_and_its_gradient(self):
        for case in golden("loss.json")["cases"]:
            features = torch.tensor(case["features"], dtype=torch.float64, requires_grad=True)
            loss, _ = train.contrastive_loss(features, case["samplesPerClass"], case["config"]["mode"], case["config"])
            self.assertAlmostEqual(loss.item(), case["loss"], delta=1e-8 * max(1, abs(case["loss"])))
            loss.backward()
            gradient = torch.tensor(case["gradient"], dtype=torch.float64)
            torch.testing.assert_close(features.grad, gradient, rtol=1e-6, atol=1e-7 * gradient.abs().max().item())

    def test_retrieval(self):
        for case in golden("retrieval.json")["cases"]:
            head = {"c": case["c"], "clipRadius": case.get("clipRadius", 0), "hyperbolicInput": "raw", "tauSpherical": 1, "tauHyperbolic": 1}
            features = torch.tensor(case["embedding"], dtype=torch.float64)
            found = train.retrieve_by_head(features, torch.tensor(case["labels"]), case["geometry"], head)
            for k in train.RECALL_AT:
                self.assertAlmostEqual(found["recallAt"][k], case["recallAt"][str(k)], places=12)
            self.assertAlmostEqual(found["rPrecision"], case["rPrecision"], places=12)
            self.assertAlmostEqual(found["mapAtR"], case["mapAtR"], places=12)


class TrajectoryTest(unittest.TestCase):
    """Continued from an exported checkpoint of the golden ViT, whose first steps the page's own code has taken."""

    def check(self, number: int, processes: int):
        left = expected(f"golden-{number}")
        handover = unpacked(f"golden-{number}") / "handover"
        out = RESULTS / f"golden-{number}-{processes}"
        batches = out / "batches.json"
        out.mkdir(parents=True)
        batches.write_text(json.dumps(left["batches"]))
        arguments = ["--batches", str(batches), "--out", str(out)]
        launched(handover, *arguments, processes=processes) if processes > 1 else called(handover, *arguments)
        for metric, key in (("loss", "loss"), ("gradient norm", "gradientNorm")):
            found = measured(out, metric)
            # What the page had measured comes first.
            wanted = [step[key] for step in left["first"]] + [step[key] for step in left["steps"]]
            self.assertEqual(len(found), len(wanted))
            tolerance = TOLERANCE if metric == "loss" else 0.02
            for step, (a, b) in enumerate(zip(found, wanted), 1):
                self.assertLessEqual(abs(a - b), tolerance * max(1, abs(b)), f"{metric} of step {step}")
        weights, metadata = train.read_safetensors(next(out.glob("runs/*/weights.safetensors")))
        self.assertEqual(metadata["step"], "20")
        self.assertIn("exp_avg_sq.blocks.0.attn.qkv.weight", weights)

    def test_spherical(self):
        self.check(0, 1)

    def test_hyperbolic(self):
        self.check(2, 1)

    def test_fused_with_a_clip_that_acts(self):
        self.check(5, 1)

    def test_fused_by_two_processes(self):
        self.check(4, 2)

    def test_hyperbolic_by_two_processes(self):
        self.check(2, 2)


class PageTest(unittest.TestCase):
    """Continued from the page: the same batches, crops, flips, rate and evaluation, and so the same losses."""

    @classmethod
    def setUpClass(cls):
        cls.page = expected("page")
        cls.handover = unpacked("page") / "handover"
        cls.out = RESULTS / "page"
        launched(cls.handover, "--out", str(cls.out))

    def test_losses_are_those_of_the_page(self):
        for run, steps in self.page["steps"].items():
            for metric, key in (("loss", "loss"), ("gradient norm", "gradientNorm"), ("learning rate", "learningRate"), ("batch accuracy", "accuracy")):
                found = measured(self.out, metric, run)[self.page["before"] :]
                for a, b in zip(found, (step[key] for step in steps), strict=True):
                    self.assertAlmostEqual(a, b, delta=TOLERANCE * max(1, abs(b)))

    def test_evaluation_is_that_of_the_page(self):
        for i, (run, evaluation) in enumerate(self.page["evaluations"].items()):
            for k in (1, 2, 4, 8):
                self.assertAlmostEqual(measured(self.out, f"recall@{k}", run)[-1], evaluation["retrieval"]["recallAt"][str(k)], places=6)
                self.assertAlmostEqual(measured(self.out, f"body recall@{k}", run)[-1], evaluation["bodyRetrieval"]["recallAt"][str(k)], places=6)
            self.assertAlmostEqual(measured(self.out, "map@r", run)[-1], evaluation["retrieval"]["mapAtR"], places=6)
            features = train.read_safetensors(next(self.out.glob(f"runs/{i + 1}-*/features.safetensors")))[0]["features"]
            torch.testing.assert_close(features.flatten(), torch.tensor(evaluation["features"]), rtol=1e-3, atol=1e-4)

    def test_initial_weights_and_scale_are_those_of_the_page(self):
        """From the seed alone: the first loss of an experiment that was never trained elsewhere."""
        experiment = train.read_experiment(self.handover / "experiment.json")
        images = train.StoredImages(self.handover / "images.safetensors")
        for run in experiment["configuration"]["runs"]:
            fresh = train.Run(experiment, run, images, CPU)
            self.assertAlmostEqual(fresh.scale, self.page["featureScales"][run["id"]], places=4)
            self.assertAlmostEqual(fresh.take_step(*fresh.batches.next())["loss"], self.page["first"][run["id"]]["loss"], delta=1e-4)

    def test_goes_on_where_it_stopped(self):
        out = RESULTS / "page-in-parts"
        called(self.handover, "--run", "fused", "--steps", "5", "--out", str(out), "--set", "optimizer.schedule=constant")
        self.assertEqual(json.loads((out / "result.json").read_text())["runs"][0]["step"], 5)
        called(self.handover, "--run", "fused", "--out", str(out), "--set", "optimizer.schedule=constant")
        whole = RESULTS / "page-at-once"
        called(self.handover, "--run", "fused", "--out", str(whole), "--set", "optimizer.schedule=constant")
        self.assertEqual(measured(out, "loss"), measured(whole, "loss"))

    def test_refuses_what_cannot_be_right(self):
        for arguments, words in (
            (["--set", "head.d=1"], "no such setting"),
            (["--run", "elliptic"], "spherical, hyperbolic, fused"),
            (["--images", "/nowhere"], "no such file or folder"),
            (["--set", "batch.classes=500", "--fresh"], "12 classes have training images"),
            (["--set", "head.c=2"], "other settings"),
        ):
            out = self.out if words == "other settings" else RESULTS / "refused"
            self.assertIn(words, refused(self.handover, "--out", str(out), *arguments))

    def test_a_batch_that_cannot_be_shared_is_refused(self):
        experiment = train.read_experiment(self.handover / "experiment.json")
        self.assertEqual(experiment["configuration"]["batch"], {"classes": 6, "samplesPerClass": 2})
        with self.assertRaisesRegex(train.HandoverError, "cannot be shared by 5 processes"):
            with unittest.mock.patch.object(train, "world", return_value=(0, 5)):
                train.share_of(12)


class PrecisionTest(unittest.TestCase):
    """Mixed precision: gradients are unscaled before they are clipped."""

    def run_of(self, precision: str) -> train.Run:
        handover = unpacked("page") / "handover"
        experiment = train.read_experiment(handover / "experiment.json")
        weights = handover / experiment["weights"]["fused"]
        run = next(run for run in experiment["configuration"]["runs"] if run["id"] == "fused")
        return train.Run(experiment, run, train.StoredImages(handover / "images.safetensors"), CPU, precision, weights)

    def test_norms_and_steps_are_those_of_full_precision(self):
        plain = self.run_of("float32")
        batch = plain.batches.next()
        wanted = plain.take_step(*batch)
        self.assertGreater(wanted["gradient norm"], plain.recipe["clipNorm"])
        for precision in ("float16", "bfloat16"):
            run = self.run_of(precision)
            found = run.take_step(*batch)
            self.assertAlmostEqual(found["gradient norm"], wanted["gradient norm"], delta=0.05 * wanted["gradient norm"])
            # The first moment after the step holds the clipped gradient: 1/65,536 of it where gradients are still scaled.
            change = lambda one: one.optimizer.state[one.net.head.weight]["exp_avg"].norm().item()
            self.assertAlmostEqual(change(run), change(plain), delta=0.05 * change(plain))


class FilesTest(unittest.TestCase):
    def test_pictures_in_folders(self):
        """A folder a class, with and without folders for the splits."""
        from PIL import Image

        with tempfile.TemporaryDirectory() as name:
            for label in range(20):
                folder = Path(name, "animals", f"kind {label:02d}")
                folder.mkdir(parents=True)
                for i in range(3):
                    Image.new("RGB", (30, 20), (12 * label, 80 * i, 7)).save(folder / f"{i}.png")
            images = train.folder_images(Path(name), 16, 0.2, 6)
            self.assertEqual([len(images.labels), images.rows([0, 59]).shape], [60, torch.Size([2, 16, 16, 3])])
            self.assertEqual(images.rows([4])[0, 0, 0].tolist(), [12, 80, 7])
            held = {int(label) for label, code in zip(images.labels, images.split) if code == 1}
            self.assertEqual(len(held), 4)
            self.assertTrue(all((code == 1) == (int(label) in held) for label, code in zip(images.labels, images.split)))
            for label in range(20):
                part = "train" if label < 14 else "val"
                shutil.move(Path(name, "animals", f"kind {label:02d}"), Path(name, part, f"kind {label:02d}"))
            self.assertEqual(train.folder_images(Path(name), 16, 0.2, 6).split.tolist(), [0] * 42 + [1] * 18)

    def test_the_list_of_the_page_finds_pictures(self):
        from PIL import Image

        with tempfile.TemporaryDirectory() as name:
            Path(name, "birds").mkdir()
            Image.new("RGB", (8, 8), (1, 2, 3)).save(Path(name, "birds", "a, b.png"))
            Path(name, "images.csv").write_text('path,class,label,split\r\n"mine/birds/a, b.png",birds,5,test\r\n')
            images = train.listed_images(Path(name), Path(name, "images.csv"), 8)
            self.assertEqual([images.labels.tolist(), images.split.tolist(), images.rows([0])[0, 0, 0].tolist()], [[5], [2], [1, 2, 3]])
            Path(name, "images.csv").write_text("path,class,label,split\r\nmine/c.png,birds,5,test\r\n")
            with self.assertRaisesRegex(train.HandoverError, "c.png is missing"):
                train.listed_images(Path(name), Path(name, "images.csv"), 8)

    def test_damaged_weights_are_named(self):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name, "cut.safetensors")
            whole = Path(name, "whole.safetensors")
            train.write_safetensors(whole, {"a": torch.arange(6.0).reshape(2, 3)}, {"x": "y"})
            tensors, metadata = train.read_safetensors(whole)
            self.assertEqual([tensors["a"].tolist(), metadata], [[[0, 1, 2], [3, 4, 5]], {"x": "y"}])
            path.write_bytes(whole.read_bytes()[:-4])
            with self.assertRaisesRegex(train.HandoverError, "cut.safetensors ends within a"):
                train.read_safetensors(path)


if __name__ == "__main__":
    unittest.main()
