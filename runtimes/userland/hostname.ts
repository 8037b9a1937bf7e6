import { SystemError } from "../kernel/system-error.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import { Failure } from "./program/failure.ts";
import { program } from "./program/program.ts";

/* https://man7.org/linux/man-pages/man1/hostname.1.html. The name is that of /etc/hostname, and can't be changed. */

export const hostname = program({
  name: "hostname",
  usage: "[OPTION]...",
  about: "Prints the name of this machine.",
  like: "hostname",
  options: {
    short: { letters: "s", about: "print it without domain" },
    fqdn: { letters: "f", about: "print it with domain" },
    long: {},
    "ip-address": { letters: "i", about: "print its address" },
    "all-ip-addresses": { letters: "I", about: "print its addresses to others: there are none" },
    domain: { letters: "d", about: "print its domain: there is none" },
  },
  run: ({ options, operands, files, output }) => {
    if (operands.length > 0) throw new Failure("you must be root to change the host name");
    const last = options.last("short", "fqdn", "long", "ip-address", "all-ip-addresses", "domain");
    let name = "slotbox";
    try {
      name = decodeUtf8(files.readFile("/etc/hostname"), "replace").trim();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
    if (last === "ip-address") output.putText("127.0.0.1\n");
    else if (last === "all-ip-addresses" || last === "domain") output.putText("\n");
    else output.putText(`${name}\n`);
  },
});
