import { type ColourVariable, colour, followTheme } from './colours.ts';

/** A canvas in CSS pixels. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly colour: (variable: ColourVariable) => string;
}

export type Draw = (surface: Surface) => void;

/** Device pixels a CSS pixel, at least, of a picture at rest: a saved one is sharp on any screen. */
const LEAST_RATIO = 2;
/** Milliseconds without a frame after which a picture is at rest. */
const REST_MS = 120;

/**
 * Draws a picture on a canvas whenever it, its size or the theme changes, once a frame at most. The size comes from the
 * browser's own layout: to ask for it would force one. While it moves it has the screen's own pixels, a quarter of those that
 * it has at rest on a coarse screen.
 */
export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #size: ResizeObserver;
  readonly #unfollow: () => void;
  #draw: Draw | null = null;
  #width = 0;
  #height = 0;
  #frame = 0;
  /** When the latest frame was. */
  #painted = Number.NEGATIVE_INFINITY;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#size = new ResizeObserver(([{ contentRect }]) => {
      this.#width = contentRect.width;
      this.#height = contentRect.height;
      this.#paint();
    });
    this.#size.observe(canvas);
    // A page that is being printed draws no more frames.
    this.#unfollow = followTheme(() => (matchMedia('print').matches ? this.#paint() : this.#schedule()));
  }

  show(draw: Draw): void {
    this.#draw = draw;
    this.#schedule();
  }

  stop(): void {
    this.#size.disconnect();
    this.#unfollow();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
  }

  #schedule(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    const [canvas, width, height] = [this.#canvas, this.#width, this.#height];
    const context = canvas.getContext('2d');
    if (!context || width === 0) return;
    const ratio = this.#ratio();
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    // Another size clears the canvas too; to set the same one again would cost a canvas at every frame.
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
    } else context.clearRect(0, 0, wide, high);
    context.save();
    context.scale(ratio, ratio);
    this.#draw?.({ context, width, height, colour });
    context.restore();
  }

  /** Device pixels a CSS pixel of the frame that is drawn now; one that is coarse is drawn again once no other follows. */
  #ratio(): number {
    const now = performance.now();
    const moves = now - this.#painted < REST_MS && !matchMedia('print').matches;
    this.#painted = now;
    clearTimeout(this.#rest);
    if (!moves || window.devicePixelRatio >= LEAST_RATIO)
      return Math.max(LEAST_RATIO, window.devicePixelRatio);
    this.#rest = setTimeout(() => this.#schedule(), REST_MS);
    return window.devicePixelRatio;
  }
}
