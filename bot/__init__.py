"""The process: the only code that knows Slack, the clock and the environment."""
