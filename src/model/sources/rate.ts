/** What the last seconds' speed is taken over. */
const WINDOW_MS = 5_000;

/** How fast bytes come, and when they will all be there. */
export class Rate {
  readonly #told: { readonly at: number; readonly bytes: number }[] = [];

  /** So many bytes in all are there at `now`, in milliseconds. */
  tell(bytes: number, now: number): void {
    this.#told.push({ at: now, bytes });
    // One that is older than the window stays, so that a slow connection has a speed too.
    while (this.#told.length > 2 && now - this.#told[1].at >= WINDOW_MS) this.#told.shift();
  }

  /** Bytes a second; null as long as too little came to tell. */
  get bytesPerSecond(): number | null {
    const [first, last] = [this.#told[0], this.#told.at(-1)];
    if (!first || !last || last.at - first.at < 200) return null;
    return (1000 * (last.bytes - first.bytes)) / (last.at - first.at);
  }

  /** Seconds to `total` at that speed; null where it is not known or nothing comes. */
  secondsTo(total: number): number | null {
    const speed = this.bytesPerSecond;
    const bytes = this.#told.at(-1)?.bytes ?? 0;
    return speed === null || speed <= 0 ? null : Math.max(0, (total - bytes) / speed);
  }
}
