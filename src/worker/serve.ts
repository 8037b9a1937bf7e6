import { createWorkerParts } from "./parts.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { Runner } from "./runner.ts";
import type { WorkerCells } from "./worker-cells.ts";
import { WorkerStatus } from "./worker-status.ts";

/** How a worker reaches main: what differs between a thread and a process. */
export interface WorkerPort {
  post(message: FromWorker, transfer: ArrayBuffer[]): void;
  /** Absent where main shares the cells. */
  publishCells?(): void;
}

/** @returns what takes main's messages */
export function serve(port: WorkerPort, cells: WorkerCells): (message: ToWorker) => void {
  let runner: Runner | undefined;
  return (message) => {
    switch (message.type) {
      case "end":
        process.exit();
        break;
      case "run":
        runner?.receive(message);
        break;
      case "hangUp":
        runner?.hangUp(message.slotKeys);
        break;
      case "drop":
        runner?.drop(message.slotKey);
        break;
      case "stop":
        runner?.stop(message.callId);
        break;
      case "init":
        runner = new Runner(
          createWorkerParts(message.init, cells),
          new WorkerStatus(cells, () => port.publishCells?.()),
          (news, transfer) => port.post(news, transfer),
        );
        port.post({ type: "ready" }, []);
        runner.prepare();
    }
  };
}
