import { expect, it } from 'vitest';
import { drawGaps } from './load-gaps-drawing.ts';
import { GUTTER } from './load-window.ts';

const LETTER = 7;

/** Where the words of a chart that is so wide lie: from and to, in pixels. */
function wordsOf(width: number, fork: number, switches: { at: number; words: string }[]) {
  const words = new Map<string, [from: number, to: number]>();
  const context = new Proxy({ textAlign: 'left' } as Record<string, unknown>, {
    get(known, name) {
      if (name === 'measureText') return (text: string) => ({ width: text.length * LETTER });
      if (name !== 'fillText') return known[name as string] ?? (() => undefined);
      return (text: string, x: number) => {
        const long = text.length * LETTER;
        const from = known.textAlign === 'right' ? x - long : known.textAlign === 'center' ? x - long / 2 : x;
        words.set(text, [from, from + long]);
      };
    },
  });
  const surface = { context: context as never, width, height: 132, colour: () => '#000' };
  const gaps = [100, 200, 300].map((at, i) => {
    return { position: 120 + i, at, gap: 10, bits: 'differ' as const, maxUlp: 1 };
  });
  const window = { from: 0, to: 310 };
  drawGaps(surface, gaps, { window, clock: 'virtual', chosen: null, fork, switches });
  return words;
}

it('writes beside a fork and a switch within the picture, wherever they stand', () => {
  for (const [fork, at] of [
    [120, 100],
    [122, 306],
  ] as const) {
    const words = wordsOf(400, fork, [{ at, words: 'swap to host memory' }]);
    for (const text of [`fork at token ${fork}`, 'swap to host memory']) {
      const [from, to] = words.get(text)!;
      expect(from, text).toBeGreaterThanOrEqual(GUTTER.left);
      expect(to, text).toBeLessThanOrEqual(400 - GUTTER.right);
    }
  }
});
