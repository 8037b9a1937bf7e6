import { isMap, isSeq } from "yaml";
import type { Match } from "./match.ts";

/** A node and all below it. */
export function* descendants(match: Match, withKeys = false): Generator<Match> {
  const waiting = [match];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const key = withKeys && next.keyNode ? next.asKey : undefined;
    if (key) yield key;
    yield next;
    if (isMap(next.node) || isSeq(next.node)) for (const value of next.own.reverse()) waiting.push(value);
  }
}
