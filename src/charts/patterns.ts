/** Stripes and dots as patterns: to clip or to dash as much as a run under load has would take longer than a frame. */

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** CSS pixels between two stripes, along either axis. */
const STRIDE = 6;
/** CSS pixels of a dot and of it with the gap behind it. */
const [DOT, PITCH] = [1.5, 4];

/** Fills a rectangle with diagonal stripes of one colour over another. */
export function fillStriped(
  context: CanvasRenderingContext2D,
  box: Box,
  colours: readonly [stripe: string, ground: string],
): void {
  fillAllStriped(context, [box], colours);
}

/** The same of many at once, which have one pattern from the canvas's own left and from the lowest of their edges. */
export function fillAllStriped(
  context: CanvasRenderingContext2D,
  boxes: readonly Box[],
  [stripe, ground]: readonly [stripe: string, ground: string],
): void {
  if (boxes.length === 0) return;
  const bottom = boxes.reduce((most, { y, height }) => Math.max(most, y + height), Number.NEGATIVE_INFINITY);
  const tile = tileOf(`stripes ${stripe} ${ground}`, context, STRIDE, STRIDE, (paint) => {
    paint.fillStyle = ground;
    paint.fillRect(0, 0, STRIDE, STRIDE);
    paint.strokeStyle = stripe;
    paint.lineWidth = 2;
    paint.beginPath();
    for (const at of [0, STRIDE, 2 * STRIDE]) {
      paint.moveTo(at - 2 * STRIDE, 2 * STRIDE);
      paint.lineTo(at + STRIDE, -STRIDE);
    }
    paint.stroke();
  });
  context.fillStyle = placed(context, tile, 0, bottom);
  for (const { x, y, width, height } of boxes) context.fillRect(x, y, width, height);
}

/** A dotted line a pixel thick, from its left end on; `y` is its upper edge. */
export function fillDotted(
  context: CanvasRenderingContext2D,
  { x, y, width }: Omit<Box, 'height'>,
  colour: string,
): void {
  const tile = tileOf(`dots ${colour}`, context, PITCH, 1, (paint) => {
    paint.fillStyle = colour;
    paint.fillRect(0, 0, DOT, 1);
  });
  context.fillStyle = placed(context, tile, x, y);
  context.fillRect(x, y, width, 1);
}

interface Tile {
  readonly canvas: HTMLCanvasElement;
  /** Its pixels a CSS pixel. */
  readonly scale: number;
}

/** By what is on them and their scale: as many as themes have colours that are striped. */
const tiles = new Map<string, Tile>();

/** A tile that a pattern repeats, as fine as the canvas it is for; of whole pixels, for it to join itself. */
function tileOf(
  name: string,
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  draw: (paint: CanvasRenderingContext2D) => void,
): Tile {
  const scale = Math.ceil(context.getTransform().a);
  const key = `${name} ${scale}`;
  const known = tiles.get(key);
  if (known) return known;
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const paint = canvas.getContext('2d');
  if (!paint) throw new Error('a canvas for a pattern has no 2D context');
  paint.scale(scale, scale);
  draw(paint);
  const tile = { canvas, scale };
  tiles.set(key, tile);
  return tile;
}

/** The tile as a pattern that begins at a point. */
function placed(
  context: CanvasRenderingContext2D,
  { canvas, scale }: Tile,
  x: number,
  y: number,
): CanvasPattern {
  const pattern = context.createPattern(canvas, 'repeat');
  if (!pattern) throw new Error('a canvas could not make a pattern of a tile');
  pattern.setTransform({ a: 1 / scale, d: 1 / scale, e: x, f: y });
  return pattern;
}
