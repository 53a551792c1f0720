#!/bin/sh
# Prints the Python to build with: $PYTHON, else the first of these that is 3.11 or newer. Fails if there is none.
for candidate in "${PYTHON:-}" python3.11 python3 python3.12 python3.13 python3.14 python; do
    [ -n "$candidate" ] || continue
    command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    command -v "$candidate"
    exit 0
done
exit 1
