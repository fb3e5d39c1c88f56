import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SERVER_IDS } from './servers/server-entry.ts';
import { coldFields, SERVERS, serverOf, serversMarkdown } from './servers.ts';

describe('the table of servers', () => {
  it('has each server once, and no two that are recognised alike', () => {
    expect(SERVERS.map(({ id }) => id)).toEqual([...SERVER_IDS]);
    const owners = SERVERS.flatMap(({ recognised }) => recognised.ownedBy);
    expect(new Set(owners).size).toBe(owners.length);
    for (const fingerprint of ['vllm-0.20.2-0a1b2c3d', 'b7000-abcdef1', 'fp_ollama', 'fp_44709d6fcb'])
      expect(SERVERS.filter(({ recognised }) => recognised.fingerprint?.test(fingerprint))).toHaveLength(1);
  });

  it('says where each fact was found, and as of when', () => {
    const facts = SERVERS.flatMap(({ id, facts }) => Object.values(facts).map((fact) => ({ id, fact })));
    for (const { id, fact } of facts.filter(({ fact }) => fact !== null)) {
      expect(fact!.source).toMatch(id === 'batchmates' ? /^docs\// : /^https:\/\//);
      expect(fact!.asOf).not.toBe('');
      if (fact!.source.includes('/blob/')) expect(fact!.source).toContain(`/blob/${fact!.asOf}`);
    }
  });

  it('gives each ask that is to be cold a text of its own, or what switches the cache off', () => {
    expect(coldFields(serverOf('vllm'), 'x')).toEqual({ cache_salt: 'x' });
    expect(coldFields(serverOf('llama.cpp'), 'x')).toEqual({ cache_prompt: false });
    expect(coldFields(serverOf('ollama'), 'x')).toBeNull();
  });

  it('is the page in docs', () => {
    const page = readFileSync(new URL('../../docs/audit-servers-table.md', import.meta.url), 'utf8');
    expect(page.slice(page.indexOf('## '))).toBe(`${serversMarkdown()}\n`);
  });
});
