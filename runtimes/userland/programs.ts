import type { UserProgram } from "../kernel/kernel.ts";
import { awk } from "./awk.ts";
import { basename } from "./basename.ts";
import { cat } from "./cat.ts";
import { checksums } from "./checksums.ts";
import { chmod } from "./chmod.ts";
import { cp } from "./cp.ts";
import { cut } from "./cut.ts";
import { dirname } from "./dirname.ts";
import { echo } from "./echo.ts";
import { env } from "./env.ts";
import { expr } from "./expr.ts";
import { fold } from "./fold.ts";
import { head } from "./head.ts";
import { hostname } from "./hostname.ts";
import { nice, nohup, setsid, stdbuf } from "./launchers.ts";
import { ln } from "./ln.ts";
import { mkdir } from "./mkdir.ts";
import { mktemp } from "./mktemp.ts";
import { mv } from "./mv.ts";
import { nl } from "./nl.ts";
import { paste } from "./paste.ts";
import { printenv } from "./printenv.ts";
import { printf } from "./printf.ts";
import { pwd } from "./pwd.ts";
import { readlink } from "./readlink.ts";
import { realpath } from "./realpath.ts";
import { rev } from "./rev.ts";
import { rm } from "./rm.ts";
import { rmdir } from "./rmdir.ts";
import { seq } from "./seq.ts";
import { sleep } from "./sleep.ts";
import { sort } from "./sort.ts";
import { stat } from "./stat.ts";
import { tac } from "./tac.ts";
import { tail } from "./tail.ts";
import { tee } from "./tee.ts";
import { timeout } from "./timeout.ts";
import { touch } from "./touch.ts";
import { tr } from "./tr.ts";
import { uniq } from "./uniq.ts";
import { wc } from "./wc.ts";
import { whoami } from "./whoami.ts";
import { yes } from "./yes.ts";

/** Programs of our own, which read and print as they go: `yes | head -1` ends. */
const PROGRAMS: Readonly<Record<string, UserProgram>> = {
  cat,
  hostname,
  seq,
  tr,
  basename,
  dirname,
  echo,
  expr,
  printenv,
  printf,
  pwd,
  whoami,
  mkdir,
  rmdir,
  rm,
  touch,
  ln,
  stat,
  readlink,
  realpath,
  cp,
  mv,
  sort,
  chmod,
  mktemp,
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
  ...checksums,
  awk,
  gawk: awk,
};

export function nativePrograms(): ReadonlyMap<string, UserProgram> {
  return new Map(Object.entries(PROGRAMS));
}
