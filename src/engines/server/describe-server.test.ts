import { afterEach, describe, expect, it } from 'vitest';
import { describeServer, listModels } from './describe-server.ts';
import { withVersion } from './place.ts';
import { KEY, placeAt } from './testing/asks.ts';
import { imitating } from './testing/imitations.ts';
import { ignoresSeed, sendJson } from './testing/manners.ts';
import { type Manner, type MisbehavingServer, openMisbehaving } from './testing/misbehaving-server.ts';

const open: MisbehavingServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function described(manner: Manner) {
  const server = await openMisbehaving(manner);
  open.push(server);
  const description = await describeServer(placeAt(server.url), { retries: { most: 0 } });
  return { description, server };
}

describe('describing a server', () => {
  it.each([
    ['vllm', '0.20.2', 4096, null],
    ['sglang', '0.5.4', 2048, { enable_deterministic_inference: true }],
    ['llama.cpp', 'b7000-abcdef1', 1024, { total_slots: 4 }],
    ['ollama', '0.13.1', null, null],
  ] as const)('recognises %s and asks it by its own names', async (id, version, contextLength, flags) => {
    const { description, server } = await described(imitating(id));
    expect(description).toMatchObject({ server: id, version, contextLength, models: ['nano'] });
    if (flags) expect(description.flags).toMatchObject(flags);
    else expect(description.notTold.join(' ')).toContain('does not tell the flags');
    const posted = server.heard.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(posted.every((body) => 'repeat_penalty' in body)).toBe(id === 'llama.cpp');
    expect(posted.some((body) => body.return_token_ids === true)).toBe(id === 'vllm' || id === 'sglang');
    expect(posted[0].top_k).toBe({ vllm: 0, sglang: -1, 'llama.cpp': 0, ollama: undefined }[id]);
  });

  it('keeps no secret of what it tells, neither the key nor its operator’s own', async () => {
    const { description } = await described((response, heard, tries) => {
      if (heard.path === '/v1/models')
        return sendJson(response, { object: 'list', data: [{ id: `echo ${KEY}`, object: 'model' }] });
      if (heard.path === '/get_server_info')
        return sendJson(response, {
          version: KEY,
          admin_api_key: 'sk-admin',
          hf_token: 'hf_x',
          max_total_tokens: 9,
        });
      return imitating('sglang')(response, heard, tries);
    });
    expect(description.flags).toMatchObject({ max_total_tokens: 9, admin_api_key: '[not kept]' });
    expect(JSON.stringify(description)).not.toMatch(new RegExp(`${KEY}|sk-admin|hf_x`));
    const server = open.at(-1)!;
    expect((await listModels(placeAt(server.url), {})).models).toEqual(['echo [key]']);
  });

  it('says what is given and what is not', async () => {
    const { description } = await described(imitating('vllm'));
    expect(description.gives).toMatchObject({
      completions: true,
      tokenPrompts: true,
      streams: true,
      logprobs: true,
      seeds: true,
      queueTime: true,
      cachedCounts: false,
    });
    expect(description).toMatchObject({
      metrics: true,
      healthy: true,
      fingerprint: 'vllm-0.20.2-tp2-0a1b2c3d',
    });
    expect(description.notTold.join(' ')).toContain('how much of a prompt was cached');
    expect(description.tokens).toBe(
      description.probes.reduce(
        (sum, { outcome }) =>
          sum +
          (outcome.kind === 'answered' ? outcome.answer.usage!.prompt + outcome.answer.usage!.completion : 0),
        0,
      ),
    );
    const cached = await described(imitating('llama.cpp'));
    expect(cached.description.gives.cachedCounts).toBe(true);
  });

  it('finds a server out that ignores seeds', async () => {
    const { description } = await described(ignoresSeed);
    expect(description).toMatchObject({ server: null, gives: { seeds: false } });
    expect(description.notTold.join(' ')).toContain('ignores `seed`');
  });

  it('records what failed of a server that answers nothing, without the key', async () => {
    const { description } = await described((response, { authorization }) =>
      sendJson(response, { error: { message: authorization } }, 500),
    );
    expect(description).toMatchObject({
      server: null,
      gives: { completions: false, chat: false, seeds: null },
    });
    expect(description.probes.every(({ outcome }) => outcome.kind === 'failed')).toBe(true);
    expect(description.fetched.every(({ status }) => status === 500)).toBe(true);
    expect(JSON.stringify(description)).not.toContain(JSON.stringify(KEY).slice(1, -1));
    expect(description.notTold).toContain('It answered no ask: see the probes.');
  });

  it('refuses a place that is none', async () => {
    await expect(describeServer(placeAt('nonsense'))).rejects.toThrow(RangeError);
  });
});

it.each([
  ['http://127.0.0.1:8000', 'http://127.0.0.1:8000/v1'],
  ['http://127.0.0.1:8000/', 'http://127.0.0.1:8000/v1'],
  ['https://host.example/v1', 'https://host.example/v1'],
  ['https://host.example/api/v3/', 'https://host.example/api/v3/'],
  ['nonsense', 'nonsense'],
])('of %s %s is asked', (typed, asked) => {
  expect(withVersion(typed)).toBe(asked);
});
