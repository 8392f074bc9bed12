"""Logs on stderr: a line for each thing that happened, as text or as JSON.

Loggers of Stemma (`stemma` and below) put what belongs to an event into `extra={"fields": {...}}`.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from stemma import clock
from stemma.safe import json_line, plain


class Lines(logging.Formatter):
    """One line for each record: time, level, event, and its fields as `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Newlines and quotes inside values are escaped as JSON does it."""
        parts = [f"{name}={json_line(value)}" for name, value in fields(record).items()]
        return " ".join([moment(record), record.levelname.lower(), plain(record.getMessage()), *parts])


class JSONLines(logging.Formatter):
    """One JSON object for each record: `time`, `level`, `event`, and its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The object as one line."""
        frame = {"time": moment(record), "level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps(frame | fields(record), ensure_ascii=True)


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """What belongs to the event; for an error its traceback too."""
    found = dict(getattr(record, "fields", {}))
    if record.exc_info:
        found["traceback"] = logging.Formatter().formatException(record.exc_info)
    return found


def moment(record: logging.LogRecord) -> str:
    """When it happened, UTC, in seconds."""
    return clock.utc(datetime.fromtimestamp(record.created, UTC))


def start(format: str) -> None:
    """Log what Stemma does to stderr from now on, as `text` or `json`."""
    handler = logging.StreamHandler()
    handler.setFormatter(JSONLines() if format == "json" else Lines())
    logger = logging.getLogger("stemma")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
