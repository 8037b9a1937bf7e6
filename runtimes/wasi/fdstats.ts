/** Size of preview 1's `fdstat`. */
const FDSTAT_BYTES = 24;

/**
 * What `fd_fdstat_get` answered for the descriptors of one program. C programs ask before each open, and only calls that
 * pass through here change the answer.
 */
export class Fdstats {
  readonly #known = new Map<number, Uint8Array>();

  get(fd: number): Uint8Array | undefined {
    return this.#known.get(fd);
  }

  /** @param registers file type, flags, rights, inheriting rights */
  add(fd: number, [filetype = 0n, flags = 0n, rights = 0n, inheriting = 0n]: BigInt64Array): Uint8Array {
    const bytes = new Uint8Array(FDSTAT_BYTES);
    const view = new DataView(bytes.buffer);
    view.setUint8(0, Number(filetype));
    view.setUint16(2, Number(flags), true);
    view.setBigUint64(8, BigInt.asUintN(64, rights), true);
    view.setBigUint64(16, BigInt.asUintN(64, inheriting), true);
    this.#known.set(fd, bytes);
    return bytes;
  }

  /** To be called before what closes or changes the descriptor. */
  forget(fd: number): void {
    this.#known.delete(fd);
  }
}
