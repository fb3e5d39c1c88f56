import fc from 'fast-check';
import { HUB, parseSource, writeNamed } from '../../src/experiment/model-source.ts';
import { ModelError } from '../../src/model/model-error.ts';
import { type LookedUp, lookUp } from '../../src/model/sources/look-up.ts';
import { type Net, openNet } from '../../src/model/sources/net.ts';
import { type Harness, must, refusal } from './harness.ts';
import { mutatedJson } from './mutate-json.ts';
import { mutatedText } from './mutate-text.ts';
import { SMALL_TOKENIZERS, smallModelFiles } from './small-model.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const HASH = 'ab'.repeat(32);
const NAMES = [
  ...['hf:o/n', 'o/n@main', `hf:o/n@${COMMIT}:m.gguf`, 'hf:gpt2', `${HUB}/o/n/blob/main/m.gguf`],
  ...[
    'https://models.test/n/',
    'https://models.test/m.gguf',
    'http://127.0.0.1:1/n',
    'https://u:p@models.test/',
  ],
];
const WORDS = [
  'hf:',
  '@',
  ':',
  '/',
  '//',
  '..',
  '.gguf',
  'https://',
  'http://',
  '?',
  '#',
  '\\',
  '%2e%2e',
  'localhost',
  '[::1]',
];

const CONFIG = new TextDecoder().decode(smallModelFiles(SMALL_TOKENIZERS[0]).get('config.json'));
const file = (path: string) => ({ type: 'file', path, size: 700, oid: 'cd'.repeat(20) });
const large = (path: string) => ({ ...file(path), lfs: { oid: HASH, size: 5_000, pointerSize: 134 } });
const INDEX = {
  weight_map: { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' },
};
const TREES: readonly unknown[] = [
  [file('config.json'), large('model.safetensors'), { type: 'directory', path: 'x' }],
  [file('config.json'), file('model.safetensors.index.json'), ...Object.values(INDEX.weight_map).map(large)],
  [large('m.gguf'), large('q/m.gguf')],
];
const LINKS = [
  `<${HUB}/api/models/o/n/tree/main?cursor=1>; rel="next"`,
  '<https://elsewhere.test/api/>; rel="next"',
  '<//elsewhere.test>; rel="next"',
  `<${HUB}.elsewhere.test/api/>; rel=next`,
];

interface Input {
  readonly name: string;
  readonly revision: string;
  readonly tree: string;
  readonly index: string;
  readonly link: string;
  readonly status: number;
  /** Of a plain server's answers. */
  readonly headers: Readonly<Record<string, string>>;
}

const jsonText = (values: readonly unknown[]) =>
  mutatedJson(values).map((json) => (typeof json === 'string' ? json : String(json)));
const header = fc.constantFrom(
  '',
  '0',
  '5000',
  '-1',
  '1e9',
  '9'.repeat(30),
  '"x"',
  `"${HASH}"`,
  'W/"x"',
  'bytes 0-0/5000',
  'text/html',
);

const inputs: fc.Arbitrary<Input> = fc.record({
  name: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...NAMES) },
    { weight: 2, arbitrary: mutatedText(NAMES, { dictionary: WORDS }) },
  ),
  revision: fc.oneof(
    fc.constant(JSON.stringify({ id: 'o/n', sha: COMMIT })),
    jsonText([{ id: 'o/n', sha: COMMIT }]),
  ),
  tree: fc.oneof(fc.constantFrom(...TREES.map((tree) => JSON.stringify(tree))), jsonText(TREES)),
  index: fc.oneof(fc.constant(JSON.stringify(INDEX)), jsonText([INDEX])),
  link: fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: mutatedText(LINKS).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '')) },
  ),
  status: fc.oneof(
    { weight: 9, arbitrary: fc.constant(200) },
    { weight: 1, arbitrary: fc.constantFrom(206, 301, 401, 403, 404, 416) },
  ),
  headers: fc.dictionary(
    fc.constantFrom(
      'content-length',
      'etag',
      'content-range',
      'content-type',
      'x-linked-etag',
      'x-linked-size',
      'last-modified',
    ),
    header,
  ),
});

export const sources: Harness<Input> = {
  name: 'sources',
  property:
    'a name of a model elsewhere is read or refused, and whatever its host answers, it is looked up or refused by a ModelError, with nothing asked of a host that was not named',
  inputs,
  async check(input) {
    const parsed = parseSource(input.name);
    if (typeof parsed === 'string') {
      must(parsed.startsWith('expected ') && parsed.length < 500, `a refusal that says little: ${parsed}`);
      return 'no name';
    }
    must(parseSource(writeNamed(parsed)) !== '', 'a name that is not read again');
    const { source } = parsed;
    const origin = source.kind === 'hub' ? HUB : new URL(source.url).origin;
    const faults: string[] = [];
    const outcome = await lookUp(netOf(input, origin, faults), parsed).then(
      (looked) => {
        checkLooked(looked, origin);
        return `looked up, ${looked.chosen.gguf === null ? 'a checkpoint' : 'a GGUF file'}`;
      },
      (error: unknown) => refusal(error, [ModelError]),
    );
    must(faults.length === 0, faults.join('; '));
    return outcome;
  },
  keep: (input) => ({ 'source.json': JSON.stringify(input) }),
};

/** A host that answers as the input says; `faults` gets what may not be asked of it: whoever asks takes what is thrown for a broken connection. */
function netOf(input: Input, origin: string, faults: string[]): Net {
  let links = 0;
  return {
    ...openNet({ token: 'secret' }),
    fetch: (url, init) => {
      if (new URL(url).origin !== origin) faults.push(`asks ${url}, which was not named`);
      if (origin !== HUB && 'authorization' in (init.headers as object))
        faults.push('sends the token to another host');
      const { pathname } = new URL(url);
      // A chain without an end would only show that there is a limit.
      const link: Record<string, string> = input.link === '' || links++ > 2 ? {} : { link: input.link };
      const body = bodyOf(input, pathname);
      const headers = { ...input.headers, ...link };
      const status = input.status === 200 && body === null ? 404 : input.status;
      return Promise.resolve(new Response(init.method === 'HEAD' ? null : (body ?? ''), { status, headers }));
    },
  };
}

function bodyOf({ revision, tree, index }: Input, path: string): string | null {
  if (path.startsWith('/api/')) return path.includes('/revision/') ? revision : tree;
  if (path.endsWith('index.json')) return index;
  if (path.endsWith('/config.json')) return CONFIG;
  return /\.(?:safetensors|gguf)$/.test(path) ? 'x' : null;
}

function checkLooked({ listing, chosen }: LookedUp, origin: string): void {
  for (const { path, url, size } of listing.files) {
    must(new URL(url).origin === origin, `a file at ${url}, which was not named`);
    must(!path.split('/').includes('..') && !path.startsWith('/'), `a path that leads out: ${path}`);
    must(size === null || (Number.isSafeInteger(size) && size >= 0), `a size of ${size}`);
  }
  must(chosen.files.length > 0 && chosen.weights.length > 0, 'a model without weights');
}
