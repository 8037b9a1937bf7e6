import { alias, unalias } from "./alias.ts";
import { bind } from "./bind.ts";
import type { Builtin } from "./builtin.ts";
import { createBuiltin } from "./builtin-builtin.ts";
import { caller } from "./caller.ts";
import { cd } from "./cd.ts";
import { createCommand } from "./command.ts";
import { createCompgen } from "./compgen.ts";
import { complete, compopt } from "./complete.ts";
import { declare, local, typeset } from "./declare.ts";
import { dirs, popd, pushd } from "./directory-stack.ts";
import { echo } from "./echo.ts";
import { createEnable } from "./enable.ts";
import { evalBuiltin } from "./eval.ts";
import { exec } from "./exec.ts";
import { exit, logout, returnBuiltin } from "./exit.ts";
import { exportBuiltin } from "./export.ts";
import { bg, disown, fg, suspend } from "./foreground.ts";
import { getopts } from "./getopts.ts";
import { createHash } from "./hash.ts";
import { createHelp } from "./help.ts";
import { fc, history } from "./history.ts";
import { jobs } from "./jobs.ts";
import { kill } from "./kill.ts";
import { letBuiltin } from "./let.ts";
import { breakBuiltin, continueBuiltin } from "./loop-control.ts";
import { mapfile, readarray } from "./mapfile.ts";
import { printf } from "./printf.ts";
import { pwd } from "./pwd.ts";
import { read } from "./read.ts";
import { readonlyBuiltin } from "./readonly.ts";
import { set } from "./set.ts";
import { shift } from "./shift.ts";
import { shopt } from "./shopt.ts";
import { dot, source } from "./source.ts";
import { bracket, test } from "./test.ts";
import { times } from "./times.ts";
import { trap } from "./trap.ts";
import { colon, falseBuiltin, trueBuiltin } from "./true.ts";
import { createType } from "./type.ts";
import { ulimit } from "./ulimit.ts";
import { umask } from "./umask.ts";
import { unset } from "./unset.ts";
import { wait } from "./wait.ts";

/** What shows or calls others of the table is given it, since it can't import it. */
const all = (): ReadonlyMap<string, Builtin> => BUILTINS;

/** All builtins of bash 5.2 by their names, in the order of `compgen -b`. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  [
    dot,
    colon,
    bracket,
    alias,
    bg,
    bind,
    breakBuiltin,
    createBuiltin(all),
    caller,
    cd,
    createCommand(all),
    createCompgen(all),
    complete,
    compopt,
    continueBuiltin,
    declare,
    dirs,
    disown,
    echo,
    createEnable(all),
    evalBuiltin,
    exec,
    exit,
    exportBuiltin,
    falseBuiltin,
    fc,
    fg,
    getopts,
    createHash(all),
    createHelp(all),
    history,
    jobs,
    kill,
    letBuiltin,
    local,
    logout,
    mapfile,
    popd,
    printf,
    pushd,
    pwd,
    read,
    readarray,
    readonlyBuiltin,
    returnBuiltin,
    set,
    shift,
    shopt,
    source,
    suspend,
    test,
    times,
    trap,
    trueBuiltin,
    createType(all),
    typeset,
    ulimit,
    umask,
    unalias,
    unset,
    wait,
  ].map((builtin) => [builtin.name, builtin] as const),
);
