"""The starter set of coaching, one TOML file a KPI: tips to try, training items to sit down for."""
