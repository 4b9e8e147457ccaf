#!/usr/bin/env python3
"""
Trains a grid of runs on Ray Tune, each by train.py beside this file, from initial weights by its seed.

    python sweep.py                                                          the cells of sweep.json
    python sweep.py --grid "head.tauSpherical=0.05,0.1;runs.geometry=spherical,hyperbolic;seed=0..2"
    python sweep.py --gpus 0.5 --jobs 16                                     two cells a GPU, 16 at once

Interrupted, and called again with the same --out, it goes on: cells that are finished stay, those under way continue from
their last evaluation. With RAY_ADDRESS set it joins a cluster, whose machines must all see --out.
What it leaves: sweep.csv, a row a cell, and sweep.zip to drop on the page.
"""
from __future__ import annotations

import argparse
import copy
import csv
import hashlib
import itertools
import json
import os
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from train import HandoverError, find_images, override, plain_name, read_experiment, result_files  # noqa: E402

SPHERICAL, HYPERBOLIC, FUSED = GEOMETRIES = ("spherical", "hyperbolic", "fused")
GEOMETRY, SEED = "runs.geometry", "seed"
# Settings that mean nothing to a geometry: it is run once, not once for each value.
MEANINGLESS = {
    "head.tauSpherical": {HYPERBOLIC},
    "head.tauHyperbolic": {SPHERICAL},
    "head.lambda": {SPHERICAL, HYPERBOLIC},
    "head.c": {SPHERICAL},
    "head.clipRadius": {SPHERICAL},
    "head.hyperbolicInput": {SPHERICAL},
    "head.initialRadius": {SPHERICAL},
}


def values_of(text: str) -> list:
    """`0.05, 0.1`, `0..4` (whole numbers, both ends among them) or words."""
    values: list = []
    for item in (part.strip() for part in text.replace("…", "..").split(",")):
        first, dots, last = item.partition("..")
        try:
            values += list(range(int(first), int(last) + 1)) if dots else [json.loads(item)]
        except ValueError:
            values.append(item)
    if not values or "" in values:
        raise HandoverError(f"--grid: “{text}” has no values; write them with commas between, or as 0..4")
    return values


def parse_grid(text: str) -> dict[str, list]:
    grid: dict[str, list] = {}
    for part in filter(str.strip, text.split(";")):
        path, separator, values = (piece.strip() for piece in part.partition("="))
        if not separator:
            raise HandoverError(f"--grid: {path} has no values; write {path}=…")
        grid[path] = values_of(values)
    for geometry in grid.get(GEOMETRY, []):
        if geometry not in GEOMETRIES:
            raise HandoverError(f"--grid: there is no geometry {geometry}; there are {', '.join(GEOMETRIES)}")
    return grid


def cells_of(base: dict, grid: dict[str, list], steps: int) -> list[dict]:
    """Every combination once, seed by seed: id, configuration of one run, and the swept values that mean something to it."""
    geometries = grid.get(GEOMETRY) or list(dict.fromkeys(run["geometry"] for run in base["runs"]))
    cells = []
    for seed in grid.get(SEED, [base["seed"]]):
        for geometry in geometries:
            paths = [path for path in grid if path not in (GEOMETRY, SEED) and geometry not in MEANINGLESS.get(path, ())]
            for values in itertools.product(*(grid[path] for path in paths)):
                config = copy.deepcopy(base)
                config.update(seed=seed, steps=steps, runs=[{"id": geometry, "name": geometry, "geometry": geometry}])
                for path, value in zip(paths, values):
                    override(config, path, value)
                at = {GEOMETRY: geometry, **dict(zip(paths, values)), **({SEED: seed} if SEED in grid else {})}
                text = json.dumps(config, sort_keys=True)
                cells.append({"id": hashlib.sha256(text.encode()).hexdigest()[:32], "config": config, "geometry": geometry, "at": at})
    return cells


def in_words(cell: dict) -> str:
    return ", ".join(f"{path.split('.')[-1]} {value}" for path, value in cell["at"].items()) or cell["geometry"]


def train_cell(parameters: dict) -> None:
    """One cell, in a process of Ray's. Its folder is its checkpoint: begun again, it goes on from there."""
    task = parameters["task"]
    sys.path.insert(0, task["here"])
    import torch
    import train
    from ray import tune

    cell, folder = task["cell"], Path(task["folder"])
    torch.set_num_threads(max(1, int(task["cpus"])))
    device = torch.device("cuda" if task["gpus"] > 0 else "cpu")
    experiment = {**task["experiment"], "configuration": cell["config"], "title": cell["title"], "weights": {}}
    experiment["sweep"] = {"id": task["sweep"], "cell": cell["id"]}
    run = cell["config"]["runs"][0]
    folder.mkdir(parents=True, exist_ok=True)
    results = train.Results(folder, experiment, device, task["precision"])
    images = train.find_images(task["images"], cell["config"], Path(task["exported"]))
    session = train.Run(experiment, run, images, device, task["precision"], results.checkpoint_of(run))

    def evaluated(run) -> None:
        rows = [row for row in run.metrics if row[2] == run.step]
        results.keep(run)
        tune.report({"step": run.step, **{row[3]: row[5] for row in rows}})

    session.train(evaluated, report=lambda text: None)
    results.keep(session)
    results.archive()


