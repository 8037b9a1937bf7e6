import type { UserProgram } from "../kernel/kernel.ts";
import { awk } from "./awk.ts";
import { baseEncodings } from "./base-encodings.ts";
import { basename } from "./basename.ts";
import { bc } from "./bc/bc.ts";
import { cat } from "./cat.ts";
import { checksums } from "./checksums/checksums.ts";
import { cksum } from "./checksums/cksum.ts";
import { sum } from "./checksums/sum.ts";
import { chmod } from "./chmod.ts";
import { chgrp, chown } from "./chown.ts";
import { chroot } from "./chroot.ts";
import { cmp } from "./cmp/cmp.ts";
import { col } from "./col.ts";
import { colrm } from "./colrm.ts";
import { column } from "./column/column.ts";
import { comm } from "./comm.ts";
import { bunzip2, bzcat, bzip2 } from "./compressors/bzip2.ts";
import { xzPrograms } from "./compressors/xz.ts";
import { zgreps } from "./compressors/zgrep.ts";
import { zless, zmore } from "./compressors/zless.ts";
import { unzstd, zstd, zstdcat } from "./compressors/zstd.ts";
import { cp } from "./cp.ts";
import { csplit } from "./csplit/csplit.ts";
import { cut } from "./cut.ts";
import { date } from "./date.ts";
import { dc } from "./dc/dc.ts";
import { dd } from "./dd/dd.ts";
import { df } from "./df.ts";
import { diff } from "./diff/diff.ts";
import { diff3 } from "./diff3/diff3.ts";
import { dircolors } from "./dircolors/dircolors.ts";
import { dirname } from "./dirname.ts";
import { du } from "./du.ts";
import { echo } from "./echo.ts";
import { env } from "./env.ts";
import { envsubst } from "./envsubst.ts";
import { expand } from "./expand.ts";
import { expr } from "./expr.ts";
import { factor } from "./factor.ts";
import { file } from "./file/file.ts";
import { find } from "./find/find.ts";
import { fmt } from "./fmt/fmt.ts";
import { fold } from "./fold.ts";
import { free } from "./free.ts";
import { getconf } from "./getconf/getconf.ts";
import { egrep, fgrep, grep } from "./grep/grep.ts";
import { gunzip, gzip, zcat } from "./gzip/gzip.ts";
import { head } from "./head.ts";
import { hexdumps } from "./hexdump/hexdump.ts";
import { hostname } from "./hostname.ts";
import { groups, id } from "./id.ts";
import { install } from "./install.ts";
import { join } from "./join/join.ts";
import { ln } from "./ln.ts";
import { locale } from "./locale/locale.ts";
import { hostid } from "./logins/hostid.ts";
import { logname } from "./logins/logname.ts";
import { users } from "./logins/users.ts";
import { who } from "./logins/who.ts";
import { look } from "./look.ts";
import { dir, ls, vdir } from "./ls/ls.ts";
import { mkdir } from "./mkdir.ts";
import { mktemp } from "./mktemp.ts";
import { mv } from "./mv.ts";
import { nice } from "./nice.ts";
import { nl } from "./nl.ts";
import { link, unlink } from "./nodes/links.ts";
import { mkfifo, mknod } from "./nodes/special-files.ts";
import { sync } from "./nodes/sync.ts";
import { nohup } from "./nohup.ts";
import { nproc } from "./nproc.ts";
import { numfmt } from "./numfmt/numfmt.ts";
import { od } from "./od/od.ts";
import { paste } from "./paste.ts";
import { patch } from "./patch/patch.ts";
import { pathchk } from "./pathchk.ts";
import { pr } from "./pr/pr.ts";
import { printenv } from "./printenv.ts";
import { printf } from "./printf.ts";
import { pgrep, pkill } from "./processes/pgrep.ts";
import { pidof } from "./processes/pidof.ts";
import { ps } from "./processes/ps.ts";
import { pwd } from "./pwd.ts";
import { readlink } from "./readlink.ts";
import { realpath } from "./realpath.ts";
import { rev } from "./rev.ts";
import { rg } from "./rg/rg.ts";
import { rm } from "./rm.ts";
import { rmdir } from "./rmdir.ts";
import { sdiff } from "./sdiff/sdiff.ts";
import { sed } from "./sed/sed.ts";
import { seq } from "./seq.ts";
import { setsid } from "./setsid.ts";
import { shred } from "./shred.ts";
import { shuf } from "./shuf.ts";
import { sleep } from "./sleep.ts";
import { sort } from "./sort/sort.ts";
import { split } from "./split/split.ts";
import { stat } from "./stat.ts";
import { stdbuf } from "./stdbuf.ts";
import { strings } from "./strings/strings.ts";
import { tac } from "./tac.ts";
import { tail } from "./tail.ts";
import { tar } from "./tar/tar.ts";
import { tee } from "./tee.ts";
import { less } from "./terminal/less.ts";
import { more } from "./terminal/more.ts";
import { stty, tty } from "./terminal/stty.ts";
import { clear, reset, tput } from "./terminal/tput.ts";
import { bracket, test } from "./test-program/test.ts";
import { timeout } from "./timeout.ts";
import { touch } from "./touch.ts";
import { tr } from "./tr/tr.ts";
import { tree } from "./tree/tree.ts";
import { truncate } from "./truncate.ts";
import { tsort } from "./tsort.ts";
import { arch, uname } from "./uname.ts";
import { unexpand } from "./unexpand.ts";
import { uniq } from "./uniq.ts";
import { uptime, w } from "./uptime.ts";
import { watch } from "./watch.ts";
import { wc } from "./wc.ts";
import { which } from "./which.ts";
import { whoami } from "./whoami.ts";
import { xargs } from "./xargs/xargs.ts";
import { xxd } from "./xxd/xxd.ts";
import { yes } from "./yes.ts";
import { yq } from "./yq/yq.ts";
import { unzip, zipinfo } from "./zip/unzip.ts";
import { zip } from "./zip/zip.ts";

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
  nawk: awk,
  od,
  join,
  column,
  strings,
  expand,
  unexpand,
  fmt,
  numfmt,
  cksum,
  sum,
  tsort,
  factor,
  colrm,
  csplit,
  look,
  find,
  diff,
  cmp,
  patch,
  diff3,
  sdiff,
  bc,
  dc,
  dd,
  chgrp,
  chown,
  install,
  test,
  "[": bracket,
  chroot,
  envsubst,
  getconf,
  locale,
  hostid,
  logname,
  users,
  who,
  link,
  unlink,
  mkfifo,
  mknod,
  sync,
  pathchk,
  shred,
  watch,
  dircolors,
  less,
  more,
  stty,
  tty,
  clear,
  reset,
  tput,
  pr,
  col,
  gunzip,
  gzip,
  zcat,
  tar,
  unzip,
  zip,
  zipinfo,
  bunzip2,
  bzcat,
  bzip2,
  ...xzPrograms,
  unzstd,
  zstd,
  zstdcat,
  ...zgreps,
  zless,
  zmore,
  free,
  pgrep,
  pidof,
  pkill,
  ps,
  uptime,
  w,
  yq,
};

export function nativePrograms(): ReadonlyMap<string, UserProgram> {
  return new Map(Object.entries(PROGRAMS));
}
