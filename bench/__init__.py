"""What the program costs, beside the plainest thing that does the same, in one run: ``python -m bench``."""
