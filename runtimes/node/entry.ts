import "./utf8.ts";
import type { Evaluation } from "../abi/evaluation.ts";
import { NODE_GUEST_GLOBAL, type NodeGuest, type StartOptions } from "../abi/node.ts";
import { FIRST_PID } from "../abi/shell.ts";
import { fenceSizes } from "../engine/size-fences.ts";
import { boot } from "./boot.ts";
import { seedMathRandom } from "./crypto/random.ts";
import { hardenGlobals } from "./harden.ts";
import { loop } from "./loop.ts";
import { startMachine } from "./machine.ts";
import { watchFunctionConstructor } from "./modules/function-constructor.ts";
import { prepareProgram, runProgram } from "./program.ts";
import { watchProxies } from "./proxies.ts";
import { reject } from "./rejections.ts";
import { Session } from "./session/session.ts";

fenceSizes();
watchProxies();
const realm = boot();
watchFunctionConstructor();
/** A session's code may put something else in its place. */
const { parse: parseJson } = JSON;
prepareProgram(realm);

function begin(options: StartOptions): void {
  // Not in the startup snapshot: V8 adds to these objects when it makes a context from it.
  hardenGlobals();
  Reflect.deleteProperty(globalThis, NODE_GUEST_GLOBAL);
  startMachine(options);
  seedMathRandom();
}

let session: Session | undefined;

const guest: NodeGuest = {
  start(serialized) {
    const options = JSON.parse(serialized) as StartOptions;
    begin(options);
    loop.guarded(() => runProgram(realm, options));
    loop.guarded(loop.processTicks);
  },
  evaluate(serialized) {
    const evaluation = parseJson(serialized) as Evaluation;
    if (!session) {
      begin({ ...evaluation, args: ["node"], pid: FIRST_PID });
      session = new Session(realm, evaluation);
    }
    session.evaluate(evaluation);
  },
  turn: () => loop.turn(),
  rejected: reject,
};

Object.defineProperty(globalThis, NODE_GUEST_GLOBAL, { value: guest, configurable: true });
