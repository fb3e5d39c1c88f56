import { JSDOM } from 'jsdom';
import { createElement } from 'react';
import type { BenchReport } from '../src/bench/report.ts';
import { adapterName } from '../src/results/adapter-name.ts';

const WIDTH = 640;

/** The page's chart as an SVG file's text. */
export async function ratesPicture({ model, adapter, cases }: BenchReport): Promise<string> {
  const { window } = new JSDOM('<!doctype html>', { pretendToBeVisual: true });
  giveGlobals(window);
  // They look for a document when they are loaded.
  const { createRoot } = await import('react-dom/client');
  const { flushSync } = await import('react-dom');
  const { RatesChart } = await import('../src/ui/pages/bench/rates-chart.tsx');
  const title = `${model.name} on ${adapterName(adapter)}`;
  const root = createRoot(window.document.body);
  flushSync(() => root.render(createElement(RatesChart, { title, cases, width: WIDTH })));
  // Axes and bars find each other in effects.
  await new Promise((drawn) => {
    window.requestAnimationFrame(() => setTimeout(drawn));
  });
  const picture = window.document.querySelector('svg');
  if (!picture) throw new Error('no picture was drawn');
  picture.setAttribute('role', 'img');
  for (const name of ['class', 'style', 'tabindex']) picture.removeAttribute(name);
  const text = `${new window.XMLSerializer().serializeToString(picture)}\n`;
  root.unmount();
  window.close();
  return text;
}

function giveGlobals(window: Window & typeof globalThis): void {
  const { document, navigator, requestAnimationFrame, cancelAnimationFrame } = window;
  const given = { window, document, navigator, requestAnimationFrame, cancelAnimationFrame };
  // Newer releases of Node have a navigator.
  for (const [name, value] of Object.entries(given))
    if (!(name in globalThis)) Object.assign(globalThis, { [name]: value });
}
