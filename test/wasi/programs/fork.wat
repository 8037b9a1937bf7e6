;; What a C program that calls fork asks for, linked with --allow-undefined.
(module
  (import "env" "fork" (func (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")))
