/** What Node's native side has for an asynchronous operation. All have one id: there are no hooks that tell them apart. */
export class AsyncWrap {
  getAsyncId(): number {
    return 0;
  }
}

/** What Node's native side has for something that its event loop watches. */
export class HandleWrap extends AsyncWrap {
  ref(): void {}
  unref(): void {}
  hasRef(): boolean {
    return true;
  }
}