def run_cells(tasks: list[dict], given, out: Path) -> list[str]:
    """Trains what is not finished. @returns what went wrong, a line a cell"""
    import ray
    from ray import tune

    address, started = os.environ.get("RAY_ADDRESS"), not ray.is_initialized()
    if started:
        ray.init(address=address, include_dashboard=False if address is None else None, log_to_driver=False, logging_level="error")
    # Whatever this file is called there, workers need not find it.
    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    try:
        trainable = tune.with_resources(train_cell, {"cpu": given.cpus, "gpu": given.gpus})
        place = str((out / "ray").resolve())
        if tune.Tuner.can_restore(f"{place}/cells"):
            tuner = tune.Tuner.restore(f"{place}/cells", trainable=trainable, resume_unfinished=True, restart_errored=True)
        else:
            tuner = tune.Tuner(
                trainable,
                param_space={"task": tune.grid_search(tasks)},
                tune_config=tune.TuneConfig(max_concurrent_trials=given.jobs, trial_dirname_creator=lambda trial: trial.trial_id),
                run_config=tune.RunConfig(name="cells", storage_path=place, verbose=0),
            )
        results = tuner.fit()
        return [f"{place}: {error}" for place, error in enumerate((result.error for result in results), 1) if error]
    finally:
        if started:
            ray.shutdown()


def collected(tasks: list[dict], out: Path, metric: str) -> tuple[int, list[str]]:
    """sweep.csv and sweep.zip of what is there. @returns how many cells have ended, and those that have not"""
    rows, missing, folders = [], [], []
    for place, task in enumerate(tasks, 1):
        folder, cell = Path(task["folder"]), task["cell"]
        about = folder / "result.json"
        step = json.loads(about.read_text(encoding="utf-8"))["runs"][0]["step"] if about.is_file() else 0
        if step < cell["config"]["steps"]:
            missing.append(f"{in_words(cell)}: step {step} of {cell['config']['steps']}")
        if step == 0:
            continue
        with open(folder / "metrics.csv", newline="", encoding="utf-8") as file:
            found = [row for row in csv.DictReader(file) if row["metric"] == metric]
        rows.append({"cell": cell["id"], **cell["at"], "step": step, metric: found[-1]["value"] if found else ""})
        folders.append((f"{place}-{plain_name(in_words(cell))}", folder))
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with open(out / "sweep.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    with zipfile.ZipFile(out / "sweep.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, folder in folders:
            for path in result_files(folder):
                archive.write(folder / path, f"{name}/{path}")
    return len(tasks) - len(missing), missing


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--experiment", default=str(HERE / "experiment.json"), help="what the grid does not say; default: experiment.json beside this file")
    parser.add_argument("--grid", help="settings between semicolons, values between commas; default: the cells of sweep.json")
    parser.add_argument("--steps", type=int, help="of each cell; default: as configured")
    parser.add_argument("--images", help="as for train.py")
    parser.add_argument("--metric", default="recall@1", help="in sweep.csv; default: recall@1")
    parser.add_argument("--precision", choices=["float32", "float16", "bfloat16"], default="float32")
    parser.add_argument("--cpus", type=float, default=1, help="of a cell; default: 1")
    parser.add_argument("--gpus", type=float, default=0, help="of a cell; default: none")
    parser.add_argument("--jobs", type=int, help="cells at once; default: as many as there are CPUs and GPUs for")
    parser.add_argument("--out", default="sweep-results", help="folder of the results; default: sweep-results")
    given = parser.parse_args(argv)
    try:
        experiment = read_experiment(Path(given.experiment))
        base, listed = experiment["configuration"], Path(given.experiment).parent / "sweep.json"
        if given.grid:
            cells = cells_of(base, parse_grid(given.grid), given.steps or base["steps"])
        elif listed.is_file():
            cells = json.loads(listed.read_text(encoding="utf-8"))["cells"]
            for cell in cells:
                cell["config"]["steps"] = given.steps or cell["config"]["steps"]
        else:
            raise HandoverError('There is no sweep.json: say what to sweep, --grid "head.tauSpherical=0.05,0.1;seed=0..2"')
        exported = Path(given.experiment).parent.resolve()
        images = str(Path(given.images).resolve()) if given.images else None
        find_images(images, base, exported)  # refused here rather than in every cell
        out = Path(given.out).resolve()
        out.mkdir(parents=True, exist_ok=True)
        known, ids = out / "cells.json", [cell["id"] for cell in cells]
        if known.is_file() and json.loads(known.read_text()) != ids:
            raise HandoverError(f"{out} holds another sweep: choose another folder with --out.")
        known.write_text(json.dumps(ids))
        common = {"here": str(HERE), "exported": str(exported), "images": images, "precision": given.precision,
                  "cpus": given.cpus, "gpus": given.gpus, "experiment": experiment, "sweep": experiment["record"]}  # fmt: skip
        title = experiment.get("title") or "Sweep"
        tasks = [{**common, "cell": {**cell, "title": f"{title}: {in_words(cell)}"}, "folder": str(out / "cells" / cell["id"])} for cell in cells]
        failures = run_cells(tasks, given, out)
        ended, missing = collected(tasks, out, given.metric)
        for line in [*failures, *missing]:
            print(line, file=sys.stderr)
        print(f"{ended} of {len(tasks)} cells: {out / 'sweep.csv'}; drop {out / 'sweep.zip'} on the page.")
        return 0 if ended == len(tasks) else 1
    except HandoverError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
