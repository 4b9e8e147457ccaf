"""Runs the tests beside it and writes how many passed and failed. python run.py COUNTS.json"""
import json
import sys
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


class Timed(unittest.TextTestResult):
    def startTest(self, test):
        self.began = time.monotonic()
        super().startTest(test)

    def addSuccess(self, test):
        self.passed = getattr(self, "passed", 0) + 1
        self.stream.write(f"({time.monotonic() - self.began:.1f} s) ")
        super().addSuccess(test)


if __name__ == "__main__":
    found = unittest.defaultTestLoader.discover(str(HERE))
    result = unittest.TextTestRunner(verbosity=2, resultclass=Timed).run(found)
    # A skipped test has not shown anything.
    failed = len(result.failures) + len(result.errors) + len(result.skipped) + len(result.unexpectedSuccesses)
    passed = getattr(result, "passed", 0)
    Path(sys.argv[1]).write_text(json.dumps({"passed": passed, "failed": failed}))
    sys.exit(0 if failed == 0 and passed > 0 else 1)
