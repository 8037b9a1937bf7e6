import type { UserProgram } from "../kernel/kernel.ts";
import { awk } from "./awk.ts";
import { baseEncodings } from "./base-encodings.ts";
import { basename } from "./basename.ts";
import { cat } from "./cat.ts";
import { checksums } from "./checksums.ts";
import { chmod } from "./chmod.ts";
import { comm } from "./comm.ts";
import { cp } from "./cp.ts";
import { cut } from "./cut.ts";
import { date } from "./date.ts";
import { df } from "./df.ts";
import { dirname } from "./dirname.ts";
import { du } from "./du.ts";
import { echo } from "./echo.ts";
import { env } from "./env.ts";
import { expr } from "./expr.ts";
import { file } from "./file.ts";
import { fold } from "./fold.ts";
import { egrep, fgrep, grep } from "./grep.ts";
import { head } from "./head.ts";
import { hexdumps } from "./hexdump.ts";
import { hostname } from "./hostname.ts";
import { groups, id } from "./id.ts";
import { nice, nohup, setsid, stdbuf } from "./launchers.ts";
import { ln } from "./ln.ts";
import { dir, ls, vdir } from "./ls.ts";
import { mkdir } from "./mkdir.ts";
import { mktemp } from "./mktemp.ts";
import { mv } from "./mv.ts";
import { nl } from "./nl.ts";
import { nproc } from "./nproc.ts";
import { paste } from "./paste.ts";
import { printenv } from "./printenv.ts";
import { printf } from "./printf.ts";
import { pwd } from "./pwd.ts";
import { readlink } from "./readlink.ts";
import { realpath } from "./realpath.ts";
import { rev } from "./rev.ts";
import { rg } from "./rg.ts";
import { rm } from "./rm.ts";
import { rmdir } from "./rmdir.ts";
import { sed } from "./sed/sed.ts";
import { seq } from "./seq.ts";
import { shuf } from "./shuf.ts";
import { sleep } from "./sleep.ts";
import { sort } from "./sort.ts";
import { split } from "./split.ts";
import { stat } from "./stat.ts";
import { tac } from "./tac.ts";
import { tail } from "./tail.ts";
import { tee } from "./tee.ts";
import { timeout } from "./timeout.ts";
import { touch } from "./touch.ts";
import { tr } from "./tr.ts";
import { tree } from "./tree.ts";
import { truncate } from "./truncate.ts";
import { arch, uname } from "./uname.ts";
import { uniq } from "./uniq.ts";
import { wc } from "./wc.ts";
import { which } from "./which.ts";
import { whoami } from "./whoami.ts";
import { xargs } from "./xargs.ts";
import { xxd } from "./xxd.ts";
import { yes } from "./yes.ts";
import { yq } from "./yq.ts";

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
  date,
  dir,
  ls,
  vdir,
  df,
  du,
  file,
  tree,
  which,
  comm,
  ...baseEncodings,
  nproc,
  shuf,
  truncate,
  ...hexdumps,
  xxd,
  groups,
  id,
  split,
  arch,
  uname,
  xargs,
  sed,
  grep,
  egrep,
  fgrep,
  rg,
  awk,
  gawk: awk,
  yq,
};

export function nativePrograms(): ReadonlyMap<string, UserProgram> {
  return new Map(Object.entries(PROGRAMS));
}
