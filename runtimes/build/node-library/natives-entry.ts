import { fillBinding } from "../../node/bindings/index.ts";
import { bareBinding, nodeFacts } from "../../node/node-facts.ts";

/*
 * Bundled and run by natives-report.ts, it makes every binding as a guest does and tells which of Node's functions are
 * still those that do nothing.
 */

/** Stands for a process, a `require` …: what bindings hold on to, and use only while programs run. */
const anything: object = new Proxy(() => {}, { get: () => anything, apply: () => anything, construct: () => anything });

const report = Object.entries(nodeFacts.bindings).map(([name, facts]) => {
  const binding = bareBinding(name);
  const asBare = { ...binding };
  fillBinding(name, binding, anything as never);
  const kindOf = (key: string): "constant" | "stubbed" | "implemented" => {
    const fact = facts[key];
    if (fact && !("call" in fact)) return "constant";
    return binding[key] === asBare[key] ? "stubbed" : "implemented";
  };
  const keys = Object.keys(facts).sort();
  const ofKind = (kind: string): string[] => keys.filter((key) => kindOf(key) === kind);
  return [name, { implemented: ofKind("implemented"), stubbed: ofKind("stubbed"), constant: ofKind("constant") }];
});

(globalThis as unknown as Record<string, unknown>)["__slotboxNatives"] = JSON.stringify(Object.fromEntries(report));
