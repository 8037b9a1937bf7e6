import { RegexSyntaxError } from "../../regex/tree.ts";
import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";
import { namePattern } from "./name-pattern.ts";
import { nameIn } from "./path-parts.ts";
import type { Reading, Test, TestReader } from "./reading.ts";
import { compileFindRegex } from "./regex-types.ts";

export const NAME_TESTS: Readonly<Record<string, TestReader>> = {
  name: (reading) => nameTest(reading, false),
  iname: (reading) => nameTest(reading, true),
  path: (reading) => pathTest(reading, false),
  wholename: (reading) => pathTest(reading, false),
  ipath: (reading) => pathTest(reading, true),
  iwholename: (reading) => pathTest(reading, true),
  regex: (reading) => regexTest(reading, false),
  iregex: (reading) => regexTest(reading, true),
  lname: (reading) => targetTest(reading, false),
  ilname: (reading) => targetTest(reading, true),
};

function nameTest(reading: Reading, ignoreCase: boolean): Test {
  const text = reading.argument();
  if (text.includes("/")) {
    const other = ignoreCase ? "-iwholename" : "-wholename";
    reading.warn(
      `${quoted(reading.name)} matches against basenames only, but the given pattern contains a directory separator (${quoted("/")}), thus the expression will evaluate to false all the time.  Did you mean ${quoted(other)}?`,
    );
  }
  const matches = namePattern(text, ignoreCase);
  return ({ path }) => matches(nameIn(path));
}

function pathTest(reading: Reading, ignoreCase: boolean): Test {
  const text = reading.argument();
  if (text.endsWith("/"))
    reading.say(`warning: ${reading.name} ${text} will not match anything because it ends with /.`);
  const matches = namePattern(text, ignoreCase);
  return ({ path }) => matches(path);
}

function regexTest(reading: Reading, ignoreCase: boolean): Test {
  const text = reading.argument();
  const regex = compileFindRegex(text, reading.run.settings.regexType, ignoreCase);
  if (regex instanceof RegexSyntaxError)
    throw new Failure(`failed to compile regular expression '${text}': ${regex.message}`);
  return ({ path }) => regex.test(path);
}

function targetTest(reading: Reading, ignoreCase: boolean): Test {
  const matches = namePattern(reading.argument(), ignoreCase);
  return (file) => file.isLink && matches(file.target);
}
