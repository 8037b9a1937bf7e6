;; The memory of a program with threads is imported.
(module
  (import "env" "memory" (memory 1 2 shared))
  (export "memory" (memory 0))
  (func (export "_start")))
