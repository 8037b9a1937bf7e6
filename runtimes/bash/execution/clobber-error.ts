/** `noclobber` keeps a file from being overwritten. */
export class ClobberError extends Error {
  constructor() {
    super("cannot overwrite existing file");
  }
}
