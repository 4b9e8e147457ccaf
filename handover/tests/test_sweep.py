"""sweep.py on a Ray of this machine."""
import contextlib
import csv
import io
import json
import logging
import os
import unittest
import zipfile

from common import RESULTS, unpacked

import sweep

os.environ.update(OMP_NUM_THREADS="1", RAY_USAGE_STATS_ENABLED="0", TUNE_DISABLE_AUTO_CALLBACK_LOGGERS="1")


class GridTest(unittest.TestCase):
    def test_values(self):
        self.assertEqual(sweep.values_of("0.05, 0.1"), [0.05, 0.1])
        self.assertEqual(sweep.values_of("0..2"), [0, 1, 2])
        self.assertEqual(sweep.parse_grid("runs.geometry=spherical,fused;seed=0…1"), {"runs.geometry": ["spherical", "fused"], "seed": [0, 1]})
        for text in ("head.c", "head.c=", "runs.geometry=flat"):
            with self.assertRaises(sweep.HandoverError):
                sweep.parse_grid(text)

    def test_a_setting_that_means_nothing_is_not_swept(self):
        base = json.loads((unpacked("page") / "handover" / "experiment.json").read_text())["configuration"]
        grid = sweep.parse_grid("runs.geometry=spherical,fused;head.c=0.1,0.2,0.3;seed=0..1")
        cells = sweep.cells_of(base, grid, 5)
        self.assertEqual([(cell["geometry"], cell["at"].get("head.c"), cell["at"]["seed"]) for cell in cells[:4]],
                         [("spherical", None, 0), ("fused", 0.1, 0), ("fused", 0.2, 0), ("fused", 0.3, 0)])  # fmt: skip
        self.assertEqual(len({cell["id"] for cell in cells}), 8)
        with self.assertRaisesRegex(sweep.HandoverError, "head.d"):
            sweep.cells_of(base, {"head.d": [1]}, 5)


class RayTest(unittest.TestCase):
    @classmethod
    def tearDownClass(cls):
        import ray

        ray.shutdown()

    def test_four_cells_one_of_which_fails_at_first(self):
        handover, out = unpacked("sweep") / "handover", RESULTS / "sweep"
        cells = json.loads((handover / "sweep.json").read_text())["cells"]
        self.assertEqual(len(cells), 4)
        # Something stands where a cell would keep its results.
        obstacle = out / "cells" / cells[2]["id"]
        obstacle.parent.mkdir(parents=True)
        obstacle.write_text("")
        self.assertEqual(called(handover, out)[0], 1)
        others = {path: path.stat().st_mtime_ns for path in out.glob("cells/*/result.json")}
        self.assertEqual(len(others), 3)
        obstacle.unlink()
        status, said = called(handover, out)
        self.assertEqual(status, 0, said)
        self.assertIn("4 of 4 cells", said)
        # What had ended was not trained again.
        self.assertEqual(others, {path: path.stat().st_mtime_ns for path in others})
        with open(out / "sweep.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        at = [(row["runs.geometry"], row["head.tauSpherical"], row["head.tauHyperbolic"], row["step"]) for row in rows]
        self.assertEqual(at, [("spherical", "0.05", "", "4"), ("spherical", "0.2", "", "4"), ("hyperbolic", "", "0.1", "4"), ("hyperbolic", "", "0.4", "4")])
        self.assertTrue(all(0 <= float(row["recall@1"]) <= 1 for row in rows))
        with zipfile.ZipFile(out / "sweep.zip") as archive:
            self.assertEqual(sum(name.endswith("/result.json") for name in archive.namelist()), 4)
        self.assertIn("another sweep", called(handover, out, "--grid", "seed=0..1")[1])


def called(handover, out, *arguments):
    """sweep.py on the Ray that the first of these starts. @returns exit status and what it says"""
    import ray

    if not ray.is_initialized():
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="error")
    # Ray logs at length what one of these makes fail.
    logging.disable(logging.CRITICAL)
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(said):
        status = sweep.main(["--experiment", str(handover / "experiment.json"), "--out", str(out), *arguments])
    logging.disable(logging.NOTSET)
    return status, said.getvalue()


if __name__ == "__main__":
    unittest.main()
