"""Lint our own JavaScript when there is any: `python -m tests.oxlint`."""

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1] / "frontend" / "static" / "js"

if __name__ == "__main__":
    oxlint = Path(sys.executable).with_name("oxlint")
    sys.exit(subprocess.run([oxlint, "--deny-warnings", SCRIPTS], check=False).returncode if SCRIPTS.exists() else 0)
