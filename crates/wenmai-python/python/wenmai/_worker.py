"""A process that makes documents for another one: `python -c PROGRAM ORDERS`.

What it dies of costs a page, not the run that has started it.
"""

from __future__ import annotations

import os
import sys


def program() -> str:
    """What Python runs in a worker: it looks for modules where this process does, and never beside the pages."""
    paths = [os.path.abspath(path) for path in sys.path if isinstance(path, str) and path]
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # In a session the working folder is on the path, as an empty name, and may have been another one.
    if package not in paths:
        paths.insert(0, package)
    return f"import sys; sys.path[:] = {paths!a}; from wenmai._worker import main; main()"


def limit_memory(n_bytes: int) -> None:
    """Lets the system refuse memory beyond `n_bytes`, which ends the process: a page that needs more is one dead letter."""
    try:
        import resource
    except ImportError:
        # Where the system knows no limit, the run has its own.
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY:
        n_bytes = min(n_bytes, most)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (n_bytes, most))
    except (OSError, ValueError):
        pass


def main() -> None:
    """Serves pages until there are no more."""
    # Whoever starts it does without these.
    import json

    from wenmai import _native

    orders = sys.argv[1]
    limit_memory(json.loads(orders)["address_space"])
    _native._serve_worker(orders)
