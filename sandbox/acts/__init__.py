"""What people do: typing, pressing, filling in; one file each."""
