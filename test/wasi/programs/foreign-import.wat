(module
  (import "env" "setjmp" (func $setjmp (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $setjmp (i32.const 0)))))
