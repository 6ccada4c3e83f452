"""How it looks: pure; values in, blocks out."""
