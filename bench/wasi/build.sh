#!/bin/sh
# Rebuilds work.wasm. Debian: apt-get install clang lld wasi-libc libclang-rt-dev-wasm32
set -eu
cd "$(dirname "$0")"
clang --target=wasm32-wasi --sysroot=/usr -nostdlibinc -isystem /usr/include/wasm32-wasi -O2 -s -o work.wasm work.c
