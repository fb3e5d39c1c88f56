import { describe, expect, it } from 'vitest';
import { askServer } from './ask-server.ts';
import type { PageContext } from './page-context.ts';
import { thisPage } from './page-context.ts';
import { KEY, placeAt, textAsk } from './testing/asks.ts';

/** A browser: nothing is told of why fetch fails, and what an answer without CORS holds stays closed. */
function browser(fields: { readonly there: boolean; readonly policy?: boolean } & Partial<PageContext>) {
  const { there, policy = true, ...page } = fields;
  const hearers = new Set<(address: string) => void>();
  const asked: RequestInit[] = [];
  return {
    asked,
    page: {
      origin: 'https://lab.test',
      online: () => true,
      onForbidden: (hear: (address: string) => void) => {
        hearers.add(hear);
        return () => hearers.delete(hear);
      },
      ...page,
    },
    fetch: (url: string, init: RequestInit) => {
      asked.push(init);
      if (policy && there && init.mode === 'no-cors') return Promise.resolve(new Response(''));
      // As a browser has it: a task of its own.
      if (!policy) setTimeout(() => hearers.forEach((hear) => void hear(url)), 0);
      return Promise.reject(new TypeError('Failed to fetch'));
    },
  };
}

describe('why a page gets no answer', () => {
  it.each([
    [
      'CORS',
      { there: true },
      'https://api.test/v1',
      'blocked',
      'does not let pages of https://lab.test read',
    ],
    ['nobody there', { there: false }, 'https://api.test/v1', 'unreachable', 'no server there'],
    ['the policy', { there: true, policy: false }, 'https://api.test/v1', 'blocked', 'connect-src'],
    ['offline', { there: true, online: () => false }, 'https://api.test/v1', 'unreachable', 'offline'],
    ['http from https', { there: true }, 'http://api.test/v1', 'blocked', 'plain http'],
    ['http on this machine', { there: true }, 'http://127.0.0.1:8000/v1', 'blocked', '(CORS)'],
  ] as const)('is told: %s', async (_, fields, url, kind, words) => {
    const { page, fetch, asked } = browser(fields);
    const outcome = await askServer(placeAt(url), textAsk(), { page, fetch, retries: { most: 0 } });
    expect(outcome).toMatchObject({
      kind: 'failed',
      fault: { kind, message: expect.stringContaining(words) },
    });
    const second = asked.slice(1).map(({ headers, mode }) => [headers, mode]);
    expect(second.every(([headers, mode]) => headers === undefined && mode === 'no-cors')).toBe(true);
    expect(JSON.stringify(outcome)).not.toContain(KEY);
  });

  it('asks again only where that may help', async () => {
    const { page, fetch, asked } = browser({ there: true });
    await askServer(placeAt('https://api.test/v1'), textAsk(), { page, fetch });
    expect(asked.filter(({ mode }) => mode !== 'no-cors')).toHaveLength(1);
  });

  it('knows a page from Node', () => {
    expect(thisPage()).toBeNull();
    const addEventListener = () => undefined;
    expect(
      thisPage({ location: { origin: 'https://lab.test' }, document: {}, addEventListener })?.origin,
    ).toBe('https://lab.test');
    expect(thisPage({ location: { origin: 'https://lab.test' }, addEventListener })).toBeNull();
  });
});
