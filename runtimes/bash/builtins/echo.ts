import { readEscapes } from "../escapes.ts";
import { defineBuiltin } from "./define.ts";
import { printOutput } from "./output.ts";

export const echo = defineBuiltin({
  name: "echo",
  usage: "echo [-neE] [arg ...]",
  summary: "Prints its arguments, with spaces between them.",
  run(shell, args, process) {
    let endsLine = true;
    let unescapes = shell.options.shopt.xpg_echo;
    let first = 0;
    // With both options, bash knows no options of echo, as POSIX has it.
    if (!(shell.options.set.posix && unescapes)) {
      for (; first < args.length; first++) {
        const option = args[first] ?? "";
        if (!/^-[neE]+$/.test(option)) break;
        for (const letter of option.slice(1)) {
          if (letter === "n") endsLine = false;
          else unescapes = letter === "e";
        }
      }
    }
    let text = (first === 0 ? args : args.slice(first)).join(" ");
    if (unescapes) {
      const unescaped = readEscapes(text, "echo");
      text = unescaped.text;
      if (unescaped.ends) endsLine = false;
    }
    return printOutput(shell, process, "echo", endsLine ? `${text}\n` : text);
  },
});
