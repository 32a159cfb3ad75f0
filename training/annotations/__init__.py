"""Stand-off annotations of attributions and names over openly licensed news: offsets and hashes, no text."""
