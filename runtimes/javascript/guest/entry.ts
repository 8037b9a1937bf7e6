import "./utf8.ts";
import { JAVASCRIPT_GLOBAL, type JavaScriptGuest, type StartOptions } from "../javascript.ts";
import { boot } from "./boot.ts";
import { seedMathRandom } from "./crypto/random.ts";
import { hardenGlobals } from "./harden.ts";
import { loop } from "./loop.ts";
import { startMachine } from "./machine.ts";
import { prepareProgram, runProgram } from "./program.ts";
import { watchProxies } from "./proxies.ts";
import { reject } from "./rejections.ts";

watchProxies();
const realm = boot();
prepareProgram(realm);

const guest: JavaScriptGuest = {
  start(serialized) {
    const options = JSON.parse(serialized) as StartOptions;
    // Not in the startup snapshot: V8 adds to these objects when it makes a context from it.
    hardenGlobals();
    Reflect.deleteProperty(globalThis, JAVASCRIPT_GLOBAL);
    startMachine(options);
    seedMathRandom();
    loop.guarded(() => runProgram(realm, options));
    loop.guarded(loop.processTicks);
  },
  turn: () => loop.turn(),
  rejected: reject,
};

Object.defineProperty(globalThis, JAVASCRIPT_GLOBAL, { value: guest, configurable: true });
