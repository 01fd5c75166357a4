"""Corpus runs: shards of crawled pages in, shards of documents out, resumable, with every record accounted for.

    from wenmai import corpus

    end = corpus.run("crawl/", "out", format="parquet", recipe="zh-web")
    print(end.ledger)

One run may be done by many machines that share a file system: `shards` cuts it, `split` begins it, each of them calls `run_shard`, and
`merge` makes one run of it all.
"""

from wenmai._native import RunEnd, RunStatus
from wenmai._native import corpus_merge as merge
from wenmai._native import corpus_run as run
from wenmai._native import corpus_run_shard as run_shard
from wenmai._native import corpus_shards as shards
from wenmai._native import corpus_split as split
from wenmai._native import corpus_status as status

__all__ = ["RunEnd", "RunStatus", "merge", "run", "run_shard", "shards", "split", "status"]
