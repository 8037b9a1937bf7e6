import type { Random } from "../../bash/fuzz/random.ts";
import type { Command } from "./command.ts";
import { fileOperands, Texts } from "./texts.ts";

/* Programs of bytes: od, xxd, base64 and its like, checksums, dd, split, tee. */

const SHOWN_PARTS = 'for n in x* p* out*; do if [ -f "$n" ]; then echo "== $n"; cat "$n"; echo; fi; done';

export function odCommand(random: Random): Command {
  const type = (): string =>
    `${random.pick(["a", "c", "d", "o", "u", "x", "f", "d1", "d2", "d4", "d8", "o1", "u1", "x1", "x2", "x4", "x8", "fF", "fD", "f4", "dC", "xS", "uL", "x3", "q"])}${random.chance(15) ? "z" : ""}`;
  const size = (): string => random.pick(["0", "1", "2", "3", "8", "0x4", "010", "1b", "1k", "100"]);
  const options = random
    .several(0, 3, () =>
      random.pick([
        () => [random.pick(["-a", "-b", "-c", "-d", "-f", "-i", "-l", "-o", "-s", "-x", "-v", "-D", "-O", "-H"])],
        () => [`-t${random.several(1, random.chance(80) ? 1 : 3, type).join("")}`],
        () => [`-A${random.pick(["d", "o", "x", "n", "q"].slice(0, random.chance(10) ? 5 : 4) as ["d"])}`],
        () => [random.pick(["-j", "-N"]) + size()],
        () => [`-w${random.pick(["", "1", "4", "8", "16", "12", "0", "7"])}`],
        () => [random.pick(["--endian=big", "--endian=little", "-S2", "--traditional", "--bogus"])],
      ])(),
    )
    .flat();
  return { args: ["od", ...options, ...fileOperands(random)], files: new Texts(random).files(), stdin: "g" };
}

export function xxdCommand(random: Random): Command {
  const number = (): string => random.pick(["0", "1", "2", "3", "8", "10", "0x10", "-4", "+2", "60", "300"]);
  const options = random
    .several(0, 3, () =>
      random.pick([
        () => [random.pick(["-p", "-i", "-b", "-u", "-e", "-a", "-E", "-C", "-d"])],
        () => [random.pick(["-c", "-g", "-l", "-s", "-o"]), number()],
        () => [`${random.pick(["-c", "-g", "-l", "-s"])}${number()}`],
      ])(),
    )
    .flat();
  const texts = new Texts(random);
  const files = texts.files();
  if (random.chance(25)) {
    const dump = random.pick([
      "00000000: 6162 630a                                abc.\n",
      "00000004: 61\n00000000: 62\n",
      "61\n64\n",
      "0000: zz 61\n",
      "61 62 6\n",
      "00000002: 4142  AB\n00000008: 43  C\n",
      "",
    ]);
    const how = random.pick([["-r"], ["-r", "-p"], ["-p", "-r"], ["-r", "-s", "2"], ["-r", "-c", "4"]]);
    return {
      args: ["xxd", ...how, random.pick(["f", "f", "-"])],
      files: { f: dump, g: dump },
      stdin: "g",
      isWhole: true,
    };
  }
  return { args: ["xxd", ...options, ...random.pick([["f"], ["f"], [], ["-"]])], files, stdin: "g" };
}

export function baseCommand(random: Random): Command {
  const program = random.pick(["base64", "base64", "base32", "basenc"]);
  const coding =
    program === "basenc"
      ? [
          random.pick([
            "--base64",
            "--base64url",
            "--base32",
            "--base32hex",
            "--base16",
            "--base2msbf",
            "--base2lsbf",
            "--z85",
          ]),
        ]
      : [];
  const isDecoding = random.chance(45);
  const options = [
    ...coding,
    ...(isDecoding ? [random.pick(["-d", "--decode", "-di"])] : []),
    ...(random.chance(30) ? [random.pick(["-w0", "-w1", "-w5", "--wrap=10", "-wx", "-w"])] : []),
    ...(random.chance(8) ? ["-i"] : []),
  ];
  const encoded = random.pick([
    "YWJj\n",
    "YWI=\n",
    "YQ==",
    "YQ=",
    "Y",
    "YWJj\nZGVm\n",
    "YW Jj",
    "YW-_",
    "MFRGG===\n",
    "ME======",
    "mfrgg",
    "6162ff\n",
    "0110000101100010",
    "YQ==YQ==",
    "!",
    "",
    "616",
    "VPRom7",
    "HelloWorld",
  ]);
  const texts = new Texts(random);
  const files = isDecoding ? { f: encoded, g: encoded } : texts.files();
  return { args: [program, ...options, ...random.pick([["f"], ["f"], [], ["-"], ["nofile"]])], files, stdin: "g" };
}

