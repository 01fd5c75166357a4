"""A process that makes documents for another one: `python -m wenmai._worker ORDERS`.

What it dies of costs a page, not the run that has started it.
"""

from __future__ import annotations

import json
import sys


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
    from wenmai import _native

    orders = sys.argv[1]
    limit_memory(json.loads(orders)["address_space"])
    _native._serve_worker(orders)


if __name__ == "__main__":
    main()
