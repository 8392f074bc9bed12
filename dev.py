"""Sets up everything and runs it: `python3 dev.py demo` or `python3 dev.py test`. Needs Python 3.11+ and pip, no root.

`python3 dev.py wheel` builds the wheel and installs it as a stranger would: without the lock, with the oldest pip, and
with each newer Python that is there.

Each task has a virtual environment of its own under `.venv/`, made at the first call from a lock file with hashes
(`requirements/`), and made anew when the lock changes. `python3 dev.py lock` compiles the lock files (needs `uv`),
`python3 dev.py goldens` writes the goldens of the tests, `python3 dev.py pictures` the pictures of the docs (needs
Chromium).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
RUN_LOCK = ROOT / "requirements" / "run.txt"
TEST_LOCK = ROOT / "requirements" / "test.txt"
IMAGE_LOCK = ROOT / "docs" / "examples" / "container.txt"
OLDEST_PIP = "23.2.1"
"""That of Python 3.11.7: it passes over extras that newer ones resolve."""
TEST_EXTRAS = ("serve", "mcp", "postgres", "dask", "tables")


def environment(name: str, lock: Path, *, editable: bool) -> Path:
    """The Python of `.venv/NAME` with the packages of `lock` and the project in it."""
    home = ROOT / ".venv" / name
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = home / "installed"
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == wanted and editable:
        return python
    if not (python.exists() and stamp.exists() and stamp.read_text() == wanted):
        print(f"Setting up {home.relative_to(ROOT)} (once; a few minutes)", flush=True)
        venv.create(home, with_pip=True, clear=True)
        pip(python, "--require-hashes", "-r", str(lock))
    pip(python, "--no-deps", "--no-build-isolation", *(["-e"] if editable else ["--force-reinstall"]), str(ROOT))
    stamp.write_text(wanted)
    return python


def pip(python: Path, *arguments: str) -> None:
    """Install; on a terminal with a line that says how far it is, for it takes minutes."""
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    if not sys.stdout.isatty():
        subprocess.run([*command, "--quiet", *arguments], check=True)
        return
    begun, columns = time.monotonic(), shutil.get_terminal_size().columns
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "pip.log"
        with log.open("wb") as out:
            installing = subprocess.Popen([*command, "--progress-bar=off", *arguments], stdout=out)
        while True:
            try:
                code = installing.wait(1)
                break
            except subprocess.TimeoutExpired:
                lines = log.read_text(errors="replace").split("\n")
                doing = f"{time.monotonic() - begun:4.0f} s  {' '.join(lines[-2:]).strip() or 'starting pip'}"
                print(f"\r\x1b[K{doing[: columns - 1]}", end="", flush=True)
    print("\r\x1b[K", end="", flush=True)
    if code:
        raise subprocess.CalledProcessError(code, command)


def run(python: Path, *arguments: str) -> None:
    print(f"$ python {' '.join(arguments)}", flush=True)
    subprocess.run([python, *arguments], cwd=ROOT, check=True)


def demo(*arguments: str) -> None:
    """Install what running needs, and run `stemma demo`."""
    run(environment("run", RUN_LOCK, editable=False), "-m", "stemma", "demo", *arguments)


def test(*arguments: str) -> None:
    """Install what testing needs, then check style, types and behaviour."""
    python = environment("test", TEST_LOCK, editable=True)
    if not arguments:
        run(python, "-m", "ruff", "check")
        run(python, "-m", "ruff", "format", "--check")
        run(python, "-m", "mypy")
    run(python, "-m", "pytest", "-n", "auto", *arguments)


def goldens() -> None:
    """Write `tests/goldens/` anew: what Stemma says of the demo and of two invented stories."""
    run(environment("test", TEST_LOCK, editable=True), "-m", "tests.goldens")


def pictures(*arguments: str) -> None:
    """Write `docs/pictures/` anew: the pages of the demo, as a Chromium of this machine draws them."""
    run(environment("test", TEST_LOCK, editable=True), "bench/pictures.py", *arguments)


def wheel() -> None:
    """Build the wheel, install it without the lock, run the demo and read one page: by the oldest pip, and by others.

    The others are newer Pythons that are on this machine (`others`), each with the pip that it brings.
    """
    builder = environment("run", RUN_LOCK, editable=False)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        pip_wheel = ["wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation"]
        run(builder, "-m", "pip", *pip_wheel, "--wheel-dir", str(home), str(ROOT))
        (built,) = home.glob("*.whl")
        for name, command in (("this", sys.executable), *others()):
            subprocess.run([command, "-m", "venv", str(home / name)], check=True)
            python = home / name / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
            if name == "this":
                pip(python, f"pip=={OLDEST_PIP}")
            pip(python, str(built))
            smoke(python, home / f"{name}-demo")
            print(f"the wheel works without the lock: {name} ({command})", flush=True)


def smoke(python: Path, folder: Path) -> None:
    """Run the demo of an installed wheel, and read one page of HTML; ends here where that does not work."""
    folder.mkdir()
    sentence = "The harbour of Lowmere was closed on Monday after a storm, the port authority said. "
    page = f"<html><head><title>Harbour closed</title></head><body><p>{sentence * 9}</p></body></html>"
    (folder / "page.html").write_text(page)
    for arguments, wanted in ((["demo"], "report"), (["annotate", "page.html", "--json"], "lowmere")):
        told = subprocess.run(
            [python, "-m", "stemma", *arguments], cwd=folder, check=True, capture_output=True, text=True
        )
        if "Traceback" in told.stderr or wanted not in told.stdout.casefold():
            sys.exit(f"the installed wheel does not work: stemma {arguments[0]}\n{told.stdout}{told.stderr}")


def others() -> list[tuple[str, str]]:
    """Names and commands of newer Pythons on this machine that run: on the path, or in the folder of pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = []
    for name in ("python3.12", "python3.13", "python3.14"):
        commands = [shutil.which(name), *sorted(map(str, pyenv.glob(f"*/bin/{name}")), reverse=True)]
        works = (
            c for c in commands if c and subprocess.run([c, "-m", "venv", "-h"], capture_output=True).returncode == 0
        )
        command = next(works, None)
        if command and sys.version_info[:2] != tuple(map(int, name[6:].split("."))):
            found.append((name, command))
    return found


def lock() -> None:
    """Compile the lock files, with hashes and without any address of a registry."""
    common = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    inputs = ["pyproject.toml", "requirements/build.in"]
    extras = [word for extra in TEST_EXTRAS for word in ("--extra", extra)]
    locks = (
        (RUN_LOCK, []),
        (TEST_LOCK, ["--group", "dev", "-c", str(RUN_LOCK), *extras]),
        (IMAGE_LOCK, ["-c", str(TEST_LOCK), "--extra", "postgres", "--extra", "serve"]),
    )
    for target, more in locks:
        subprocess.run(["uv", "pip", "compile", *common, *inputs, *more, "-o", str(target)], cwd=ROOT, check=True)


def main(arguments: list[str]) -> int:
    tasks = {"demo": demo, "test": test, "wheel": wheel, "lock": lock, "goldens": goldens, "pictures": pictures}
    if sys.version_info < (3, 11):  # noqa: UP036 - the point is to say so
        print(f"Stemma needs Python 3.11 or newer; this is {sys.version.split()[0]}", file=sys.stderr)
        return 2
    if not arguments or arguments[0] not in tasks:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        tasks[arguments[0]](*arguments[1:])
    except subprocess.CalledProcessError as error:
        print(f"failed: {' '.join(map(str, error.cmd))} (exit status {error.returncode})", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
