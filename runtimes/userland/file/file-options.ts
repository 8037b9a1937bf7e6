import type { ProgramCall } from "../program/program.ts";

export const FILE_OPTIONS = {
  brief: { letters: "b", about: "print no names" },
  exclude: { letters: "e", value: "TEST" },
  "exclude-quiet": { value: "TEST" },
  E: { about: "say of files that can't be read that it is an error, and end with 1" },
  extension: { about: "print how names of such files end" },
  "files-from": { letters: "f", value: "FILE", about: "take names from FILE, one a line" },
  mime: { letters: "i", about: "print the type and the characters as mails have them" },
  "mime-type": { about: "print the type only" },
  "mime-encoding": { about: "print the characters only" },
  "keep-going": { letters: "k", about: "print all that it may be" },
  "magic-file": { letters: "m", value: "LIST" },
  dereference: { letters: "L", about: "follow links" },
  "no-dereference": { letters: "h", about: "don't follow links" },
  separator: { letters: "F", value: "STRING", about: "put STRING behind names, not a colon" },
  "no-buffer": { letters: "n" },
  "no-pad": { letters: "N", about: "don't align" },
  "no-sandbox": { letters: "S" },
  parameter: { letters: "P", value: "NAME=VALUE" },
  "preserve-date": { letters: "p" },
  raw: { letters: "r", about: "print newlines as they are" },
  "special-files": { letters: "s", about: "look into devices, too" },
  uncompress: { letters: "z", about: "look into compressed files, too" },
  "uncompress-noreport": { letters: "Z", about: "the same, and say nothing of how they are compressed" },
  print0: { letters: "0", about: "put NUL behind names; twice: behind all" },
} as const;

export type FileCall = ProgramCall<keyof typeof FILE_OPTIONS>;
