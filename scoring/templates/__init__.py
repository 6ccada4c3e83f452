"""Scheme templates, one TOML file a role and rhythm; `sales` is in force until there is another."""
