#!/bin/sh
# Prepares this folder for `make run` and `make test`: uv, the locked environment, for tests a real Chromium and Dovecot.
# Everything lands inside the project folder, except those two, which come from the system's packages.
# Usage: scripts/siapkan.sh run|test
set -eu
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
TOOLS="$PWD/.tools"
UV="$TOOLS/uv/bin/uv"
export UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT="$PWD/.venv" UV_NO_PROGRESS=1

stop() { printf '%s\n' "$1" >&2; exit 1; }
say() { printf '%s\n' "$1" >&2; }

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    stop "Pantau memerlukan Python 3.11 sampai 3.14; pasang dahulu (Debian/Ubuntu: apt-get install python3 python3-venv)."
}

apt_install() { # as root only; quiet, never asks
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

venv_with_uv() {
    rm -rf "$TOOLS/uv"
    "$PYTHON" -m venv "$TOOLS/uv" >/dev/null 2>&1 && "$TOOLS/uv/bin/python" -m pip install -q "uv==$UV_VERSION" 2>"$TOOLS/pip.log"
}

pip_target_uv() { # Debian without python3-venv but with pip
    rm -rf "$TOOLS/uv"
    "$PYTHON" -m pip install -q --target "$TOOLS/uv" "uv==$UV_VERSION" 2>/dev/null && [ -x "$UV" ]
}

ensure_uv() {
    [ -x "$UV" ] && [ "$("$UV" --version 2>/dev/null | cut -d' ' -f2)" = "$UV_VERSION" ] && return
    say "Menyiapkan uv $UV_VERSION …"
    mkdir -p "$TOOLS"
    venv_with_uv || pip_target_uv || { apt_install python3-venv python3-pip && venv_with_uv; } ||
        stop "uv tidak dapat dipasang: pasang modul venv (Debian/Ubuntu: apt-get install python3-venv) dan periksa sambungan ke PyPI, lalu ulangi."
}

ensure_environment() { # $1: run|test. `run` leaves out the development group, but removes nothing that is there.
    stamp="$PWD/.venv/.siap-$1"
    [ -f "$stamp" ] && [ "$stamp" -nt uv.lock ] && [ "$stamp" -nt pyproject.toml ] && return
    say "Menyiapkan lingkungan Python (sekali saja) …"
    if [ "$1" = run ]; then set -- run --no-dev --inexact; else set -- test; fi
    purpose=$1; shift
    "$UV" sync --quiet --frozen --compile-bytecode --python "$PYTHON" "$@" ||
        stop "Lingkungan Python tidak dapat disiapkan; periksa sambungan ke PyPI lalu ulangi."
    touch "$PWD/.venv/.siap-$purpose"
}

has_chromium() { for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null 2>&1 && return 0; done; return 1; }

ensure_chromium() {
    has_chromium && return
    say "Memasang Chromium untuk uji peramban …"
    apt_install chromium fonts-dejavu-core && has_chromium && return
    stop "Uji peramban memerlukan Chromium; pasang dahulu (Debian/Ubuntu, sebagai root: apt-get install chromium fonts-dejavu-core)."
}

has_dovecot() { PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v dovecot >/dev/null 2>&1; }

ensure_dovecot() {
    has_dovecot && return
    say "Memasang Dovecot untuk uji kotak surat …"
    apt_install dovecot-imapd && has_dovecot && return
    stop "Uji kotak surat memerlukan Dovecot; pasang dahulu (Debian/Ubuntu, sebagai root: apt-get install dovecot-imapd)."
}

PYTHON=$(find_python)
ensure_uv
ensure_environment "${1:-run}"
[ "${1:-run}" = test ] && ensure_chromium && ensure_dovecot
exit 0
