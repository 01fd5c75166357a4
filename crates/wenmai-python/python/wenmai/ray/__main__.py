"""`python -m wenmai.ray run`: a corpus run on the machines of a Ray cluster."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from typing import Any

from wenmai import CorpusError, corpus
from wenmai._extras import extra
from wenmai._native import _ledger_sentence

with extra("ray"):
    import ray

from wenmai._engines import SHARD_BYTES
from wenmai.ray import run

# The exit codes of the command `wenmai`.
_OK, _USAGE, _SOME_FAILED, _NOTHING_WRITTEN, _WRITE_ERROR, _INTERRUPTED = 0, 2, 3, 4, 5, 130

# Those of errors of runs, by their kinds.
_EXIT_CODES = {"read": _SOME_FAILED, "damaged": _SOME_FAILED, "write": _WRITE_ERROR}

_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}

# Shards pass by the object store of Ray, which takes a third of the memory if nobody says otherwise.
_OBJECT_STORE_BYTES = 100 << 20


def size(text: str) -> int:
    """Bytes, from `4000000`, `64M`, `1G` or `2GiB` (of 1024)."""
    parts = re.fullmatch(r"([0-9]+)([kmgt]?)(?:i?b)?", text.lower(), re.ASCII)
    if parts is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 512M or 2G")
    return int(parts[1]) * _UNITS[parts[2]]


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
    "site_files": {
        "nargs": "+",
        "action": "extend",
        "metavar": "[URL=]FILE",
        "help": "robots.txt and its like; on all machines",
    },
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


# Flags that are not named like their options.
_FLAGS = {"site_files": ("--site-file", "--site-files")}


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
        allow_abbrev=False,
    )
    add = arguments.add_argument
    add(
        "--input",
        "-i",
        nargs="+",
        action="extend",
        required=True,
        metavar="PATH",
        help="files, folders or globs: WARC, WET, JSON Lines, Parquet, pages; at the same path on all machines",
    )
    add("--output", "--out", "-o", required=True, metavar="DIR", help="folder of the run, on a disk that all machines share")
    for name, settings in _RUN_OPTIONS.items():
        add(*_FLAGS.get(name, [f"--{name.replace('_', '-')}"]), dest=name, **settings)
    add("--format", "-f", choices=("parquet", "jsonl", "md"), default="parquet", help="what the parts hold (default: parquet)")
    add(
        "--shard-size",
        type=size,
        default=SHARD_BYTES,
        metavar="SIZE",
        help="bytes of the files of a task (default: 1G)",
    )
    add("--jobs", "-j", type=int, default=1, metavar="N", help="cores of a task (default: 1)")
    add(
        "--isolate",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="pages in processes of their own, or in that of the task: 5 to 15 %% faster, and a page that ends it ends the run",
    )
    add("--max-retries", type=int, default=3, metavar="N", help="how often a lost task is begun again (default: 3)")
    add(
        "--address",
        default=os.environ.get("RAY_ADDRESS"),
        metavar="ADDRESS",
        help="the cluster: HOST:PORT, ray://…, or auto for the one that runs on this machine (default: RAY_ADDRESS, else this"
        " machine alone)",
    )
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


def start_ray(arguments: argparse.Namespace) -> str:
    """Connects to the cluster that is named, or starts one of this machine alone; says where the run runs.

    Raises:
        ConnectionError, RuntimeError: where the cluster cannot be reached. What is meant for it is not done here instead.
        ValueError: for an address that is none, and for cores of this machine where there is a cluster.
    """
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    # The name that Ray has for none.
    is_alone = arguments.address in (None, "", "local")
    if is_alone:
        ray.init(
            address="local",
            num_cpus=arguments.cpus,
            object_store_memory=_OBJECT_STORE_BYTES,
            include_dashboard=False,
            **quiet,
        )
    elif arguments.cpus is not None:
        raise ValueError("--cpus is for this machine alone, and --address or RAY_ADDRESS names a cluster")
    else:
        ray.init(address=arguments.address, **quiet)
    n_cores = int(ray.cluster_resources().get("CPU", 0))
    if is_alone:
        return f"runs on this machine alone, by {n_cores} cores; --address or RAY_ADDRESS names a cluster"
    n_machines = sum(1 for node in ray.nodes() if node["Alive"])
    return f"runs on the cluster {arguments.address}: machines {n_machines}, cores {n_cores}"


def main(words: Sequence[str] | None = None) -> int:
    """Does what the command line says; gives the exit code, one of those of the command `wenmai`."""
    arguments = parser().parse_args(words)

    def say(text: str) -> None:
        if not arguments.quiet:
            print(text, file=sys.stderr, flush=True)

    def fail(error: Exception, code: int) -> int:
        print(f"error: {error}", file=sys.stderr)
        return code

    try:
        try:
            say(start_ray(arguments))
        except (ConnectionError, RuntimeError, ValueError) as error:
            return fail(error, _USAGE)
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
    except CorpusError as error:
        return fail(error, _EXIT_CODES.get(error.kind, _USAGE))
    except (ValueError, TypeError) as error:
        return fail(error, _USAGE)
    except (OSError, RuntimeError) as error:
        return fail(error, _WRITE_ERROR)
    finally:
        ray.shutdown()
    say(f"finished: {_ledger_sentence(end.ledger)}, {end.parts} parts")
    if end.ledger["written"] == 0:
        return _NOTHING_WRITTEN
    return _SOME_FAILED if end.ledger["dead"] else _OK


if __name__ == "__main__":
    sys.exit(main())
