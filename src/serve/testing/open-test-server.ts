import { MetricRegistry } from '../../audit/metrics/registry.ts';
import type { LiveService } from '../../lab/live/live-types.ts';
import { createServeApp, type ServeParts } from '../app.ts';
import { Counted } from '../counted.ts';
import { listen } from '../listen.node.ts';
import { DEFAULT_LIMITS, type ServeLimits } from '../serve-limits.ts';
import type { Served } from '../served.ts';
import { WatchFeed } from '../watch-feed.ts';
import { BYTE_VOCABULARY, byteCodec, END } from './byte-codec.ts';

export const TEMPLATE =
  '{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}';

export interface TestOptions extends Partial<Pick<ServeParts, 'key' | 'cors' | 'loopback'>> {
  readonly limits?: Partial<ServeLimits>;
  readonly served?: Partial<Served>;
  readonly tellPrompts?: boolean;
}

/** What `lab serve` puts together, over a service and a vocabulary of bytes. */
export function testParts(service: LiveService, { limits, served, tellPrompts, ...rest }: TestOptions = {}) {
  const feed = new WatchFeed(service, tellPrompts ?? false);
  const closing = new AbortController();
  const defects: Error[] = [];
  const parts: ServeParts = {
    served: { ...SERVED, service, ...served },
    limits: { ...DEFAULT_LIMITS, ...limits },
    counted: new Counted(new MetricRegistry()),
    feed,
    ...{ key: null, cors: null, loopback: true, ...rest },
    closing: closing.signal,
    onDefect: (error) => void defects.push(error),
  };
  return { parts, app: createServeApp(parts), closing, defects, feed };
}

/** The same behind a port of its own. */
export async function openTestServer(service: LiveService, options: TestOptions = {}) {
  const made = testParts(service, options);
  const { patience } = made.parts.limits;
  const listening = await listen(made.app, { host: '127.0.0.1', port: 0, patience });
  return { ...made, listening, url: listening.url };
}

const SERVED: Omit<Served, 'service'> = {
  tokenizer: byteCodec(TEMPLATE),
  model: 'bytes',
  facts: { hash: 'abc', engine: 'cpu', adapter: 'none', dtype: 'f32', weights: 'stored', set: 'invariant' },
  created: 1_700_000_000,
  maxPositions: 4096,
  vocabSize: BYTE_VOCABULARY,
  endTokens: [END],
  version: '0.0.0',
  postureOf: (set) => `${set ?? 'invariant'}: nothing is known`,
};
