"""From a fresh clone to a running Plein with nothing but Python: `python3 -m plein.bootstrap run` (or test, lint …).

Only the standard library. Steps whose inputs did not change since they last succeeded are left out (.venv/steps.json).
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STEPS = VENV / "steps.json"
COLLECT = ["collectstatic", "--noinput", "--clear", "--verbosity=0"]
HINT = (
    "Plein needs pip, or Python's own venv, to install what it is made of. On Debian and Ubuntu type:\n\n"
    "    sudo apt-get install -y python3-venv python3-pip\n"
)


def main(words: list[str]) -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Plein needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    os.chdir(ROOT)
    what, rest = (words or ["run"])[0], words[1:]
    if what == "run":
        install("requirements.lock")
        build()
        become("manage.py", "serve", "--prepare", *rest)
    elif what == "test":
        install("requirements-dev.lock")
        build()
        become("-m", "tests.run", *rest)
    elif what == "tool":  # with everything a developer needs, without starting anything
        install("requirements-dev.lock")
        become(*rest)
    elif what == "manage":
        install("requirements.lock")
        build()
        become("manage.py", *rest)
    else:
        sys.exit(f"{what}? Try run, test, tool or manage.")


def install(lock: str) -> None:
    """Make the virtual environment and install exactly what `lock` names, checked against its hashes."""
    done = read_steps().get("install", "")
    full, wanted = fingerprint(ROOT / "requirements-dev.lock"), fingerprint(ROOT / lock)
    if PYTHON.exists() and done in {full, wanted}:
        return
    say(f"Installing {lock} into .venv")
    uv = shutil.which("uv")
    if uv:
        with_uv(uv, lock)
    else:
        with_pip(lock)
    note_step("install", wanted)


def with_uv(uv: str, lock: str) -> None:
    if not PYTHON.exists():
        do(uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV))
    do(uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", lock)


def with_pip(lock: str) -> None:
    """Use the pip that is there for the new environment: Debian's python3 has no ensurepip to put one into it."""
    pip = pip_for_others()
    if not PYTHON.exists():
        if not pip and not has("ensurepip"):
            sys.exit(HINT)
        do(sys.executable, "-m", "venv", *(["--without-pip"] if pip else []), str(VENV))
    own = subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    command = [str(PYTHON), "-m", "pip"] if own else pip
    if not command:
        sys.exit(HINT)
    flags = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-compile", "--no-deps", "--require-hashes"]
    do(*command, "install", *flags, "-r", lock)


def pip_for_others() -> list[str]:
    """Return the command of a pip that can install into another environment (22.3 or newer), or nothing."""
    pip = [sys.executable, "-m", "pip", "--python", sys.executable]
    works = subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode == 0
    return [*pip[:4], str(PYTHON)] if works else []


def has(module: str) -> bool:
    return subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def build() -> None:
    """Compile the translations and give the static files their hashed names, when either changed."""
    step("catalogues", "frontend/locale/**/*.po", ["catalogues"])
    step(
        "static", "frontend/static/**/*", ["collectstatic", "--noinput", "--clear", "--verbosity=0"], "plein/static.py", "requirements.lock"
    )


def step(name: str, pattern: str, command: list[str], *more: str) -> None:
    inputs = sorted(path for path in ROOT.glob(pattern) if path.is_file()) + [ROOT / path for path in more]
    wanted = fingerprint(*inputs)
    made = (ROOT / "static-built" / "staticfiles.json").exists() if name == "static" else True
    if made and read_steps().get(name) == wanted:
        return
    if inputs:
        say(f"Preparing {name}")
        do(str(PYTHON), "manage.py", *command)
    note_step(name, wanted)


def fingerprint(*paths: Path) -> str:
    sha = hashlib.sha256(sys.version.encode())
    for path in paths:
        sha.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()


def read_steps() -> dict:
    try:
        return json.loads(STEPS.read_text())
    except (FileNotFoundError, ValueError):
        return {}


def note_step(name: str, value: str) -> None:
    STEPS.write_text(json.dumps(read_steps() | {name: value}))


def do(*command: str) -> None:
    ended = subprocess.run(command, cwd=ROOT, check=False)
    if ended.returncode:
        sys.exit(ended.returncode)


def become(*arguments: str) -> None:
    """Become the program itself, so that Ctrl-C and signals reach it and nothing is left behind."""
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606


def say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
