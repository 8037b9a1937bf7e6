import type { UserProgram } from "../../../runtimes/kernel/kernel.ts";
import { echo, env, fail, mkdir, printenv, pwd, rm, seq, sleep, succeed, touch, yes } from "./small.ts";
import { cat, head, sort, tee, tr, wc } from "./streams.ts";

/** A few real programs: enough to try the kernel and a shell on it. They do what scripts of tests want, no more. */
export const TEST_PROGRAMS: ReadonlyMap<string, UserProgram> = new Map(
  Object.entries({
    cat,
    echo,
    env,
    false: fail,
    head,
    mkdir,
    printenv,
    pwd,
    rm,
    seq,
    sleep,
    sort,
    tee,
    touch,
    tr,
    true: succeed,
    wc,
    yes,
  }),
);
