/** What a text is in words, without what its characters are. */
export interface Language {
  readonly text: string;
  readonly mime: string;
  /** Whether it is to be executed, which is said behind its characters. */
  readonly isExecutable?: boolean;
}

const SHELL = "text/x-shellscript";
const PYTHON = { text: "Python script", mime: "text/x-script.python", isExecutable: true };
const BASH = { text: "Bourne-Again shell script", mime: SHELL, isExecutable: true };
const FISH = { text: "fish shell script", mime: SHELL, isExecutable: true };
const ZSH = { text: "Paul Falstad's zsh script", mime: SHELL, isExecutable: true };
const RUBY = { text: "Ruby script", mime: "text/x-ruby", isExecutable: true };
const LUA = { text: "Lua script", mime: "text/x-lua", isExecutable: true };
const TCL = { text: "Tcl script", mime: "text/x-tcl", isExecutable: true };
const PHP = { text: "PHP script", mime: "text/x-php", isExecutable: true };
const NODE = { text: "Node.js script executable", mime: "application/javascript" };

/** By the line that a script begins with. */
const SCRIPTS: readonly (readonly [line: RegExp, language: Language])[] = [
  [/^#!\s*\/bin\/sh\b/, { text: "POSIX shell script", mime: SHELL, isExecutable: true }],
  [/^#!\s*\/bin\/csh\b/, { text: "C shell script", mime: SHELL, isExecutable: true }],
  [/^#!\s*\/bin\/ksh\b/, { text: "Korn shell script", mime: SHELL, isExecutable: true }],
  [/^#!\s*(?:\/usr(?:\/local)?)?\/bin\/tcsh\b/, { text: "Tenex C shell script", mime: SHELL, isExecutable: true }],
  [/^#!\s*(?:\/usr(?:\/local)?)?\/bin\/(?:env bash|bash)\b/, BASH],
  [/^#!\s*(?:\/usr(?:\/local)?)?\/bin\/(?:env zsh|zsh)\b/, ZSH],
  [/^#!\s*\/usr(?:\/local)?\/bin\/(?:env fish|fish)\b/, FISH],
  [/^#!\s*(?:\/usr)?\/bin\/awk\b/, { text: "awk script", mime: "text/x-awk", isExecutable: true }],
  [/^#!\s*(?:\/usr(?:\/local)?)?\/bin\/gawk\b/, { text: "GNU awk script", mime: "text/x-gawk", isExecutable: true }],
  [/^#!(?:\/usr)?\/bin\/node(?:js)?\b|^#!\/usr\/bin\/env node(?:js)?\b/, NODE],
  [/^#!\s*\/usr(?:\/local)?\/bin\/(?:env python|python)/, PYTHON],
  [/^#!\s*\/usr(?:\/local)?\/bin\/(?:env ruby|ruby)/, RUBY],
  [/^#!\s*\/usr(?:\/local)?\/bin\/(?:env lua|lua)/, LUA],
  [/^#!\s*\/usr(?:\/local)?\/bin\/(?:env tcl|tcl)/, TCL],
  [/^#!\s*\/usr(?:\/local)?\/bin\/php/, PHP],
];

/** The name of the program that a script is for, as any script's is told. */
export function namedProgram(text: string): Language | undefined {
  const line = /^#![ \t]*(\/usr\/bin\/env[ \t]+)?([^\n]*[^\s])/.exec(text)?.[2];
  return line === undefined ? undefined : { text: `a ${line} script`, mime: "text/plain", isExecutable: true };
}

/** @returns nothing for what begins in no way that is known */
export function scriptLanguage(text: string): Language | undefined {
  return SCRIPTS.find(([line]) => line.test(text))?.[1];
}
