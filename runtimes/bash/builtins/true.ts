import { defineBuiltin } from "./define.ts";

/* `true`, `:` and `false`, which do nothing but tell their status. */

export const colon = defineBuiltin({
  name: ":",
  isSpecial: true,
  usage: ":",
  summary: "Does nothing, and succeeds.",
  run: () => 0,
});

export const trueBuiltin = defineBuiltin({
  name: "true",
  usage: "true",
  summary: "Succeeds.",
  run: () => 0,
});

export const falseBuiltin = defineBuiltin({
  name: "false",
  usage: "false",
  summary: "Fails.",
  run: () => 1,
});
