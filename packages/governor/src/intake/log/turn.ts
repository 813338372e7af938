/** Pieces of work, one after the other, in the order in which they asked. */
export class Turn {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const begun = this.#last.then(work);
    this.#last = begun.catch(() => {});
    return begun;
  }

  /** Null when its turn does not come within `timeoutMs`; the work is then never begun. */
  takeWithin<T>(work: () => Promise<T>, timeoutMs: number): Promise<T | null> {
    return new Promise((resolve, reject) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        resolve(null);
      }, timeoutMs);
      void this.take(async () => {
        clearTimeout(timer);
        if (!late) await work().then(resolve, reject);
      });
    });
  }
}
