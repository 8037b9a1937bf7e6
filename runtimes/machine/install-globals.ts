import { installEncoding } from "../web/encoding.ts";

/* What libraries expect of every engine. It must be there before their modules are evaluated. */

const silent = (): void => {};

installEncoding();
Object.assign(globalThis, { console: { log: silent, info: silent, warn: silent, error: silent, debug: silent } });
