/**
 * An implementation in a page: `portable.open(engine)` and then `portable.ask(question)`; what is said meanwhile, answers included, waits in
 * `portable.said` for whoever drives the page.
 */
import { openBrowserGpu } from '../../src/gpu/open-browser.ts';
import { httpModelFiles } from '../../src/model/files-http.ts';
import { loadModel } from '../../src/model/load.ts';
import type { Question } from '../../src/studies/portable/perform.ts';
import { answering, openEngine } from './answering.ts';

const said: object[] = [];
let ask: ReturnType<typeof answering>;

Object.assign(globalThis, {
  portable: {
    said,
    async open(kind: string) {
      const engine = await openEngine(kind, openBrowserGpu);
      const read = (name: string) => loadModel(httpModelFiles(`/models/${name}/`), name);
      ask = answering(engine, read, (message) => said.push(message));
    },
    ask(question: Question) {
      void ask(question).then((message) => said.push(message));
    },
  },
});
