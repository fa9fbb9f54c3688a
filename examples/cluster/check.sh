#!/bin/sh
# Builds the example and runs its test: a scheduler and two executors on 127.0.0.1. Not part of the checks of the library: the engine
# alone takes some ten minutes to build.
set -eu
cd "$(dirname "$0")"
cargo fmt --check
cargo clippy --locked --profile cluster --all-targets -- -D warnings
cargo test --locked --profile cluster -- --nocapture
