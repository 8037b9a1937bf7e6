;; Its own maximum is below the slot's limit. Grows as far as it may; exits with its memory in MiB.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 16 128)
  (func (export "_start")
    (loop $more (br_if $more (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))
    (call $proc_exit (i32.div_u (memory.size) (i32.const 16)))))
