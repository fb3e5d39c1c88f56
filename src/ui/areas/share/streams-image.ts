import { colour } from '../../../charts/colours.ts';
import { visible } from '../../../experiment/visible.ts';
import type { VerdictTone } from '../../../report/verdict.ts';
import { traceKey } from '../../../results/record.ts';
import { shownText } from '../../kit/format.ts';
import type { RunView, StreamToken } from '../../state/lab-state.ts';
import { forkSoFar, pairsOf } from '../../state/pairs.ts';
import { verdictWords } from '../compare/verdict-words.ts';
import { CAPTION_LINE, type Caption, drawCaption, layOutCaption } from './caption.ts';
import { pngOf, rulerOf } from './chart-image.ts';

const WIDTH = 960;
const EDGE = 28;
const GAP = 32;
const LINE = 22;
const MONO = '14px ui-monospace, "DejaVu Sans Mono", monospace';
const SANS = 'system-ui, sans-serif';
const TONES: Readonly<Record<VerdictTone, `--${string}`>> = {
  none: '--muted',
  same: '--same',
  bits: '--b',
  fork: '--fork',
};

interface Word {
  readonly text: string;
  readonly colour: string;
  readonly underlined: boolean;
  readonly x: number;
  readonly line: number;
}

/** The pairs of a finished run as one picture: what was lost, verdict, both streams, the fork marked, what is guaranteed. */
export function streamsPng(view: RunView, said: Caption): Promise<Blob> {
  if (!view.experiment) throw new Error('there is nothing to draw');
  const ruler = rulerOf();
  const caption = layOutCaption(ruler, said, WIDTH - 2 * EDGE);
  const lost = caption.lost.length * CAPTION_LINE;
  ruler.font = MONO;
  const columnWidth = (WIDTH - 2 * EDGE - GAP) / 2;
  const pairs = pairsOf(view.experiment).map((pair) => {
    const [a, b] = [pair.a, pair.b].map(({ name }) => view.streams[traceKey(name, pair.probe.id)] ?? []);
    const prompt = view.prompts[pair.probe.id]?.text ?? '';
    const fork = forkSoFar(a, b);
    const columns = [
      layOut(ruler, prompt, a, fork, columnWidth, '--a'),
      layOut(ruler, prompt, b, fork, columnWidth, '--b'),
    ];
    const lines = Math.max(...columns.flat().map(({ line }) => line)) + 1;
    return { pair, columns, verdict: verdictWords(pair, view), height: 78 + lines * LINE + 24 };
  });
  const end = EDGE + lost + 34 + pairs.reduce((sum, pair) => sum + pair.height, 0);
  const height = end + caption.lines.length * CAPTION_LINE + EDGE / 2;
  return pngOf(WIDTH, height, (context) => {
    context.textBaseline = 'top';
    drawCaption(context, caption, 'lost', EDGE, EDGE - 8);
    text(
      context,
      visible(view.experiment?.title ?? ''),
      EDGE,
      lost + EDGE - 6,
      `600 18px ${SANS}`,
      colour('--ink'),
    );
    let top = EDGE + lost + 34;
    for (const { pair, columns, verdict, height: own } of pairs) {
      text(context, verdict.words, EDGE, top, `600 15px ${SANS}`, colour(TONES[verdict.tone]));
      [pair.a, pair.b].forEach(({ name }, side) => {
        const left = EDGE + side * (columnWidth + GAP);
        text(
          context,
          `${'AB'[side]}  ${visible(name)}`,
          left,
          top + 34,
          `600 13px ${SANS}`,
          colour(side === 0 ? '--a' : '--b'),
        );
        drawWords(context, columns[side], left, top + 58);
      });
      top += own;
    }
    drawCaption(context, caption, 'lines', EDGE, end);
  });
}

/** Places of the words of a stream in a column, broken as the page breaks them: between tokens' words. */
function layOut(
  ruler: CanvasRenderingContext2D,
  prompt: string,
  tokens: readonly StreamToken[],
  fork: number | null,
  width: number,
  tail: '--a' | '--b',
): Word[] {
  const [muted, ink, differs, after] = [colour('--muted'), colour('--ink'), colour('--fork'), colour(tail)];
  const pieces = [
    { text: prompt, colour: muted, underlined: false },
    ...tokens.map(({ text: of }, index) => {
      if (fork === null || index < fork) return { text: of, colour: ink, underlined: false };
      return { text: of, colour: index === fork ? differs : after, underlined: index === fork };
    }),
  ];
  const words: Word[] = [];
  let [x, line] = [0, 0];
  for (const piece of pieces) {
    for (const word of shownText(piece.text, false).split(/(?<=\n)|(?=[ ])/)) {
      if (x > 0 && x + ruler.measureText(word.trimEnd()).width > width) [x, line] = [0, line + 1];
      const shown = x === 0 ? word.trim() : word.replace('\n', '');
      words.push({ ...piece, text: shown, x, line });
      x += ruler.measureText(shown).width;
      if (word.endsWith('\n')) [x, line] = [0, line + 1];
    }
  }
  return words;
}

function drawWords(
  context: CanvasRenderingContext2D,
  words: readonly Word[],
  left: number,
  top: number,
): void {
  for (const { text: word, colour: ink, underlined, x, line } of words) {
    const y = top + line * LINE;
    text(context, word, left + x, y, MONO, ink);
    if (!underlined) continue;
    context.fillStyle = ink;
    context.fillRect(left + x, y + 15, Math.max(context.measureText(word).width, 6), 2);
  }
}

function text(
  context: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  font: string,
  ink: string,
): void {
  context.font = font;
  context.fillStyle = ink;
  context.fillText(words, x, y);
}
