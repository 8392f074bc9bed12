"""Whose webhooks are posted to: those that this user said so of on this machine, and none that a library brings along.

A secret key outside of every library, made when it is first needed, marks each webhook. It lies in the folder that
`STEMMA_STATE` names, else in `$XDG_STATE_HOME/stemma` or `~/.local/state/stemma`.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from stemma.errors import LibraryError

NAME = "owner.key"


def place() -> Path:
    """Where the key lies."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(os.environ.get("STEMMA_STATE") or Path(home) / "stemma") / NAME


def mark(watch: str, webhook: str, private: bool) -> str:
    """The mark of a webhook. Raises `LibraryError` where the key can neither be read nor made."""
    path = place()
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = path.with_name(f"{NAME}.{secrets.token_hex(8)}")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
            with contextlib.suppress(FileExistsError):  # another process was faster
                os.link(draft, path)
            draft.unlink()
        key = path.read_bytes()
    except OSError as error:
        remedy = "STEMMA_STATE names a folder for it that this user can write"
        raise LibraryError(f"webhooks need a key: {error.strerror}", input=str(path), remedy=remedy) from error
    if len(key) < 32:
        raise LibraryError("webhooks need a key: it is too short", input=str(path), remedy="remove it, and allow again")
    return hmac.new(key, f"{watch}\n{webhook}\n{int(private)}".encode(), hashlib.sha256).hexdigest()
