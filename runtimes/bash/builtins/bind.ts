import { defineBuiltin } from "./define.ts";

/** There is no line editing here: what bash says without it. */
export const bind = defineBuiltin({
  name: "bind",
  usage:
    "bind [-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] [keyseq:readline-function or readline-command]",
  summary: "Sets what keys do, where lines are edited.",
  async run(shell) {
    await shell.error("bind: warning: line editing not enabled");
    return 0;
  },
});
