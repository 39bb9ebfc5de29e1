"""`make test`: every test in four stages, and one last line that adds them up.

A test may be skipped in one stage when it runs in another; one that ran nowhere fails the whole.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import NamedTuple

from tests.live.stack import Postgres, Redis

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 25 * 60  # seconds for one stage
PLAIN = "not browser and not live and not faults"
STAGES = {
    "sqlite": ("units, access and stories on SQLite", ["-n", "2", "-m", PLAIN], False),
    "postgres": ("the same on PostgreSQL and Redis", ["-n", "2", "-m", PLAIN], True),
    "browser": ("in Chromium", ["-m", "browser"], True),
    "live": ("live, with faults", ["-m", "live or faults"], False),
}
# Their stories keep promises in seconds, with servers, browsers and databases on the same two cores: one that fails while
# something else has the machine is told a second time, in the open, and counts only when it fails again.
TIMED = {"browser", "live"}
PACKAGES = {"chromium": ["chromium", "fonts-liberation"], "redis-server": ["redis-server"], "postgres": ["postgresql"]}


class Outcome(NamedTuple):
    passed: set[str]
    failed: set[str]
    skipped: set[str]


def main(chosen: list[str]) -> int:
    began = time.monotonic()
    install_missing()
    folder = Path(tempfile.mkdtemp(prefix="plein-test-"))
    folder.chmod(0o755)
    try:
        outcomes = run_stages([name for name in STAGES if not chosen or name in chosen], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return add_up(outcomes, time.monotonic() - began)


def install_missing() -> None:
    """Have Chromium, Redis and PostgreSQL: from Debian when we may, else say what to type."""
    wanted = [package for program, packages in PACKAGES.items() if not present(program) for package in packages]
    if not wanted:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *wanted]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"The tests also need {', '.join(wanted)}. On Debian and Ubuntu type:\n\n    sudo {' '.join(command)}\n")
    print(f"Installing {', '.join(wanted)} from Debian", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "-qq"], [*command, "-qq"]):
        subprocess.run(step, env=quiet, stdout=subprocess.DEVNULL, check=False)
    missing = [program for program in PACKAGES if not present(program)]
    if missing:
        sys.exit(f"These could not be installed: {', '.join(missing)}.")


def present(program: str) -> bool:
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return bool(shutil.which(program)) or (program == "postgres" and any(debian))


def run_stages(names: list[str], folder: Path) -> dict[str, Outcome]:
    """Run the stages one after another, beside a PostgreSQL and a Redis of their own."""
    redis, postgres = Redis(folder), Postgres(folder)
    try:
        redis.start()
        postgres.start()
        services = {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
        return {name: run_stage(name, folder, services) for name in names}
    finally:
        postgres.stop()
        redis.stop()


def run_stage(name: str, folder: Path, services: dict[str, str]) -> Outcome:
    title, choice, real = STAGES[name]
    report = folder / f"{name}.xml"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PLEIN_", "DATABASE_", "REDIS_", "DJANGO_", "EMAIL_"))}
    env |= {"TMPDIR": str(folder), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"} | (services if real else {})
    print(f"\n---- {title}", flush=True)
    outcome = run_pytest(name, choice, report, env)
    if outcome.failed and name in TIMED and report.exists():
        print(f"\n---- {title}: what failed is told once more, alone", flush=True)
        again = run_pytest(name, [*choice, "--last-failed", "--last-failed-no-failures=none"], report, env)
        for test in sorted(outcome.failed & again.passed):
            print(f"TOLD TWICE {name}: {test}", flush=True)
        outcome = Outcome(outcome.passed | again.passed, again.failed | (outcome.failed - again.passed), outcome.skipped)
    return outcome


def run_pytest(name: str, choice: list[str], report: Path, env: dict[str, str]) -> Outcome:
    command = [sys.executable, "-m", "pytest", "-o", "console_output_style=count", f"--junitxml={report}", *choice]
    try:
        code = subprocess.run(command, cwd=ROOT, env=env, timeout=PATIENCE, check=False).returncode
    except subprocess.TimeoutExpired:
        code = f"nothing after {PATIENCE} s"
    outcome = read_report(report)
    if code not in {0, 1} or (code == 1 and not outcome.failed):
        outcome.failed.add(f"{name}: the stage ended with {code}")
    return outcome


def read_report(report: Path) -> Outcome:
    outcome = Outcome(set(), set(), set())
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it
            kinds = {child.tag for child in case}
            test = f"{case.get('classname')}::{case.get('name')}"
            (outcome.failed if kinds & {"failure", "error"} else outcome.skipped if "skipped" in kinds else outcome.passed).add(test)
    return outcome


def add_up(outcomes: dict[str, Outcome], seconds: float) -> int:
    """Print what failed and, last, the sum; return the exit code."""
    ran = {test for outcome in outcomes.values() for test in outcome.passed}
    failed = [f"{name}: {test}" for name, outcome in outcomes.items() for test in sorted(outcome.failed)]
    failed += [f"{name}: {test} was skipped and ran nowhere" for name, o in outcomes.items() for test in sorted(o.skipped - ran)]
    passed = sum(len(outcome.passed) for outcome in outcomes.values())
    print()
    for line in failed:
        print("FAILED", line)
    print(f"==== {passed} passed, {len(failed)} failed in {seconds:.2f}s ====", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
