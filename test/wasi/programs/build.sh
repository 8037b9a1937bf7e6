#!/bin/sh
# Rebuilds the modules next to it. Debian: apt-get install clang lld wasi-libc libclang-rt-dev-wasm32 wabt
set -eu
cd "$(dirname "$0")"
clang --target=wasm32-wasi --sysroot=/usr -nostdlibinc -isystem /usr/include/wasm32-wasi -Os -s -o probe.wasm probe.c
for source in *.wat; do wat2wasm --enable-exceptions --enable-threads "$source"; done
clang --target=wasm32-wasi --sysroot=/usr -nostdlibinc -isystem /usr/include/wasm32-wasi -Os -s -mexec-model=reactor \
  -o reactor.wasm reactor.c
