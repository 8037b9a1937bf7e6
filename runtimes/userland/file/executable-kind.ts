import type { FileKind } from "./file-kind.ts";
import type { Head } from "./head.ts";

/** @returns nothing if it is no compiled code, or archive of such */
export function executableKind(head: Head): FileKind | undefined {
  if (head.has("\x7fELF")) return elfKind(head);
  if (head.has("\0asm\x01\0\0\0"))
    return {
      text: "WebAssembly (wasm) binary module version 0x1 (MVP)",
      mime: "application/wasm",
      extensions: "wasm",
    };
  if (head.has("dex\n"))
    return { text: `Dalvik dex file version ${head.text(4, 7)}`, mime: "application/octet-stream" };
  if (head.has("!<arch>\ndebian-binary"))
    return {
      // Its first member has the version.
      text: `Debian binary package (format ${/^\d+\.\d+/.exec(head.text(68, 80))?.[0] ?? ""})`,
      mime: "application/vnd.debian.binary-package",
    };
  if (head.has("!<arch>\n")) return { text: "current ar archive", mime: "application/x-archive" };
  return head.has("\xca\xfe\xba\xbe") ? (machKind(head) ?? javaKind(head)) : undefined;
}

const ELF_KINDS: Readonly<Record<number, readonly [text: string, mime: string]>> = {
  1: ["relocatable", "application/x-object"],
  2: ["executable", "application/x-executable"],
  3: ["shared object", "application/x-sharedlib"],
  4: ["core file", "application/x-coredump"],
};
const ELF_MACHINES: Readonly<Record<number, string>> = {
  3: "Intel 80386",
  40: "ARM",
  62: "x86-64",
  183: "ARM aarch64",
  243: "UCB RISC-V",
};
const ELF_SIZED_BYTES = 20;

function elfKind(head: Head): FileKind {
  const isLittle = head.byte(5) === 1;
  const begins = `ELF ${head.byte(4) === 2 ? 64 : 32}-bit ${isLittle ? "LSB" : "MSB"}`;
  if (head.length < ELF_SIZED_BYTES) return { text: begins, mime: "application/octet-stream" };
  const number = (at: number): number => (isLittle ? head.little16(at) : head.big16(at));
  const [kind = "", mime = "application/octet-stream"] = ELF_KINDS[number(16)] ?? [];
  const machine = ELF_MACHINES[number(18)] ?? "unknown arch";
  return { text: `${begins} ${kind}, ${machine}, version 1 (SYSV)`, mime };
}

const FIRST_JAVA_SE = 53;
const SE_NUMBER = 44;

function javaKind(head: Head): FileKind {
  const [minor, major] = [head.big16(4), head.big16(6)];
  const java = major - SE_NUMBER;
  const name = major >= FIRST_JAVA_SE ? `Java SE ${java}` : `Java 1.${java}`;
  return {
    text: `compiled Java class data, version ${major}.${minor} (${name})`,
    mime: "application/x-java-applet",
    extensions: "class",
  };
}

const PROCESSORS: Readonly<Record<number, string>> = {
  7: "i386",
  12: "arm",
  16777223: "x86_64",
  16777228: "arm64",
};
const ENTRY_BYTES = 20;
const ENTRIES_AT = 8;

/** Classes of Java begin alike, with a version where the number of architectures is here. */
const MOST_ENTRIES = 20;

function machKind(head: Head): FileKind | undefined {
  const entries = head.big32(4);
  if (entries === 0 || entries > MOST_ENTRIES) return undefined;
  const names = Array.from(
    { length: entries },
    (_, index) => `[${PROCESSORS[head.big32(ENTRIES_AT + index * ENTRY_BYTES)] ?? "unknown"}]`,
  );
  return {
    text: `Mach-O universal binary with ${entries} architecture${entries === 1 ? "" : "s"}: ${names.join(" ")}`,
    mime: "application/x-mach-binary",
  };
}
