import type { UserProgram } from "../kernel/kernel.ts";
import { cat } from "./cat.ts";
import { cut } from "./cut.ts";
import { env } from "./env.ts";
import { fold } from "./fold.ts";
import { head } from "./head.ts";
import { nice, nohup, setsid, stdbuf } from "./launchers.ts";
import { nl } from "./nl.ts";
import { paste } from "./paste.ts";
import { rev } from "./rev.ts";
import { seq } from "./seq.ts";
import { sleep } from "./sleep.ts";
import { tac } from "./tac.ts";
import { tail } from "./tail.ts";
import { tee } from "./tee.ts";
import { timeout } from "./timeout.ts";
import { tr } from "./tr.ts";
import { uniq } from "./uniq.ts";
import { wc } from "./wc.ts";
import { yes } from "./yes.ts";

/** Programs of our own, which read and print as they go: `yes | head -1` ends. */
const PROGRAMS: Readonly<Record<string, UserProgram>> = {
  cut,
  env,
  false: () => 1,
  fold,
  head,
  nice,
  nl,
  nohup,
  paste,
  rev,
  setsid,
  sleep,
  stdbuf,
  tac,
  tail,
  tee,
  timeout,
  true: () => 0,
  uniq,
  wc,
  yes,
};

/** @param general those by whose name others are known: they do what these leave */
export function nativePrograms(
  general: ReadonlyMap<string, UserProgram> = new Map(),
): ReadonlyMap<string, UserProgram> {
  const programs = new Map<string, UserProgram>(Object.entries(PROGRAMS));
  programs.set("cat", cat(general.get("cat")));
  programs.set("tr", tr(general.get("tr")));
  const generalSeq = general.get("seq");
  if (generalSeq) programs.set("seq", seq(generalSeq));
  return programs;
}
