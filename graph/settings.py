"""Settings: read once from the environment by a `__main__`, and passed on from there.

A value that makes no sense raises SettingsError, whose text names the variable and the mend.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal, cast, get_args

from graph.http.edge import Edge
from graph.log import LogFormat
from graph.plan.limits import Limits

ROOT = Path(__file__).resolve().parent.parent

SqliteModule = Literal["auto", "sqlite3", "pysqlite3"]
MetricsFor = Literal["local", "all", "off"]
Switch = Literal["on", "off"]


class SettingsError(ValueError):
    """A setting that cannot be used; the text says which, and what it may be."""


@dataclass(frozen=True, slots=True)
class Settings(Limits, Edge):
    database_url: str = f"sqlite:///{ROOT / 'data' / 'roadmaps.sqlite'}"
    """DATABASE_URL: `sqlite:///FILE` or `postgresql://USER@HOST/NAME`."""
    sqlite_module: SqliteModule = "auto"
    """SQLITE_MODULE: the driver; auto takes pysqlite3, whose SQLite is newer, where installed."""
    page_limit: int = 1_000
    """PAGE_LIMIT: the longest page a client may ask for."""
    statement_seconds: int = 3
    """STATEMENT_SECONDS: how long one operation may keep the database busy."""
    answer_cache_bytes: int = 16 * 1024 * 1024
    """ANSWER_CACHE_BYTES: how much each process keeps of its answers; 0 for nothing."""
    persisted_query_bytes: int = 4 * 1024 * 1024
    """PERSISTED_QUERY_BYTES: how much each process keeps of the documents that clients name by
    their hashes; 0 for nothing."""
    trusted_documents: Path | None = None
    """TRUSTED_DOCUMENTS: a JSON file, {"ID": "TEXT"}, of the only documents that run; null where
    any does."""
    explain_operations: Switch = "off"
    """EXPLAIN_OPERATIONS: whether answers tell their SQL and its plan; for development alone."""
    clicks_per_minute: int = 600
    """CLICKS_PER_MINUTE: how many one visitor may send; 0 for any number."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """TRUSTED_PROXIES: addresses and networks, by commas, whose X-Forwarded-For is believed."""

    log_format: LogFormat = "text"
    """LOG_FORMAT: lines of text, or of JSON."""
    access_log: Switch = "off"
    """ACCESS_LOG: whether each request is a line of the log."""
    metrics: MetricsFor = "local"
    """METRICS: who sees /metrics: who asks on this machine and for nobody else, all, or nobody."""
    explorer_folder: Path = ROOT / ".venv" / "explorer"
    """EXPLORER_FOLDER: where `make explorer` puts the files of the explorer, made by others."""
    metrics_folder: Path | None = None
    """METRICS_FOLDER: where several processes write down their counts for each other; null for a
    new folder for each start."""
    otel_exporter_otlp_endpoint: str | None = None
    """OTEL_EXPORTER_OTLP_ENDPOINT: the collector that is told of each request; null for none.
    OpenTelemetry itself reads this and its other variables."""
    otel_sdk_disabled: Literal["true", "false"] = "false"
    """OTEL_SDK_DISABLED: true, and nobody is told all the same."""


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from the environment's variables; what is unset or empty keeps its default."""
    default = Settings()
    return Settings(
        database_url=_secret(environ, "DATABASE_URL") or default.database_url,
        sqlite_module=_choice(environ, "SQLITE_MODULE", SqliteModule, default.sqlite_module),
        page_limit=_count(environ, "PAGE_LIMIT", default.page_limit),
        statement_seconds=_count(environ, "STATEMENT_SECONDS", default.statement_seconds),
        answer_cache_bytes=_count(environ, "ANSWER_CACHE_BYTES", default.answer_cache_bytes, 0),
        persisted_query_bytes=_count(
            environ, "PERSISTED_QUERY_BYTES", default.persisted_query_bytes, 0
        ),
        trusted_documents=_path(environ, "TRUSTED_DOCUMENTS"),
        explain_operations=_choice(
            environ, "EXPLAIN_OPERATIONS", Switch, default.explain_operations
        ),
        clicks_per_minute=_count(environ, "CLICKS_PER_MINUTE", default.clicks_per_minute, 0),
        trusted_proxies=_networks(environ, "TRUSTED_PROXIES"),
        log_format=_choice(environ, "LOG_FORMAT", LogFormat, default.log_format),
        access_log=_choice(environ, "ACCESS_LOG", Switch, default.access_log),
        metrics=_choice(environ, "METRICS", MetricsFor, default.metrics),
        explorer_folder=_path(environ, "EXPLORER_FOLDER") or default.explorer_folder,
        metrics_folder=_path(environ, "METRICS_FOLDER"),
        otel_exporter_otlp_endpoint=environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or None,
        otel_sdk_disabled=_boolean(environ, "OTEL_SDK_DISABLED"),
        **_counts(environ, Limits),
        **_counts(environ, Edge),
    )


def _secret(environ: Mapping[str, str], name: str) -> str | None:
    """A setting that may hold a password: itself, or the first line of the file NAME_FILE names."""
    path = environ.get(f"{name}_FILE")
    if not path:
        return environ.get(name)
    if environ.get(name):
        raise SettingsError(f"{name} and {name}_FILE are both set: unset one of them")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        told = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsError(f"{name}_FILE names {path}, which cannot be read: {told}") from None


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    return Path(text) if (text := environ.get(name)) else None


def _choice(environ: Mapping[str, str], name: str, allowed: Any, default: Any) -> Any:
    """One of a Literal's words."""
    word, words = environ.get(name) or default, get_args(allowed)
    if word not in words:
        raise SettingsError(f"{name} is {word!r}; set it to one of {', '.join(words)}")
    return word


def _boolean(environ: Mapping[str, str], name: str) -> Literal["true", "false"]:
    """As OpenTelemetry reads one: whatever is not true is false."""
    return "true" if environ.get(name, "").strip().lower() == "true" else "false"


def _counts(environ: Mapping[str, str], declared: type[Limits] | type[Edge]) -> dict[str, Any]:
    """The fields of a class of which each is a number of at least 1."""
    return {
        each.name: _count(environ, each.name.upper(), cast(int, each.default))
        for each in fields(declared)
    }


def _networks(environ: Mapping[str, str], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    entries = [entry.strip() for entry in environ.get(name, "").split(",") if entry.strip()]
    try:
        return tuple(ip_network(entry) for entry in entries)
    except ValueError as error:
        raise SettingsError(
            f"{name} must list addresses and networks, such as 127.0.0.1,10.0.0.0/8: {error}"
        ) from None


def _count(environ: Mapping[str, str], name: str, default: int, least: int = 1) -> int:
    text = environ.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and int(text) >= least):
        raise SettingsError(f"{name} is {text!r}; set it to a whole number, {least} or more")
    return int(text)
