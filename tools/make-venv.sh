#!/bin/sh
# Builds .venv from constraints.txt: the project in place, with its development tools.
#
# The build back-end is installed first and from the same list, so that the build itself is pinned too.
set -eu
venv=${1:-.venv}
python=$("$(dirname "$0")/find-python.sh") || {
    echo "This needs Python 3.11 or newer." >&2
    exit 1
}
if ! "$venv/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    "$python" -m venv --clear "$venv"
fi
pip() {
    "$venv/bin/python" -m pip --disable-pip-version-check install --quiet --constraint constraints.txt "$@"
}
echo "Installing the packages of constraints.txt into $venv"
pip hatchling babel editables
pip --no-build-isolation --editable '.[dev]'
