"""Log lines: in which form, and where to. In English, for whoever looks after the machine; people read pages and the terminal.

KEHOU_LOG names a file in the installation's folder: lines go there, the file is changed at 5 MB and three old ones are
kept; of an error the terminal says one plain sentence. Without it lines go to stderr, where systemd or a container
takes them. One process writes one file.
"""

import logging
import os
import re
import time
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

FILE_BYTES, OLD_FILES = 5_000_000, 3
SAID_AGAIN_AFTER_S = 60
LONG_NUMBER = re.compile(r"\d{7,}[xX]?")
"""An ID number or a telephone. A database's error may quote the row it could not take (I16)."""

BEFORE = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%S%z", utc=False, key="at"),
    structlog.processors.format_exc_info,
)


def log_line(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    """ "2026-11-02T22:00:03+0800 info kehou.jobs.scan_day term_judged new=0 school=4", a traceback below it."""
    head = [str(event.pop(name, "")) for name in ("at", "level", "logger", "event")]
    trace = event.pop("exception", "")
    rest = [f"{name}={value}" for name, value in sorted(event.items()) if not name.startswith("_")]
    line = " ".join([*head, *rest]) + (f"\n{trace}" if trace else "")
    return LONG_NUMBER.sub(lambda number: number[0][:3] + "***", line)


class PlainSentence(logging.Formatter):
    """What the terminal says of an error: no English, no traceback."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%H:%M:%S", time.localtime(record.created))
        if record.name.startswith(("kehou.kernel.jobs", "kehou.jobs", "kehou.sim")):
            return f"  {at} 后台有一件事这次没有做成，会自动再试。详情在 {self.file}"
        if record.name.startswith("kehou.commands"):
            return f"  {at} 有一步没有做成。详情在 {self.file}"
        return f"  {at} 有一个页面没能打开。详情在 {self.file}"


class NotAgain(logging.Filter):
    """The same trouble every two seconds is said once a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        last = self._said.get(record.name)
        if last is not None and record.created - last < SAID_AGAIN_AFTER_S:
            return False
        self._said[record.name] = record.created
        return True


def logging_settings(home: Path) -> dict[str, Any]:
    """Django's LOGGING; also tells structlog to hand its lines to it."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    file = _file(home)
    line = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, log_line],
        "foreign_pre_chain": BEFORE,
    }
    stderr: dict[str, Any] = {"class": "logging.StreamHandler", "formatter": "line"}
    if file is None:
        handlers = {"stderr": stderr}
    else:
        kept = {"class": "logging.handlers.RotatingFileHandler", "filename": str(file), "maxBytes": FILE_BYTES,
                "backupCount": OLD_FILES, "encoding": "utf-8", "delay": True, "formatter": "line"}  # fmt: skip
        said = {**stderr, "level": "ERROR", "formatter": "sentence", "filters": ["not_again"]}
        handlers = {"file": kept, "stderr": said}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line, "sentence": {"()": PlainSentence, "file": str(file)}},
        "filters": {"not_again": {"()": NotAgain}},
        "handlers": handlers,
        "root": {
            "handlers": list(handlers),
            "level": os.environ.get("KEHOU_LOG_LEVEL") or ("INFO" if file else "WARNING"),
        },
    }


def _file(home: Path) -> Path | None:
    """Where KEHOU_LOG says; None where it says nothing or nothing can be written there."""
    named = os.environ.get("KEHOU_LOG")
    if not named:
        return None
    file = home / named
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.open("a").close()
    except OSError:
        return None
    return file
