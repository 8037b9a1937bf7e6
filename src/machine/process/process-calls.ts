import { FDFLAGS, RIGHTS } from "../../../runtimes/abi/preview1.ts";
import { type ChildRequest, NULL_DEVICE, type ProgramProcesses } from "../../../runtimes/abi/program-processes.ts";
import { DESCRIPTORS_ROOM, OPEN_ACCESS, STATUSES_ROOM } from "../../../runtimes/abi/system-calls.ts";
import { asBits, asOffset } from "../guest-arguments.ts";
import { parseChildRequest } from "../program-request.ts";
import type { CallContext } from "./call-context.ts";
import { type Descriptor, type DescriptorOf, kernelDescriptor } from "./descriptors.ts";
import { WasiError } from "./wasi-error.ts";

/** Linux's signals. */
const MAX_SIGNAL = 64;

/** The calls by which a program starts others. What it passes is checked here. */
export function createProcessCalls(context: CallContext): ProgramProcesses {
  return {
    pipe: () =>
      context.attempt(() => {
        const { kernel, descriptors } = context;
        const { value } = kernel.call("pipe");
        const reading = descriptors.add(kernelDescriptor(kernel, Math.floor(value / DESCRIPTORS_ROOM)));
        context.answer(reading, descriptors.add(kernelDescriptor(kernel, value % DESCRIPTORS_ROOM)));
      }),
    share: (fd, position) =>
      context.attempt(() => {
        const { kernel, descriptors } = context;
        const file = descriptors.get(fd);
        if (file.kind !== "file") throw new WasiError("EINVAL");
        const { value } = kernel.call("open", accessOf(file), asOffset(position), context.pathOf(file.link));
        context.answer(descriptors.add(kernelDescriptor(kernel, value)));
      }),
    spawn: (serialized) =>
      context.attempt(() => {
        const { kernel, descriptors } = context;
        const request = parseChildRequest(serialized);
        if (request === "too long") throw new WasiError("E2BIG");
        if (!request) throw new WasiError("EINVAL");
        const own: [string, number][] = Object.entries(request.descriptors).map(([number, fd]) => [
          number,
          fd === NULL_DEVICE ? fd : kernelNumberOf(descriptors.get(fd)),
        ]);
        const child: ChildRequest = { ...request, descriptors: Object.fromEntries(own) };
        kernel.flush();
        const asked = JSON.stringify(child);
        context.answer(kernel.repeat(`spawn ${asked}`, () => kernel.begin("spawn", 0, 0, asked)).value);
      }),
    wait: (pid, noHang) =>
      context.attempt(() => {
        const { kernel } = context;
        const [target, flag] = [asBits(pid), noHang === true ? 1 : 0];
        kernel.flush();
        const { value } = kernel.repeat(`wait ${target} ${flag}`, () => kernel.begin("wait", target, flag));
        if (value === 0) kernel.giveWay();
        context.answer(Math.floor(value / STATUSES_ROOM), value % STATUSES_ROOM);
      }),
    kill: (pid, signal) =>
      context.attempt(() => {
        const number = asBits(signal);
        if (number < 0 || number > MAX_SIGNAL) throw new WasiError("EINVAL");
        context.kernel.call("kill", asBits(pid), number);
      }),
  };
}

function accessOf({ rights, flags }: DescriptorOf<"file">): number {
  if (flags & FDFLAGS.append) return OPEN_ACCESS.append;
  const [reads, writes] = [(rights & RIGHTS.fdRead) !== 0n, (rights & RIGHTS.fdWrite) !== 0n];
  return writes ? (reads ? OPEN_ACCESS.both : OPEN_ACCESS.write) : OPEN_ACCESS.read;
}

/** @throws WasiError for what no child can be given */
function kernelNumberOf(descriptor: Descriptor): number {
  switch (descriptor.kind) {
    case "kernel":
      return descriptor.fd;
    case "stdin":
      return 0;
    case "output":
      return descriptor.fd;
    default:
      throw new WasiError("EBADF");
  }
}
