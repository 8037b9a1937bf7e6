import { startShell, statusOfChild } from "../program/shell-children.ts";
import { AwkError } from "./awk-error.ts";
import { andThen, type Code, plain, stepsOf, waitFor, waiting } from "./code.ts";
import type { Compiler } from "./compiler.ts";
import type { Expression } from "./tree.ts";
import type { Value } from "./values.ts";

type Special = (compiler: Compiler, args: readonly Expression[]) => Code<Value>;

const EMPTY: Code<string> = plain(() => "");

/** What has to do with other programs and with files. */
export const COMMAND_BUILTINS: Readonly<Record<string, Special>> = {
  system: (compiler, [command]) => {
    const { process, kernel, files } = compiler.runtime;
    return andThen(command ? compiler.text(command) : EMPTY, function* (text) {
      yield* waitFor(files.flush());
      const child = startShell(process, kernel, text);
      return yield* waitFor(statusOfChild(process, kernel, child.pid));
    });
  },
  close: (compiler, [name, end]) => {
    const { files } = compiler.runtime;
    const opened = name ? compiler.text(name) : EMPTY;
    const which = end && compiler.text(end);
    return waiting(function* (frame) {
      const text = yield* stepsOf(opened, frame);
      const how = which && (yield* stepsOf(which, frame));
      if (how !== undefined && how !== "to" && how !== "from")
        throw new AwkError("close: second argument must be `to' or `from'");
      return yield* waitFor(files.close(text, how));
    });
  },
  fflush: (compiler, [name]) => {
    const { files } = compiler.runtime;
    const text = name && compiler.text(name);
    return waiting(function* (frame) {
      const which = text && (yield* stepsOf(text, frame));
      return (yield* waitFor(files.flush(which === "" ? undefined : which))) ? 0 : -1;
    });
  },
};
