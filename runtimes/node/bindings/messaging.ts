import { absentClass } from "../absent.ts";
import { cloned } from "../structured-clone.ts";
import type { Binding, BindingContext } from "./binding.ts";

export const messaging = {
  messaging: (bare: Binding, { domException }: BindingContext): void => {
    const DOMException = domException["DOMException"] as new (message: string, name: string) => Error;
    Object.assign(bare, domException, {
      exposeLazyDOMExceptionProperty(target: object) {
        Object.defineProperty(target, "DOMException", { value: DOMException, configurable: true, writable: true });
      },
      structuredClone: (value: unknown) =>
        cloned(value, (message) => {
          throw new DOMException(message, "DataCloneError");
        }),
      setDeserializerCreateObjectFunction() {},
      MessageChannel: absentClass("slotbox has no MessageChannel: a slot has no threads"),
    });
  },
};
