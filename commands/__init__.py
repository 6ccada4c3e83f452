"""What people can ask: one file each, found by `commands._contract.discover`."""
