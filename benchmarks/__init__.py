"""What things cost: `python -m benchmarks`, on books made for it and thrown away after it."""
