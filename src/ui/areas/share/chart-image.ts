import { colour } from '../../../charts/colours.ts';
import { CAPTION_LINE, type Caption, drawCaption, layOutCaption } from './caption.ts';

/** A chart that is on the page and can be saved as a picture. */
export interface PageChart {
  readonly title: string;
  readonly element: SVGSVGElement | HTMLCanvasElement;
}

/** Device pixels a CSS pixel: sharp on any screen and in print. */
const SCALE = 2;
/** CSS pixels around a chart, and above it for its title. */
const EDGE = 16;
const TITLE = 40;
/** What makes an SVG look as it does; style sheets do not travel with it. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'visibility',
] as const;

const DRAWN = 'canvas, svg';

/** Charts on the page: an svg or canvas that has `data-chart="title"`, or is the first inside what has; in document order. */
export function pageCharts(): PageChart[] {
  return [...document.querySelectorAll<HTMLElement | SVGElement>('[data-chart]')].flatMap((holder) => {
    const drawn = holder.matches(DRAWN) ? holder : holder.querySelector(DRAWN);
    const element = drawn as SVGSVGElement | HTMLCanvasElement | null;
    return element && element.getBoundingClientRect().width > 0
      ? [{ title: holder.dataset.chart || 'chart', element }]
      : [];
  });
}

/** The chart as it stands, under its title and over its caption. Throws Error where the browser cannot draw it. */
export async function chartPng({ title, element }: PageChart, said: Caption): Promise<Blob> {
  const { width, height } = element.getBoundingClientRect();
  const picture = element instanceof HTMLCanvasElement ? element : await svgImage(element, width, height);
  const caption = layOutCaption(rulerOf(), said, width);
  const lost = caption.lost.length * CAPTION_LINE;
  const below = caption.lines.length * CAPTION_LINE;
  return await pngOf(width + 2 * EDGE, lost + TITLE + height + EDGE + below + EDGE / 2, (context) => {
    drawCaption(context, caption, 'lost', EDGE, EDGE / 2);
    context.font = '600 14px system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.fillStyle = colour('--ink');
    context.fillText(title, EDGE, lost + TITLE / 2, width);
    context.drawImage(picture, EDGE, lost + TITLE, width, height);
    drawCaption(context, caption, 'lines', EDGE, lost + TITLE + height + EDGE / 2);
  });
}

/** Measures text before there is a picture. Throws Error where the browser gives no canvas. */
export function rulerOf(): CanvasRenderingContext2D {
  const ruler = document.createElement('canvas').getContext('2d');
  if (!ruler) throw new Error('this browser gives no canvas to draw on');
  return ruler;
}

/** A PNG of `width` x `height` CSS pixels on the page's surface colour. Throws Error where the browser gives no picture. */
export async function pngOf(
  width: number,
  height: number,
  draw: (context: CanvasRenderingContext2D) => void,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * SCALE);
  canvas.height = Math.round(height * SCALE);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no canvas to draw on');
  context.scale(SCALE, SCALE);
  context.fillStyle = colour('--surface');
  context.fillRect(0, 0, width, height);
  draw(context);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('this browser could not write a PNG of that size');
  return blob;
}

async function svgImage(svg: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  originals.forEach((original, index) => {
    const style = getComputedStyle(original);
    for (const name of STYLES) copies[index].style.setProperty(name, style.getPropertyValue(name));
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const image = new Image();
  // The page's content security policy lets images come from data: addresses, not from blob: ones.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}
