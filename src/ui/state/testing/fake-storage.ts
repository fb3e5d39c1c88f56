/** A browser's storage: it may be full, or forbidden, which throws. */
export class FakeStorage {
  readonly texts = new Map<string, string>();
  /** Characters that it holds. */
  room = Number.POSITIVE_INFINITY;
  forbidden = false;

  getItem = (place: string): string | null => {
    this.#ask();
    return this.texts.get(place) ?? null;
  };

  setItem = (place: string, text: string): void => {
    this.#ask();
    const others = [...this.texts].reduce((sum, [at, kept]) => sum + (at === place ? 0 : kept.length), 0);
    if (others + text.length > this.room) throw new DOMException('no room', 'QuotaExceededError');
    this.texts.set(place, text);
  };

  removeItem = (place: string): void => {
    this.#ask();
    this.texts.delete(place);
  };

  #ask(): void {
    if (this.forbidden) throw new DOMException('The operation is insecure.', 'SecurityError');
  }
}
