import { colour } from '../../../charts/colours.ts';
import { placeWords } from '../../../report/engine.ts';
import { lostLine, postureLines } from '../../../report/postures.ts';
import type { RunRecord } from '../../../results/record.ts';

/** What a picture says of the run that it shows: guarantees that were lost above it, the rest below. */
export interface Caption {
  readonly lost: readonly string[];
  readonly lines: readonly string[];
}

export const NO_CAPTION: Caption = { lost: [], lines: [] };

export const CAPTION_LINE = 17;

const FONTS = {
  lost: '600 13px system-ui, sans-serif',
  lines: '12px system-ui, sans-serif',
} as const;

export function captionOf({ model, engine, adapter, lost, postures }: RunRecord): Caption {
  return {
    lost: lost.map(lostLine),
    lines: [`Batchmates, ${model.name} on ${placeWords(engine, adapter)}`, ...postureLines(postures)],
  };
}

/** The caption broken into lines of at most `width` pixels. */
export function layOutCaption(ruler: CanvasRenderingContext2D, caption: Caption, width: number): Caption {
  const broken = (part: keyof Caption) => {
    ruler.font = FONTS[part];
    return caption[part].flatMap((line) =>
      brokenLines(line, (text) => ruler.measureText(text).width <= width),
    );
  };
  return { lost: broken('lost'), lines: broken('lines') };
}

/** Breaks a text between words, and a word that no line holds inside it. */
export function brokenLines(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const character of word) {
      if (line !== '' && !fits(line + character)) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return [...lines, line];
}

/** Draws laid out lines from `top` downwards; the baseline is the context's. */
export function drawCaption(
  context: CanvasRenderingContext2D,
  caption: Caption,
  part: keyof Caption,
  left: number,
  top: number,
): void {
  context.textBaseline = 'top';
  context.font = FONTS[part];
  context.fillStyle = colour(part === 'lost' ? '--fork' : '--muted');
  caption[part].forEach((line, index) => {
    context.fillText(line, left, top + index * CAPTION_LINE);
  });
}
