import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { canonicalJson } from '../../src/experiment/canonical.ts';
import { ExperimentError } from '../../src/experiment/errors.ts';
import { decodeLink, encodeLink, isLink, MOST_CHARACTERS } from '../../src/experiment/link.ts';
import { MOST_INFLATED_BYTES } from '../../src/experiment/link-data.ts';
import { LinkError } from '../../src/experiment/link-error.ts';
import { type LinkPayload, parsePayload } from '../../src/experiment/link-payload.ts';
import { RELEASED_LINKS } from '../../src/experiment/testing/released-links.ts';
import { EXPERIMENTS, MINIMAL } from './experiments.ts';
import { checkNumbers, type Harness, must, refusal } from './harness.ts';
import { mutatedJson } from './mutate-json.ts';
import { anyText, bytesOfText, mutatedText, textOfBytes, withMutations } from './mutate-text.ts';

const fingerprints = { 'a/p': 'ab'.repeat(32) };
const PAYLOADS: readonly unknown[] = [
  { experiment: MINIMAL },
  {
    experiment: MINIMAL,
    expected: { adapter: 'SwiftShader', rules: ['invariant@1'], posture: ['a line'], fingerprints },
    view: { embed: true, hide: ['arms'], lesson: 'first-words' },
  },
  ...EXPERIMENTS.map((experiment) => ({ experiment })),
];

/** These carry a checksum, so that damage shows. */
const SENT = PAYLOADS.map((payload) => parsePayload(payload));
const SENT_LINKS = SENT.map(encodeLink);
const SENT_JSON = new Set(SENT.map(canonicalJson));
/** Those from before there were checksums. */
const LINKS = RELEASED_LINKS.map(({ link }) => link);
const DATA = LINKS.map((link) => textOfBytes(Buffer.from(link.slice('#v1.'.length), 'base64url')));
const MARKS = [
  '#',
  '#v1.',
  '#v2.',
  '%23v1.',
  '=',
  '+',
  '/',
  '&utm_source=x',
  ').',
  '>',
  'https://example.org/lab/',
  ...['\n> ', '=\r\n', '&#x2D;', '%2D', '=2D', '\u00ad', '\u2013', '<wbr>', '\\-', '%25', '&num;'],
];

const linkOf = (deflated: Uint8Array): string => `#v1.${Buffer.from(deflated).toString('base64url')}`;

/** `sent`: damage done to a link that was sent, never a link made with care. */
interface Input {
  readonly text: string;
  readonly sent: boolean;
}

const contents = mutatedJson(PAYLOADS);
const made: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: contents.map((json) => linkOf(deflateRawSync(json))) },
  {
    weight: 1,
    arbitrary: withMutations(contents, ['{"a":1,']).map((json) => linkOf(deflateRawSync(json))),
  },
  {
    weight: 1,
    arbitrary: mutatedText(DATA, { greatest: 255 }).map((data) => linkOf(bytesOfText(data))),
  },
  { weight: 1, arbitrary: mutatedText(LINKS, { dictionary: MARKS }) },
  { weight: 1, arbitrary: anyText },
);
const damaged = mutatedText(SENT_LINKS, { dictionary: MARKS });

export const links: Harness<Input> = {
  name: 'links',
  property:
    'a link opens or is refused by a LinkError or ExperimentError; damaged on its way it opens to what was sent or not at all; what opens holds no -0 and no NaN and gives one link, which opens to the same',
  inputs: fc.oneof(
    { weight: 3, arbitrary: made.map((text) => ({ text, sent: false })) },
    { weight: 1, arbitrary: damaged.map((text) => ({ text, sent: true })) },
  ),
  check({ text, sent }) {
    isLink(text);
    let payload: LinkPayload;
    try {
      payload = decodeLink(text);
    } catch (error) {
      return refusal(error, [LinkError, ExperimentError]);
    }
    const json = canonicalJson(payload);
    if (sent) {
      must(SENT_JSON.has(json), 'damage opens to what nobody sent');
      return 'opened as it was sent';
    }
    checkNumbers(payload);
    const own = encodeLink(payload);
    if (own.length > MOST_CHARACTERS || Buffer.byteLength(json) > MOST_INFLATED_BYTES)
      return 'opened, too large to pass on';
    const again = decodeLink(own);
    must(canonicalJson(again) === json, 'its own link opens to something else');
    must(encodeLink(again) === own, 'its own link gives another link');
    return 'opened';
  },
  keep: ({ text }) => ({ 'link.txt': text }),
};
