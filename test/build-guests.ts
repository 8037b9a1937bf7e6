import { buildGuests } from "../runtimes/build/build.ts";

/** Tests run from TypeScript; what runs in isolates is a bundle, and must be the one of this tree. */
export default buildGuests;
