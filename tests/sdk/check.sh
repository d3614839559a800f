#!/bin/sh
# Checks the fake providers against the vendors' own clients, in a virtual environment of its own.
# Not part of `./aida test`: it needs Python 3.10 or newer and the Python package index. Usage: tests/sdk/check.sh [folder]
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$here/../..
venv=${1:-$root/target/sdk-venv}
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
cargo build --release --quiet --manifest-path "$root/Cargo.toml" -p aida-lab --example fakes
target=${CARGO_TARGET_DIR:-$root/target}
exec "$venv/bin/python" "$here/check.py" "$target/release/examples/fakes"
