"""Where it is kept: the only code that knows the database and pandas."""
