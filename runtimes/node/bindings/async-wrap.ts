import { currentFrame, setFrame } from "../async-context.ts";
import type { Binding } from "./binding.ts";

const FIELDS = { executionAsyncId: 0, triggerAsyncId: 1, stackLength: 7 };

/** Node's bookkeeping of which asynchronous operation runs; there are no hooks on promises. */
export const asyncWrap = {
  async_wrap: (bare: Binding): void => {
    const ids = bare["async_id_fields"] as Float64Array;
    ids[0] = 1;
    ids[2] = 1;
    ids[3] = -1;
    const hookFields = bare["async_hook_fields"] as Uint32Array;
    hookFields[6] = 1;
    const resources: unknown[] = [];
    const stack: number[] = [];
    Object.assign(bare, {
      execution_async_resources: resources,
      pushAsyncContext(asyncId: number, triggerAsyncId: number) {
        stack.push(ids[FIELDS.executionAsyncId] ?? 0, ids[FIELDS.triggerAsyncId] ?? 0);
        hookFields[FIELDS.stackLength] = stack.length / 2;
        ids[FIELDS.executionAsyncId] = asyncId;
        ids[FIELDS.triggerAsyncId] = triggerAsyncId;
      },
      popAsyncContext() {
        if (stack.length === 0) return false;
        ids[FIELDS.triggerAsyncId] = stack.pop() ?? 0;
        ids[FIELDS.executionAsyncId] = stack.pop() ?? 0;
        hookFields[FIELDS.stackLength] = stack.length / 2;
        resources.length = stack.length / 2;
        return stack.length > 0;
      },
      executionAsyncResource: (index: number) => resources[index],
      clearAsyncIdStack() {
        stack.length = 0;
        resources.length = 0;
        hookFields[FIELDS.stackLength] = 0;
        ids[FIELDS.executionAsyncId] = 0;
        ids[FIELDS.triggerAsyncId] = 0;
      },
    });
  },
  async_context_frame: (bare: Binding): void => {
    Object.assign(bare, {
      getContinuationPreservedEmbedderData: currentFrame,
      setContinuationPreservedEmbedderData: setFrame,
    });
  },
};
