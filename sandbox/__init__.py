"""A small Slack on this machine, to try an app in and to test it against."""
