"""Pages in Data-Juicer: samples with a page as their text in, samples with an article out.

    python examples/on_data_juicer.py
"""

from data_juicer.ops import OPERATORS

PAGES = {
    "text": ["<h1>Tea</h1><h2>1. Water</h2><p>Take soft water, and let it boil only once.</p>", ""],
    "url": ["https://tea.example/1", "https://tea.example/2"],
}

# By its name, as recipes have it.
mapper = OPERATORS.modules["wenmai_extract_mapper"](url_key="url")
samples = mapper.process(PAGES)
for name, cells in samples.items():
    print(name, cells)
