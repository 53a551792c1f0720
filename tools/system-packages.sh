#!/bin/sh
# Installs what Python and Qt need from the system, and nothing that is there already.
#
#   tools/system-packages.sh           install what is missing (as root), or print the one line to run
#   tools/system-packages.sh --tests   also what only the tests need
#   tools/system-packages.sh --list    print everything that is missing, one Debian package a line; change nothing
#
# Each library is looked for by its file, so a machine that has it from elsewhere is left alone. The list is what
# the platform plugins of PySide6 (xcb, offscreen), QtPdf and QtPrintSupport link to.
set -eu

libraries='
libEGL.so.1            libegl1
libGL.so.1             libgl1
libX11-xcb.so.1        libx11-xcb1
libdbus-1.so.3         libdbus-1-3
libfontconfig.so.1     libfontconfig1
libfreetype.so.6       libfreetype6
libglib-2.0.so.0       libglib2.0-0
libgssapi_krb5.so.2    libgssapi-krb5-2
libcups.so.2           libcups2
libxcb-cursor.so.0     libxcb-cursor0
libxcb-glx.so.0        libxcb-glx0
libxcb-icccm.so.4      libxcb-icccm4
libxcb-image.so.0      libxcb-image0
libxcb-keysyms.so.1    libxcb-keysyms1
libxcb-randr.so.0      libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-render.so.0     libxcb-render0
libxcb-shape.so.0      libxcb-shape0
libxcb-shm.so.0        libxcb-shm0
libxcb-sync.so.1       libxcb-sync1
libxcb-util.so.1       libxcb-util1
libxcb-xfixes.so.0     libxcb-xfixes0
libxcb-xkb.so.1        libxcb-xkb1
libxkbcommon-x11.so.0  libxkbcommon-x11-0
libxkbcommon.so.0      libxkbcommon0
'

here=$(dirname "$0")
if [ "$(uname -s)" != Linux ]; then
    exit 0 # PySide6 brings everything on Windows and macOS
fi

known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
missing=$(
    echo "$libraries" | while read -r library package; do
        [ -n "$library" ] || continue
        case "$known" in
            *"$library "*) ;;
            *) echo "$package" ;;
        esac
    done
    if python=$("$here/find-python.sh"); then
        "$python" -c 'import ensurepip, venv' 2>/dev/null || {
            "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
        }
    else
        echo python3
        echo python3-venv
    fi
    if [ -n "${1:-}" ]; then
        # pdftotext and pdffonts: the tests read every PDF with a second pair of eyes
        command -v pdftotext >/dev/null && command -v pdffonts >/dev/null || echo poppler-utils
        # dbus-daemon: the tests of the system's lock run a bus of their own
        command -v dbus-daemon >/dev/null || echo dbus-daemon
        # the tests of faults put a small C library before the system's own
        command -v cc >/dev/null || command -v gcc >/dev/null || printf 'gcc\nlibc6-dev\n'
    fi
)

if [ "${1:-}" = --list ]; then
    [ -z "$missing" ] || echo "$missing"
    exit 0
fi
[ -n "$missing" ] || exit 0

packages=$(echo "$missing" | tr '\n' ' ')
if ! command -v apt-get >/dev/null; then
    echo "Missing on this system, under their Debian names: $packages" >&2
    echo "Install them with the system's own package tool, then run make again." >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "Some system packages are missing. Run this one line, then make again:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $packages" >&2
    exit 1
fi

echo "Installing from Debian: $packages"
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# shellcheck disable=SC2086 # one argument a package
apt-get install -y -q --no-install-recommends $packages

"$here/find-python.sh" >/dev/null || {
    echo "This needs Python 3.11 or newer; the system's own is older." >&2
    exit 1
}
