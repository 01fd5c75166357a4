"""`python -m wenmai.ray run`: a corpus run on the machines of a Ray cluster."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import ray

from wenmai import corpus
from wenmai._engines import SHARD_BYTES
from wenmai._native import _ledger_sentence
from wenmai.ray import run

# The exit codes of the command `wenmai`.
_OK, _USAGE, _SOME_FAILED, _NOTHING_WRITTEN, _WRITE_ERROR, _INTERRUPTED = 0, 2, 3, 4, 5, 130

_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}

# Shards pass by the object store of Ray, which takes a third of the memory if nobody says otherwise.
_OBJECT_STORE_BYTES = 100 << 20


def size(text: str) -> int:
    """Bytes, from `4000000`, `64M` or `1G` (of 1024)."""
    number, unit = text, ""
    if text[-1:].lower() in _UNITS:
        number, unit = text[:-1], text[-1].lower()
    if not number.isascii() or not number.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 64M")
    return int(number) * _UNITS[unit]


# Options of a run that are what somebody gives, by their names in Python.
_RUN_OPTIONS: dict[str, dict[str, Any]] = {
    "recipe": {"metavar": "NAME|FILE", "help": "keep only the documents that a recipe keeps"},
    "redact": {"nargs": "?", "const": "all", "metavar": "KINDS", "help": "placeholders in the place of personal data"},
    "redact_language": {"choices": ("code", "zh"), "help": "language of the placeholders"},
    "kind": {"help": "what the inputs hold, instead of what their names say"},
    "charset": {"help": "charset of all pages"},
    "captured_at": {"metavar": "TIME", "help": "when all pages were captured that do not say it"},
    "content_field": {"metavar": "NAME", "help": "field or column with the page"},
    "id_field": {"metavar": "NAME", "help": "field or column with its id"},
    "url_field": {"metavar": "NAME", "help": "field or column with its address"},
    "site_files": {"nargs": "+", "metavar": "[URL=]FILE", "help": "robots.txt and its like; on all machines"},
    "profiles": {"metavar": "DIR", "help": "what repeats on the pages of sites; on all machines"},
    "host": {"help": "the site of all pages"},
    "articles": {"action": "store_true", "default": None, "help": "articles of statutes are headings"},
    "compress": {"choices": ("none", "zstd"), "help": "how the parts are compressed"},
    "part_size": {"type": size, "metavar": "SIZE", "help": "bytes of the pages of a part"},
    "skip_read_errors": {"action": "store_true", "default": None, "help": "go on when a file cannot be read on"},
    "memory": {"type": size, "metavar": "SIZE", "help": "most memory of a task"},
    "time_limit": {"type": float, "metavar": "SECONDS", "help": "longest time for a page"},
    "max_page_bytes": {"type": size, "metavar": "SIZE", "help": "longest page"},
    "max_nodes": {"type": int, "metavar": "N", "help": "most nodes of a page"},
    "max_depth": {"type": int, "metavar": "N", "help": "deepest node of a page"},
    "max_lines": {"type": int, "metavar": "N", "help": "most lines of a page"},
    "max_steps": {"type": int, "metavar": "N", "help": "most steps of work on a page"},
    "max_expansion": {"type": int, "metavar": "N", "help": "most bytes that a compressed byte may give"},
}


def parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    command = argparse.ArgumentParser(
        prog="python -m wenmai.ray", description="Wenmai on the machines of a Ray cluster."
    )
    commands = command.add_subparsers(dest="command", required=True, metavar="COMMAND")
    arguments = commands.add_parser(
        "run",
        help="pages in, documents out: the parts, ledger and dead letters of `wenmai corpus run`",
        description="Runs shards of the inputs as tasks of Ray and puts them together. The same command goes on with a run"
        " that was stopped.",
    )
    add = arguments.add_argument
    add(
        "--input",
        "-i",
        nargs="+",
        required=True,
        metavar="PATH",
        help="files, folders or globs: WARC, WET, JSON Lines, Parquet, pages; at the same path on all machines",
    )
    add("--output", "-o", required=True, metavar="DIR", help="folder of the run, on a disk that all machines share")
    for name, settings in _RUN_OPTIONS.items():
        add(f"--{name.replace('_', '-')}", **settings)
    add("--format", "-f", choices=("parquet", "jsonl", "md"), default="parquet", help="what the parts hold (default: parquet)")
    add(
        "--shard-size",
        type=size,
        default=SHARD_BYTES,
        metavar="SIZE",
        help="bytes of the files of a task (default: 1G)",
    )
    add("--jobs", type=int, default=1, metavar="N", help="cores of a task (default: 1)")
    add(
        "--no-isolate",
        dest="isolate",
        action="store_false",
        help="pages in the process of the task: 5 to 15 %% faster, and a page that ends it ends the run",
    )
    add("--max-retries", type=int, default=3, metavar="N", help="how often a lost task is begun again (default: 3)")
    add("--address", metavar="ADDRESS", help="the cluster: HOST:PORT or ray://…; RAY_ADDRESS, else this machine alone")
    add("--cpus", type=int, metavar="N", help="cores of this machine, where there is no cluster")
    add("--quiet", "-q", action="store_true", help="say nothing but errors")
    return command


def run_options(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options of the run that were given."""
    given = {name: getattr(arguments, name) for name in (*_RUN_OPTIONS, "format", "jobs", "isolate")}
    if given["redact"] == "all":
        given["redact"] = True
    elif given["redact"] is not None:
        given["redact"] = given["redact"].split(",")
    return {name: value for name, value in given.items() if value is not None}


def start_ray(arguments: argparse.Namespace) -> None:
    """Connects to the cluster, or starts one of this machine alone."""
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    try:
        # Finds RAY_ADDRESS, too.
        ray.init(address=arguments.address or "auto", **quiet)
    except ConnectionError:
        if arguments.address:
            raise
        ray.init(
            address="local",
            num_cpus=arguments.cpus,
            object_store_memory=_OBJECT_STORE_BYTES,
            include_dashboard=False,
            **quiet,
        )


def main(words: Sequence[str] | None = None) -> int:
    """Does what the command line says; gives the exit code, one of those of the command `wenmai`."""
    arguments = parser().parse_args(words)

    def say(text: str) -> None:
        if not arguments.quiet:
            print(text, file=sys.stderr, flush=True)

    try:
        start_ray(arguments)
        end: corpus.RunEnd = run(
            arguments.input,
            arguments.output,
            shard_bytes=arguments.shard_size,
            max_retries=arguments.max_retries,
            on_shard=lambda done, all_shards, ledger: say(f"{done} of {all_shards} shards: {_ledger_sentence(ledger)}"),
            **run_options(arguments),
        )
    except KeyboardInterrupt:
        say("stopped; the same command goes on")
        return _INTERRUPTED
    except (ValueError, TypeError, ConnectionError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _USAGE
    except (OSError, RuntimeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _WRITE_ERROR
    finally:
        ray.shutdown()
    say(f"finished: {_ledger_sentence(end.ledger)}, {end.parts} parts")
    if end.ledger["written"] == 0:
        return _NOTHING_WRITTEN
    return _SOME_FAILED if end.ledger["dead"] else _OK


if __name__ == "__main__":
    sys.exit(main())
