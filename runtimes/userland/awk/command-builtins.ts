import { startShell, statusOfChild } from "./children.ts";
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
  close: (compiler, [name]) => {
    const { files } = compiler.runtime;
    return andThen(name ? compiler.text(name) : EMPTY, (text) => waitFor(files.close(text)));
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
