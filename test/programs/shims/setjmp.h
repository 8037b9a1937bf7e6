/* For clang's WebAssembly setjmp (-mllvm -wasm-enable-sjlj); the wasi-libc of Debian 12 has none. */
#pragma once
typedef unsigned long jmp_buf[8];
typedef jmp_buf sigjmp_buf;
int setjmp(jmp_buf) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf, int);
#define sigsetjmp(buffer, mask) setjmp(buffer)
#define siglongjmp longjmp
