"""Block Kit as Slack checks it: one file a family of blocks."""
