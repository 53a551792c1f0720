"""Forms: a plain presenter that decides, and the widget that forwards to it."""
