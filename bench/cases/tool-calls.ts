import type { Case } from "../case.ts";
import { childProcess } from "../subjects/child-process.ts";
import type { Files } from "../subjects/subject.ts";
import { type ShellCall, shellCase, timesOf } from "./shell-call.ts";

/* Programs of /usr/bin on large inputs, beside the machine's own. */

const GREP_FILES = 2000;
const GREP_MATCHES = GREP_FILES / 25;
const LINES = 200_000;
const FIND_FILES = 10_000;
const JSON_ITEMS = 50_000;

const CALLS: readonly ShellCall[] = [
  {
    name: "grep-2000",
    command: "grep -rl needle data | wc -l",
    prints: String(GREP_MATCHES),
    files: grepFiles(),
    rounds: { rounds: 20 },
    aims: (ms, others) => timesOf(ms, others, childProcess.name, 1, "grep"),
  },
  tool("sort-200000", "sort lines.txt | tail -n 1", lineOf(99_999), lineFiles(), 4),
  tool("sort-numbers-200000", "sort -k2,2n lines.txt | tail -n 1", lineOf(LINES - 1), lineFiles(), 4),
  tool("awk-sum-200000", "awk '{ sum += $2 } END { print sum }' lines.txt", sumOfLines(), lineFiles(), 4),
  tool("find-10000", "find tree -type f -name '*.txt' | wc -l", String(FIND_FILES / 2), treeFiles(), 1),
  tool("find-sizes-10000", "find tree -type f -size -1k -printf '%s\\n' | wc -l", "0", treeFiles(), 1),
  tool("jq-5-mb", "jq '[.[].size] | add' items.json", sumOfItems(), jsonFiles(), 3),
  tool("jq-pipe-5-mb", "cat items.json | jq '[.[].size] | add'", sumOfItems(), jsonFiles(), 3),
];

/** One that only the machine's own tool is beside, and may take so many times as long. */
function tool(name: string, command: string, prints: string, files: Files, times: number): ShellCall {
  return {
    name,
    command,
    prints,
    files,
    rounds: { rounds: 20, warmUp: 3 },
    isForBashAlone: true,
    aims: (ms, others) => timesOf(ms, others, childProcess.name, times, "the tool"),
  };
}

/** About 1 KB each, in forty folders; one in 25 holds the word. */
function grepFiles(): Files {
  const line = "The quick brown fox jumps over the lazy dog; pack my box with five dozen liquor jugs.\n";
  const entries = Array.from({ length: GREP_FILES }, (_, index): [string, string] => {
    const word = index % 25 === 0 ? "one needle\n" : "only hay\n";
    return [`data/folder${index % 40}/file${index}.txt`, `${index}\n${line.repeat(6)}${word}${line.repeat(6)}`];
  });
  return Object.fromEntries(entries);
}

/** Each number once, in no order, behind a word and before another number. */
function lineFiles(): Files {
  const lines = Array.from({ length: LINES }, (_, index) => `${lineOf((index * 7919) % LINES)}\n`);
  return { "lines.txt": lines.join("") };
}

function lineOf(number: number): string {
  return `word${number % 100_000} ${number} ${(number * 31) % 5003}`;
}

function sumOfLines(): string {
  return String((LINES * (LINES - 1)) / 2);
}

/** A hundred folders in ten; every other file is a text. */
function treeFiles(): Files {
  const entries = Array.from({ length: FIND_FILES }, (_, index): [string, string] => {
    const ending = index % 2 === 0 ? "txt" : "log";
    return [`tree/part${index % 10}/folder${index % 100}/file${index}.${ending}`, `${index}\n`];
  });
  return Object.fromEntries(entries);
}

function jsonFiles(): Files {
  const items = Array.from({ length: JSON_ITEMS }, (_, index) => ({
    id: index,
    name: `item number ${index}`,
    tags: ["red", "green", index % 2 === 0],
    size: (index * 31) % 1009,
    place: { x: index / 8, y: -index },
  }));
  return { "items.json": JSON.stringify(items) };
}

function sumOfItems(): string {
  const sizes = Array.from({ length: JSON_ITEMS }, (_, index) => (index * 31) % 1009);
  return String(sizes.reduce((sum, size) => sum + size, 0));
}

export const toolCalls: readonly Case[] = CALLS.map(shellCase);
