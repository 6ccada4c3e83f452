"""How well it was collected: pure; the same facts give the same score, forever."""