export function cksumCommand(random: Random): Command {
  const program = random.pick(["cksum", "cksum", "md5sum", "sha256sum", "sum", "sha1sum", "b2sum"]);
  const own = {
    cksum: ["-a", "-a", "--untagged", "--tag", "--check", "--debug"],
    sum: ["-r", "-s"],
  } as const;
  const options = random
    .several(0, 2, () =>
      program === "cksum" || program === "sum"
        ? random.pick(own[program] as readonly [string, ...string[]])
        : random.pick(["-b", "-t", "--tag", "-z", "-c", "--quiet", "--status", "-w", "--strict", "--ignore-missing"]),
    )
    .flatMap((option) =>
      option === "-a"
        ? [option, random.pick(["md5", "crc", "bsd", "sysv", "sha1", "sha224", "sha512", "blake2b", "sm3", "x"])]
        : [option],
    );
  const empty = "d41d8cd98f00b204e9800998ecf8427e";
  const sums = random.pick([
    `${empty}  f\n`,
    `${empty} *g\n`,
    `MD5 (f) = ${empty}\n`,
    `${empty}  nofile\n`,
    `${empty}\n`,
    "garbage\n",
    `\\${empty}  f\n`,
    `${empty}  f\n${empty}  g\nx\n`,
    "",
    `SHA1 (f) = da39a3ee5e6b4b0d3255bfef95601890afd80709\n`,
  ]);
  const isChecking = options.some((option) => option === "-c" || option === "--check");
  const files = { f: random.chance(50) ? "" : new Texts(random).text(), g: new Texts(random).text(), sums };
  return { args: [program, ...options, ...(isChecking ? ["sums"] : fileOperands(random))], files, stdin: "g" };
}

export function ddCommand(random: Random): Command {
  const size = (): string => random.pick(["1", "2", "3", "4", "8", "1k", "1x2", "2w", "0", "1KiB"]);
  const count = (): string => random.pick(["0", "1", "2", "3", "5B", "9"]);
  const conversion = (): string =>
    random.pick([
      "ucase",
      "lcase",
      "swab",
      "notrunc",
      "sync",
      "noerror",
      "block",
      "unblock",
      "ascii",
      "ebcdic",
      "ibm",
      "excl",
      "nocreat",
      "sparse",
      "bogus",
    ]);
  const options = [
    ...(random.chance(50) ? [`bs=${size()}`] : []),
    ...(random.chance(15) ? [`ibs=${size()}`] : []),
    ...(random.chance(15) ? [`obs=${size()}`] : []),
    ...(random.chance(40) ? [`count=${count()}`] : []),
    ...(random.chance(30) ? [`${random.pick(["skip", "iseek"])}=${count()}`] : []),
    ...(random.chance(25) ? [`${random.pick(["seek", "oseek"])}=${count()}`] : []),
    ...(random.chance(35) ? [`cbs=${random.pick(["4", "8", "1"])}`] : []),
    ...(random.chance(60) ? [`conv=${random.several(1, random.chance(70) ? 1 : 2, conversion).join(",")}`] : []),
    ...(random.chance(8)
      ? [
          random.pick([
            "iflag=fullblock",
            "oflag=append",
            "iflag=count_bytes",
            "iflag=skip_bytes",
            "oflag=seek_bytes",
            "bogus=1",
            "bs=x",
            "iflag=nope",
            "x",
          ]),
        ]
      : []),
  ];
  const inputs = random.pick([["if=f"], ["if=f"], [], ["if=nofile"]]);
  const outputs = random.pick([["of=out"], ["of=out"], [], ["of=f"]]);
  return {
    args: ["dd", random.pick(["status=noxfer", "status=none"]), ...inputs, ...outputs, ...options],
    files: { ...new Texts(random).files(), out: "0123456789" },
    stdin: "g",
    isWhole: true,
    after: `${SHOWN_PARTS}; cat f`,
  };
}

export function splitCommand(random: Random): Command {
  const options = [
    ...random.pick([
      () => ["-l", random.pick(["1", "2", "3", "0", "x"].slice(0, random.chance(10) ? 5 : 3) as ["1"])],
      () => ["-b", random.pick(["3", "7", "10", "1K"])],
      () => ["-C", random.pick(["5", "10", "3"])],
      () => ["-n", random.pick(["2", "3", "l/2", "r/2", "1/2", "l/2/3", "r/1/2", "0", "x", "3/2"])],
      () => [`-${1 + random.below(3)}`],
      () => [],
    ])(),
    ...(random.chance(20)
      ? [random.pick(["-d", "-x", "--numeric-suffixes=5", "--hex-suffixes=9", "-a1", "-a3", "-da1"])]
      : []),
    ...(random.chance(15)
      ? [random.pick(["-e", "--additional-suffix=.t", "-t:", "-u", "--verbose", "--filter=cat", "--bogus"])]
      : []),
  ];
  return {
    args: ["split", ...options, ...random.pick([["f"], ["f"], ["f", "p"], ["-"], [], ["nofile"]])],
    files: new Texts(random).files(),
    stdin: "g",
    isBound: true,
    after: SHOWN_PARTS,
  };
}

export function teeCommand(random: Random): Command {
  const options = random.several(0, 1, () =>
    random.pick(["-a", "-i", "-p", "--append", "--output-error=warn", "--output-error=exit", "--output-error=x"]),
  );
  const outputs = random.several(0, 2, () => random.pick(["out", "out2", "-", "d", "nodir/out", "f"]));
  return {
    args: ["tee", ...options, ...outputs],
    files: { ...new Texts(random).files(), out: "old\n", "d/x": "" },
    stdin: "g",
    isBound: true,
    after: `${SHOWN_PARTS}; cat f`,
  };
}
