"""The control API: what the page and the tests steer the workspace by."""
