import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { quoteAlways, quoted, quoteIfNeeded } from "../program/quoting.ts";

/* https://www.gnu.org/software/coreutils/stty and tty. Nothing is a terminal here. */

const OPTIONS = {
  all: { letters: "a", about: "print all settings" },
  save: { letters: "g", about: "print all settings for stty to read again" },
  file: { letters: "F", value: "DEVICE", about: "use this device, not standard input" },
  "setting-like-an-option": { value: "SETTING" },
} as const;

const NO_TERMINAL = "Inappropriate ioctl for device";
const SETTING =
  /^-?(?:parenb|parodd|cmspar|cs[5-8]|hupcl|hup|cstopb|cread|clocal|crtscts|ignbrk|brkint|ignpar|parmrk|inpck|istrip|inlcr|igncr|icrnl|ixon|ixoff|tandem|iuclc|ixany|imaxbel|iutf8|opost|olcuc|ocrnl|onlcr|onocr|onlret|ofill|ofdel|[nct][lrab]+\d|bs\d|vt\d|ff\d|isig|icanon|iexten|echo[enk]?|crt(?:erase|kill)?|noflsh|xcase|tostop|echoprt|prterase|echoctl|ctlecho|echoke|flusho|extproc|evenp|parity|oddp|nl|ek|sane|cooked|raw|pass8|litout|cbreak|decctlq|tabs|lcase|LCASE|dec|size|speed|drain)$/;
const WITH_VALUE =
  /^(?:intr|quit|erase|kill|eof|eol2?|swtch|start|stop|susp|rprnt|werase|lnext|discard|min|time|ispeed|ospeed|rows|cols|columns|line)$/;

export const stty = program({
  name: "stty",
  usage: ["[-F DEVICE] [SETTING]...", "[-F DEVICE] [-a|--all]", "[-F DEVICE] [-g|--save]"],
  about: "Prints or changes the settings of a terminal. There is none here.",
  like: "GNU coreutils",
  options: OPTIONS,
  // `-echo` is a setting, and so is all that isn't an option.
  modernize: (args) => args.map((arg, at) => (isOption(arg, args[at - 1]) ? arg : `--setting-like-an-option=${arg}`)),
  run: ({ options, files }) => {
    const operands = options.values("setting-like-an-option");
    for (let at = 0; at < operands.length; at++) {
      const operand = operands[at] ?? "";
      if (WITH_VALUE.test(operand)) {
        if (operands[++at] === undefined) throw new UsageError(`missing argument to ${quoted(operand)}`);
      } else if (!SETTING.test(operand) && !/^[\d:a-f]+$/.test(operand))
        throw new UsageError(`invalid argument ${quoted(operand)}`);
    }
    const device = options.value("file");
    if (device === undefined) throw new Failure(`${quoteAlways("standard input")}: ${NO_TERMINAL}`);
    try {
      files.stat(device);
    } catch (error) {
      if (error instanceof SystemError) throw new Failure(`${quoteIfNeeded(device)}: ${error.message}`);
      throw error;
    }
    throw new Failure(`${quoteIfNeeded(device)}: ${NO_TERMINAL}`);
  },
});

function isOption(arg: string, before: string | undefined): boolean {
  return before === "-F" || before === "--file" || /^(?:--(?:all|save|file|help|version)\b|-[ag]+$|-F)/.test(arg);
}

const BAD_USE = 2;

export const tty = program({
  name: "tty",
  usage: "[OPTION]...",
  about: "Prints the name of the terminal that is standard input. There is none here.",
  like: "GNU coreutils",
  options: {
    silent: { letters: "s", about: "print nothing" },
    quiet: {},
  },
  failureStatus: BAD_USE,
  run: ({ options, operands, output }) => {
    const [extra] = operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    if (!options.has("silent", "quiet")) output.putText("not a tty\n");
    return 1;
  },
});
