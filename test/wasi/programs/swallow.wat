;; Catches whatever unwinds it and goes on. Argument: l to print for ever, s to sleep for ever, e to exit.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 2)
  (data (i32.const 0) "\20\00\00\00\00\10\00\00")
  (func (export "_start") (local $letter i32)
    (drop (call $args_get (i32.const 0x10000) (i32.const 0x10100)))
    (local.set $letter (i32.load8_u (i32.load (i32.const 0x10004))))
    (if (i32.eq (local.get $letter) (i32.const 0x6c))
      (then
        (try
          (do (loop $again (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))) (br $again)))
          (catch_all))))
    (if (i32.eq (local.get $letter) (i32.const 0x73))
      (then
        (i64.store (i32.const 0x8018) (i64.const 9000000000000))
        (try (do (drop (call $poll (i32.const 0x8000) (i32.const 0x9000) (i32.const 1) (i32.const 8)))) (catch_all))))))
