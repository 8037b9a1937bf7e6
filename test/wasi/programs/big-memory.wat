;; Fills 60 MiB of memory.
(module
  (memory (export "memory") 960)
  (func (export "_start") (memory.fill (i32.const 0) (i32.const 1) (i32.const 62914560))))
