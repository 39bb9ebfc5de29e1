"""Logs: one line an event, JSON for machines, coloured for people at a terminal."""

import logging.config
import sys

import structlog

STAMP = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

# Without local variables: they hold passwords and links that open accounts.
WHAT_BROKE = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))


def configure(options: dict) -> None:
    """Send everything to stderr. `options`: `json` (default: unless stderr is a terminal), `level`."""
    as_json = options.get("json")
    as_json = not sys.stderr.isatty() if as_json is None else as_json
    draw = (
        [WHAT_BROKE, structlog.processors.JSONRenderer()]
        if as_json
        else [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *STAMP, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *draw],
        "foreign_pre_chain": [*STAMP, structlog.stdlib.ExtraAdder(allow=[])],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": options.get("level", "INFO")},
            "loggers": QUIETER,
        }
    )


# The request line says it already, or it says nothing an operator can act on.
QUIETER = {
    "django.request": {"level": "ERROR"},
    "django.security": {"level": "ERROR"},
    "django.security.DisallowedHost": {"level": "CRITICAL"},
    "django.security.RequestDataTooBig": {"level": "CRITICAL"},
    "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
    "django.security.csrf": {"level": "ERROR"},
    "django_tasks": {"level": "WARNING"},
    "django_tasks_db": {"level": "WARNING"},
    "uvicorn": {"level": "WARNING"},
    "daphne": {"level": "WARNING"},
    "PIL": {"level": "WARNING"},
}
