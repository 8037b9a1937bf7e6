import { type Language, namedProgram, scriptLanguage } from "./script-language.ts";

const HTML = { text: "HTML document", mime: "text/html" };
const SCRIPT = { text: "JavaScript source", mime: "application/javascript" };
const RUBY = { text: "Ruby script", mime: "text/x-ruby" };
const CPP = { text: "C++ source", mime: "text/x-c++" };
const C = { text: "C source", mime: "text/x-c" };
const PHP = { text: "PHP script", mime: "text/x-php" };
const LATEX = { text: "LaTeX document", mime: "text/x-tex" };
const PYTHON = { text: "Python script", mime: "text/x-script.python", isExecutable: true };
const DIFF = "text/x-diff";
const TROFF = { text: "troff or preprocessor input", mime: "text/troff" };

type Rule = readonly [language: Language, ...all: RegExp[]];

/** What is typical of a language; the first rule whose patterns all match counts. */
const RULES: readonly Rule[] = [
  [HTML, /^\s*<!doctype html/i],
  [{ text: "unified diff output", mime: DIFF }, /--- .{0,1024}\n\+\+\+ .{0,1024}\n@@/],
  [SCRIPT, /^export (?:function|class|default|const|var|let|async) /m],
  [SCRIPT, /^(?:const|var|let).*=.*require\(/m],
  [HTML, /^\s*<html>/i],
  [SCRIPT, /^(?:import|export).* from /m],
  [SCRIPT, /module(?:\.|\[["'])exports.*=/],
  [RUBY, /^[ \t]*(?:class|module)\s[A-Z]/m, /(?:modul|includ)e [A-Z]|def [a-z]/, /^[ \t]*end(?:\s+[;#].*)?$/m],
  [SCRIPT, /^(?:import|export) ["']\.\//m],
  [SCRIPT, /\((?:async )?function[( ]/],
  [{ text: "Perl5 module source", mime: "text/plain" }, /^package[ \t]+[0-9A-Za-z_:]+ *;/m],
  [SCRIPT, /"use strict"|'use strict'/],
  [CPP, /^using\s+(?:namespace )?std(?:::)?[A-Za-z]*\s*;/m],
  [CPP, /^namespace\s+[_A-Za-z]{1,30}\s*\{/m],
  [CPP, /^[ \t]*protected:/m],
  [PHP, /^<\?php/i],
  [CPP, /^[ \t]*template\s*<.*>\s*$/m],
  [SCRIPT, /^require\(["']/m],
  [SCRIPT, /typeof.*[!=]==/],
  [CPP, /^[ \t]*virtual\s+.*[};]\s*$/m],
  [CPP, /^[ \t]*private:/m],
  [RUBY, /^[ \t]*require\s'[A-Za-z_/.]+'/m, /def [a-z]| do$/m, /^[ \t]*end(?:\s+[;#].*)?$/m],
  [CPP, /^[ \t]*public:/m],
  [{ text: "Objective-C source", mime: "text/x-objective-c" }, /^#import\s+["<]/m],
  [PYTHON, /^"""/],
  [RUBY, /^[ \t]*(?:class|module)\s[A-Z]/m, /^[ \t]*end(?:\s+[;#if].*)?$/m],
  [{ text: "LaTeX 2e document", mime: "text/x-tex" }, /\\documentclass/],
  [PYTHON, /def __init__.{0,64}self/],
  [PYTHON, /__name__.{0,64}["']__main__["']/],
  [PYTHON, /^class [_A-Za-z]+(?:\(.*\))?(?: )*:(?:[ \t]+pass)?$/m],
  [LATEX, /\\section|\\chapter|\\setlength/],
  [PYTHON, /try:/, /^[ \t]*except.*:$|finally:/m],
  [PYTHON, /^[ \t]{0,50}def {1,50}[_a-zA-Z]{1,100}\([A-Za-z*_, ]{0,255}\):$/m],
  [{ text: "diff output", mime: DIFF }, /^Common subdirectories: /],
  [HTML, /<script[ >]|<a href=/i],
  [{ text: "makefile script", mime: "text/x-makefile" }, /^(?:CFLAGS|VPATH|LDFLAGS|all:|\.PRECIOUS)/m],
  [PYTHON, /^from[ \t]+(?:[A-Za-z0-9_]|\.)+[ \t]+import.*$/m],
  [HTML, /<(?:title|style|table|head|html)[ >]/i],
  [LATEX, /\\begin/],
  [RUBY, /^[ \t]*def [a-z]|def [A-Za-z]+::[a-z]/m, /^[ \t]*end(?:\s+[;#].*)?$/m],
  [C, /^#\s*(?:if|ifn)def/m, /^#\s*endif$/m],
  [C, /^[ \t]*float(?: \*|\*).+;\s*$/m],
  [C, /^union\s+/m],
  [{ text: "Java source", mime: "text/x-java" }, /main\(.{0,64}String/],
  [C, /main\(/, /\)\s*\{/],
  [{ text: "DOS batch file", mime: "text/x-msdos-batch" }, /^@ ?(?:echo off|rem|set )/i],
  [{ text: "diff output", mime: DIFF }, /^diff /],
  [C, /^[ \t]*char(?: \*|\*).+;\s*$/m],
  [{ text: "context diff output", mime: DIFF }, /^\*\*\* [\s\S]*?\n--- /],
  [TROFF, /^(?:\.\\"|'\\"|'\.\\"|\\")|^\.[A-Za-z][A-Za-z0-9](?:[ \t]|$)/m],
  [{ text: "diff output", mime: DIFF }, /^Only in /],
  [RUBY, /^[ \t]*require\s'[A-Za-z_/.]+'/m],
  [RUBY, /^[ \t]*include (?:[A-Z]+[a-z]*::)+/m],
  [C, /^#\s*include/m],
  [C, /^#\s*pragma/m],
  [C, /^#\s*(?:if|ifn)def/m, /^#\s*define/m],
  [C, /^[ \t]*double(?: \*|\*).+;\s*$/m],
  [C, /^[ \t]*extern\s+/m],
  [C, /^struct\s+/m],
  [{ text: "Java source", mime: "text/x-java" }, /^import.*;$/m],
  [{ text: "RCS/CVS diff output", mime: DIFF }, /^Index:/],
];

/** How much of a text is looked at. */
const LOOKED_AT_CHARACTERS = 8192;

/** @param text a character for each byte @returns what language it is in, the likeliest first */
export function textLanguages(text: string): Language[] {
  const start = text.slice(0, LOOKED_AT_CHARACTERS);
  const version = /^<\?xml version=["'](1\.\d)/.exec(start)?.[1];
  const found = [
    scriptLanguage(start),
    version === undefined ? undefined : { text: `XML ${version} document`, mime: "text/xml" },
    languageOf(start),
    namedProgram(start),
  ];
  return found.filter((language) => language !== undefined);
}

function languageOf(text: string): Language | undefined {
  return RULES.find(([, ...patterns]) => patterns.every((pattern) => pattern.test(text)))?.[0];
}
