"""What is owed and paid: pure values and rules that import nothing of ours."""
