;; Pointers beyond the memory: each call answers 21 (EFAULT), and the program exits with the sum of 5 of them.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_unlink_file" (func $path_unlink_file (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (call $fd_write (i32.const 1) (i32.const 0x7fffff00) (i32.const 1) (i32.const 0))
    (call $args_sizes_get (i32.const 0xfffffff0) (i32.const 0))
    (call $path_unlink_file (i32.const 3) (i32.const 0xfff0) (i32.const 0xffff))
    (call $random_get (i32.const 0xfff0) (i32.const 0x100))
    (call $clock_time_get (i32.const 0) (i64.const 0) (i32.const 0xffff))
    i32.add i32.add i32.add i32.add
    call $proc_exit))
