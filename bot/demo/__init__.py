"""`huikuan demo`: a company in a Slack-like workspace in the browser; no account, no settings."""
