import { Hono } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { durationWords } from '../../../results/amounts.ts';
import { loopbackHostGuard, originGuard } from '../../../serve/guards.ts';
import { type Listening, listen } from '../../../serve/listen.node.ts';
import type { ServeEnv } from '../../../serve/serve-context.ts';
import { canaryWords } from '../../../studies/sweep/canary.ts';
import { millisecondsLeft, type QueueStatus } from '../../../studies/sweep/queue/status.ts';
import { isCoded, UsageError } from '../../usage.ts';

/** How a queued study stands; null before anything is known. */
type Now = () => QueueStatus | null;

/**
 * Tells a browser on this machine how far a queued study is: `/` for people, which asks again by itself and runs no script, `/status.json` for pages
 * and programs of this machine. Throws UsageError where the port cannot be had.
 */
export async function serveStatus(port: number, now: Now): Promise<Listening> {
  try {
    return await listen(statusApp(now), { host: '127.0.0.1', port, patience: 10_000 });
  } catch (error) {
    if (!isCoded(error)) throw error;
    throw new UsageError(`--serve: expected a port that is free, found ${port} (${error.code})`);
  }
}

function statusApp(now: Now): Hono<ServeEnv> {
  const app = new Hono<ServeEnv>();
  app.use(loopbackHostGuard, ...originGuard(null));
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'unsafe-inline'"],
        frameAncestors: ["'none'"],
      },
    }),
  );
  app.onError((error, c) => c.text(error.message, 403));
  app.get('/status.json', (c) => c.json(now(), 200, { 'cache-control': 'no-store' }));
  app.get('/', (c) => c.html(statusPage(now())));
  return app;
}

const STYLE = `:root { color-scheme: light dark } body { font: 16px/1.5 system-ui; margin: 2rem auto; max-width: 50rem; padding: 0 1rem }
progress { width: 100% } td, th { text-align: left; padding-right: 1rem; overflow-wrap: anywhere }`;

function statusPage(status: QueueStatus | null) {
  const title = status?.title ?? 'A study in a queue';
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2"><title>${title}</title><style>${STYLE}</style></head>
<body><h1>${title}</h1>${status ? statusBody(status) : html`<p>Nothing is known yet.</p>`}</body></html>`;
}

const STATES = {
  waiting: 'The queue is out of reach just now.',
  running: 'Under way.',
  rerunning: 'All jobs are done; some run again to compare bits.',
  merged: 'Done and merged.',
} as const;

function statusBody(status: QueueStatus) {
  const { jobs, done, failed, perSecond, workers, refused, state } = status;
  const left = millisecondsLeft(status);
  const rate = perSecond === null ? '' : `, ${perSecond.toFixed(1)} a second`;
  const time = left === null || done === jobs ? '' : `, ${durationWords(left)} left`;
  return html`<p>${STATES[state]}</p>
<label>${done} of ${jobs} jobs${failed > 0 ? `, ${failed} failed` : ''}${rate}${time}
<progress max="${jobs}" value="${done}"></progress></label>
<table><caption>Workers</caption><tr><th scope="col">Worker</th><th scope="col">Canary</th><th scope="col">Done</th><th scope="col">Under way</th></tr>
${workers.map((each) => html`<tr><td>${each.worker}</td><td>${canaryWords(each)}</td><td>${each.done}</td><td>${each.doing}</td></tr>`)}
</table>${refused.map((line) => html`<p>Refused: ${line}</p>`)}`;
}
