import type { Regex } from "../../regex/regex.ts";

/** The empty expression stands for the one that was used last. */
export type Pattern = Regex | "last";
