"""Pages in a pipeline of datatrove: documents with a page as their text in, documents with an article out.

    python examples/on_datatrove.py
"""

from datatrove.data import Document

from wenmai.datatrove import WenmaiExtractor

PAGES = [
    Document("<h1>Tea</h1><h2>1. Water</h2><p>Take soft water, and let it boil only once.</p>", id="1"),
    Document("", id="2"),
]

extractor = WenmaiExtractor(timeout=30)
for document in extractor.run(iter(PAGES)):
    print(document.id, document.text, document.metadata["wenmai"])
print({name: stat.total for name, stat in extractor.stats.stats.items()})
