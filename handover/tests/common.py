"""What the tests share: the exports that `tools/handover/fixtures.ts` made, unpacked."""
import json
import os
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

FIXTURES = Path(os.environ["HANDOVER_FIXTURES"])
GOLDEN = Path(__file__).resolve().parents[2] / "test" / "golden"
# What the tests leave for whoever reads results back.
RESULTS = Path(os.environ.get("HANDOVER_RESULTS") or tempfile.mkdtemp())


def unpacked(name: str) -> Path:
    """The folder of an export, unpacked once."""
    folder = RESULTS / "unpacked" / name
    if not folder.is_dir():
        with zipfile.ZipFile(FIXTURES / f"{name}.zip") as archive:
            archive.extractall(folder)
    return folder


def expected(name: str) -> dict:
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
