"""A real PostgreSQL for the tests, where its programs are installed: a cluster of its own in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql")


def programs() -> Path | None:
    """The folder of `initdb`, `pg_ctl` and `postgres`, or None where they are not installed."""
    found = [p.parent for place in PLACES for p in Path(place).glob("**/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    return max(found, default=None)


@contextmanager
def postgresql(bin: Path) -> Iterator[str]:
    """Start a server that listens on a socket in its own folder only; yields its URL and takes everything away."""
    # The server refuses to run as root, so it runs as the least of users then.
    user = "nobody" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="stemma-pg-") as folder:
        home = Path(folder)
        if user:
            os.chown(home, pwd.getpwnam(user).pw_uid, -1)
        data, log = home / "data", home / "log"

        def run(*command: str | Path) -> None:
            subprocess.run(
                command, check=True, user=user, cwd=home, stdout=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"}
            )

        run(bin / "initdb", "-D", data, "-U", "stemma", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off"
        run(bin / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
        try:
            yield f"postgresql://stemma@/postgres?host={home}"
        finally:
            run(bin / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
