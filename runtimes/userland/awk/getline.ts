import { SystemError } from "../../kernel/system-error.ts";
import { type Code, plain, type Steps, stepsOf, waitFor, waiting } from "./code.ts";
import type { Compiler } from "./compiler.ts";
import type { RecordReader } from "./record-reader.ts";
import { inputValue, type Runtime } from "./runtime.ts";
import type { GetlineNode } from "./tree.ts";
import type { Value } from "./values.ts";

/** `getline` in all of its forms: 1 for a record, 0 at the end, -1 for an error. */
export function compileGetline(compiler: Compiler, { from, source, target }: GetlineNode): Code<Value> {
  const { runtime, environment } = compiler;
  const name = source && compiler.text(source);
  const record: { text: string } = { text: "" };
  const store = target && compiler.place(target).set(plain(() => inputValue(record.text)));
  return waiting(function* (frame): Steps<Value> {
    let text: string | undefined;
    try {
      if (!name || from === "input") text = yield* environment.input.next();
      else {
        const opened = yield* stepsOf(name, frame);
        if (from !== "file") yield* waitFor(runtime.files.flush());
        text = yield* nextRecord(runtime, runtime.files.input(from, opened));
      }
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      runtime.setText("ERRNO", error.message);
      return -1;
    }
    if (text === undefined) return 0;
    record.text = text;
    if (store) yield* stepsOf(store, frame);
    else runtime.fields.setRecord(text);
    return 1;
  });
}

function* nextRecord(runtime: Runtime, reader: RecordReader): Steps<string | undefined> {
  for (;;) {
    const record = reader.take(runtime.recordSeparator);
    if (record !== undefined) {
      runtime.variables.cell("RT").value = reader.ending;
      return record;
    }
    if (reader.isAtEnd) return undefined;
    yield* waitFor(reader.fill());
  }
}
