import { type CertificateCell, cellKey } from '../results/certificate-cell.ts';
import type { CertificateCase } from '../studies/certificate/certificate.ts';

/** How long each cell took, from one case to the next; of a case that stands for several cells, each has its share. */
export class CellClock {
  readonly #seconds = new Map<string, number>();
  #last = performance.now();

  lap(found: CertificateCase): void {
    const now = performance.now();
    const share = (now - this.#last) / 1000 / found.weights.length;
    this.#last = now;
    for (const weights of found.weights) {
      const key = cellKey({ ...found, weights });
      this.#seconds.set(key, (this.#seconds.get(key) ?? 0) + share);
    }
  }

  secondsOf(cell: CertificateCell): number | null {
    return this.#seconds.get(cellKey(cell)) ?? null;
  }
}
