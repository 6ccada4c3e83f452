"""What goes wrong outside of us, on purpose: races, kills, a failing Slack; and who notices."""
