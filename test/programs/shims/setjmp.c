/* What clang (19 and newer) calls for setjmp and longjmp on wasm32. */
#include <stdint.h>

struct buffer {
  void *frame;
  uint32_t label;
  struct {
    void *environment;
    int value;
  } thrown;
};

void __wasm_setjmp(void *environment, uint32_t label, void *frame) {
  struct buffer *buffer = environment;
  buffer->frame = frame;
  buffer->label = label;
}

uint32_t __wasm_setjmp_test(void *environment, void *frame) {
  struct buffer *buffer = environment;
  return buffer->frame == frame ? buffer->label : 0;
}

void __wasm_longjmp(void *environment, int value) {
  struct buffer *buffer = environment;
  buffer->thrown.environment = environment;
  buffer->thrown.value = value ? value : 1;
  /* Tag 1 is __c_longjmp. */
  __builtin_wasm_throw(1, &buffer->thrown);
}
