#!/bin/sh
# Lints every data contract with datacontract-cli, the linter of the Open Data Contract Standard.
# The linter lives in .tools/datacontract, because it and Pantau need different versions of the same packages.
# Usage, after scripts/siapkan.sh: scripts/periksa_kontrak.sh [FILE ...]; without files every contract.
set -eu
cd "$(dirname "$0")/.."

UV="$PWD/.tools/uv/bin/uv"
LINTER="$PWD/.tools/datacontract"
PACKAGES=scripts/datacontract-cli.txt
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
[ -w "${HOME:-/nonexistent}" ] || export UV_NO_CACHE=1

stop() { printf '%s\n' "$1" >&2; exit 1; }

ensure_linter() {
    [ -f "$LINTER/.siap" ] && cmp -s "$PACKAGES" "$LINTER/.siap" && return
    printf '%s\n' "Menyiapkan datacontract-cli (sekali saja) …" >&2
    rm -rf "$LINTER"
    "$UV" venv --quiet --python "$PWD/.venv/bin/python" "$LINTER" &&
        "$UV" pip install --quiet --python "$LINTER/bin/python" --require-hashes -r "$PACKAGES" ||
        stop "datacontract-cli tidak dapat dipasang; periksa sambungan ke PyPI lalu ulangi."
    cp "$PACKAGES" "$LINTER/.siap"
}

lint_all() { # the command itself, once per file but in one process: most of its time goes into starting
    "$LINTER/bin/python" - "$@" <<'PYTHON'
import sys

from datacontract.cli import app
from typer.testing import CliRunner

failed = 0
for file in sys.argv[1:]:
    outcome = CliRunner().invoke(app, ["lint", file])
    if outcome.exit_code:
        failed += 1
        print(f"{outcome.output}\nKontrak {file} tidak lolos datacontract lint. {outcome.exception or ''}", file=sys.stderr)
sys.exit(failed > 0)
PYTHON
}

ensure_linter
[ $# -gt 0 ] || set -- data_contracts/*.odcs.yaml
lint_all "$@"
