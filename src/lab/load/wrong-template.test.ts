import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { TextCodec } from '../../model/tokenizer.ts';
import { isMisrouted } from '../../steps/routing.ts';
import type { WrongTemplate } from '../../steps/serving.ts';
import { idModel } from '../testing/fake-engine.ts';
import { resolveLoad } from './resolve-load.ts';
import { runLoad } from './run-load.ts';
import { tinySetting } from './testing/load-setting.ts';
import { wrongPrompts } from './wrong-template.ts';

const BOS = 1;
/** A token is a character. */
const codec = {
  size: 2000,
  encode: (text: string, { bos = true } = {}) => [
    ...(bos ? [BOS] : []),
    ...Array.from(text, (letter) => letter.codePointAt(0)!),
  ],
} as unknown as TextCodec;
const letters: LoadedModel = { ...idModel(), tokenizer: codec };
const textOf = (tokens: readonly number[]) =>
  tokens.map((token) => (token === BOS ? '<bos>' : String.fromCodePoint(token))).join('');

const faults = (template: WrongTemplate, share = 1) => ({
  faults: { misrouted: { share, seed: 0, to: { template } } },
});
const arm = (template: WrongTemplate, share = 1) => ({ name: 'a', serving: faults(template, share) });

function asked(request: object) {
  const [parsed] = parseExperiment({
    ...{ version: 3, title: 't', arms: [{ name: 'a', requests: ['r'], kernels: 'invariant' }] },
    requests: [{ id: 'r', role: 'probe', maxNewTokens: 4, ...request }],
  }).requests;
  return {
    request: parsed,
    promptTokens: parsed.promptIds ?? codec.encode(parsed.prompt ?? 'by its template'),
  };
}

function fed(request: object, template: WrongTemplate): string {
  const members = [asked(request), asked({ messages: [{ role: 'user', content: 'x' }] })];
  return textOf(wrongPrompts(arm(template), members, letters)!.members(members)[0].promptTokens);
}

const CHAT = [
  { role: 'system', content: 'Be short.' },
  { role: 'user', content: 'Hi' },
];

describe('a wrong prompt template', () => {
  it('puts ChatML around a prompt, behind its begin token', () => {
    expect(fed({ prompt: 'Hi' }, 'chatml')).toBe(
      '<bos><|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n',
    );
    expect(fed({ promptIds: [BOS, 72, 105] }, 'chatml')).toBe(
      '<bos><|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n',
    );
    expect(fed({ promptIds: [72, 105] }, 'chatml')).toMatch(/^<\|im_start\|>user\nHi<\|im_end\|>/);
  });

  it('takes the place of the template that messages have', () => {
    expect(fed({ messages: CHAT }, 'chatml')).toBe(
      '<|im_start|>system\nBe short.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n',
    );
    expect(fed({ messages: CHAT }, 'none')).toBe('<bos>Be short.\nHi');
  });

  it('that is left out changes no prompt but messages', () => {
    expect(fed({ prompt: 'Hi' }, 'none')).toBe('<bos>Hi');
    const members = [asked({ prompt: 'Hi' })];
    expect(() => wrongPrompts(arm('none'), members, letters)).toThrow(
      'arm a: serving.faults.misrouted.to.template: expected a request with messages',
    );
  });

  it('reaches the share that is misrouted, and is refused where it has no room', () => {
    const members = [asked({ prompt: 'Hi' })];
    expect(wrongPrompts(arm('chatml', 0), members, letters)!.members(members)).toEqual(members);
    const long = [asked({ prompt: 'x'.repeat(240) })];
    expect(() => wrongPrompts(arm('chatml'), long, letters)!.members(long)).toThrow(
      'arm a: serving.faults.misrouted.to.template: request r: ',
    );
  });
});

function crowded(serving: object, prompt = 20) {
  const experiment = parseExperiment({
    ...{ version: 3, title: 'astray', model: { name: 'tiny' } },
    crowd: {
      ...{ seed: 3, arrivals: { kind: 'poisson', perSecond: 20 }, most: 20 },
      ...{ prompt: { kind: 'fixed', tokens: prompt }, output: { kind: 'fixed', tokens: 6 } },
    },
    requests: [{ id: 'probe', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 6, ignoreEos: true }],
    arms: [{ name: 'a', requests: ['probe'], kernels: 'invariant', dtype: 'f32', serving }],
  });
  return resolveLoad(experiment, idModel());
}

describe('a crowd of which some go through a wrong template', () => {
  it('has the same answers but for those, which one field names', async () => {
    const fault = faults('chatml', 0.3);
    const [plain, wrong] = [
      await runLoad(crowded({}), tinySetting()),
      await runLoad(crowded(fault), tinySetting()),
    ];
    const [{ requests: before }, { requests, faults: told }] = [plain.arms[0], wrong.arms[0]];
    const astray = before.map(({ id }) => id).filter((id) => isMisrouted(id, fault.faults.misrouted));
    expect(astray.length).toBeGreaterThan(2);
    expect(told?.misrouted).toEqual(astray);
    const other = requests.filter(({ tokens }, i) => tokens.join() !== before[i].tokens.join());
    expect(other.length).toBeGreaterThan(astray.length / 2);
    expect(other.filter(({ id }) => !astray.includes(id))).toEqual([]);
    const longer = '<|im_start|>user\n<|im_end|>\n<|im_start|>assistant\n'.length;
    requests.forEach(({ id, promptTokens }, i) => {
      expect(promptTokens - before[i].promptTokens).toBe(astray.includes(id) ? longer : 0);
    });
  });

  it('is refused where the longest has no room for it', () => {
    expect(() => crowded(faults('chatml'), 230)).toThrow(
      "arm a: serving.faults.misrouted.to.template: it takes 50 tokens beside the 235 positions of the crowd's longest request, the model has 256",
    );
  });
});
