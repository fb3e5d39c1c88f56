import { type ColourVariable, colour, followTheme } from './colours.ts';

/** A canvas in CSS pixels. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly colour: (variable: ColourVariable) => string;
}

export type Draw = (surface: Surface) => void;

/** Device pixels a CSS pixel, at least: a saved picture is sharp on any screen. */
const LEAST_RATIO = 2;

/**
 * Draws a picture on a canvas whenever it, its size or the theme changes, once a frame at most. The size comes from the
 * browser's own layout: to ask for it would force one.
 */
export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #size: ResizeObserver;
  readonly #unfollow: () => void;
  #draw: Draw | null = null;
  #width = 0;
  #height = 0;
  #frame = 0;

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
  }

  #schedule(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    const [canvas, width, height] = [this.#canvas, this.#width, this.#height];
    const context = canvas.getContext('2d');
    if (!context || width === 0) return;
    const ratio = Math.max(LEAST_RATIO, window.devicePixelRatio);
    // This also clears the canvas and all that was set on it.
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    this.#draw?.({ context, width, height, colour });
  }
}
