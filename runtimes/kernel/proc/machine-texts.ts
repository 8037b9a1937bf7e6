import type { Kernel } from "../kernel.ts";

/*
 * Files of `/proc` that are about the machine, https://man7.org/linux/man-pages/man5/proc.5.html: what changes while it runs.
 * Those that don't change (`/proc/cpuinfo`, `/proc/meminfo`, …) are in the system layout.
 */

type Text = (kernel: Kernel, bootMs: number) => string;

/** By their paths. */
export const MACHINE_TEXTS: ReadonlyMap<string, Text> = new Map<string, Text>([
  [
    "/proc/uptime",
    (kernel, bootMs) => {
      const seconds = (Math.max(0, kernel.now() - bootMs) / 1000).toFixed(2);
      return `${seconds} ${seconds}\n`;
    },
  ],
  [
    "/proc/loadavg",
    ({ processes }) => {
      const running = processes.filter(({ state }) => state === "runs").length;
      return `0.00 0.00 0.00 ${running}/${processes.length} ${processes.at(-1)?.pid ?? 0}\n`;
    },
  ],
  ["/proc/sys/kernel/random/uuid", (kernel) => `${randomUuid(kernel.random(16))}\n`],
]);

/** RFC 9562, version 4. */
function randomUuid(bytes: Uint8Array): string {
  const [version = 0, variant = 0] = [bytes[6], bytes[8]];
  const own = Uint8Array.from(bytes);
  own[6] = (version & 0x0f) | 0x40;
  own[8] = (variant & 0x3f) | 0x80;
  const digits = Array.from(own, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
