import { directoryHandles } from "../fs/directory-handle.ts";
import { bareBinding } from "../node-facts.ts";
import { perIsolateSymbols, privateSymbols } from "../private-symbols.ts";
import { asyncWrap } from "./async-wrap.ts";
import type { Binding, BindingContext } from "./binding.ts";
import { blob } from "./blob.ts";
import { buffer } from "./buffer.ts";
import { errors } from "./errors.ts";
import { fsBinding } from "./fs.ts";
import { messaging } from "./messaging.ts";
import { modules } from "./modules.ts";
import { options } from "./options.ts";
import { processMethods } from "./process-methods.ts";
import { processes } from "./processes.ts";
import { createRuntimeScheduling } from "./scheduling.ts";
import { scripts } from "./scripts.ts";
import { serdes } from "./serdes.ts";
import { system } from "./system.ts";
import { text } from "./text.ts";
import { types } from "./types.ts";
import { url } from "./url.ts";
import { util } from "./util.ts";
import { zlib } from "./zlib.ts";

/** Each gets its binding as Node has it, with functions that do nothing, and puts its own in. */
type Fill = (bare: Binding, context: BindingContext) => void;

const FILL: Readonly<Record<string, Fill>> = {
  ...asyncWrap,
  ...blob,
  ...buffer,
  ...directoryHandles,
  ...processes,
  ...zlib,
  ...errors,
  ...fsBinding,
  ...messaging,
  ...modules,
  ...options,
  ...processMethods,
  ...createRuntimeScheduling,
  ...scripts,
  ...serdes,
  ...system,
  ...text,
  ...types,
  ...url,
  ...util,
  symbols: (bare) => void Object.assign(bare, perIsolateSymbols),
};

export function internalBindings(context: BindingContext): (name: string) => Binding {
  return (name) => {
    const binding = bareBinding(name);
    fillBinding(name, binding, context);
    return binding;
  };
}

/** Puts what a slot has into a binding; what it has not got stays a function that does nothing. */
export function fillBinding(name: string, bare: Binding, context: BindingContext): void {
  if (name === "util") bare["privateSymbols"] = privateSymbols;
  FILL[name]?.(bare, context);
}
