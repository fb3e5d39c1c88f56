import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelNameOf, parseSource, sourceProblem, writeNamed, writeSource } from './model-source.ts';

const COMMIT = '93efa2f097d58c2a74874c7e644dbc9b0cee75a2';

describe('parseSource', () => {
  it.each([
    ['hf:HuggingFaceTB/SmolLM2-135M', 'hf:HuggingFaceTB/SmolLM2-135M', null],
    ['HuggingFaceTB/SmolLM2-135M', 'hf:HuggingFaceTB/SmolLM2-135M', null],
    ['hf:gpt2', 'hf:gpt2', null],
    [`hf:o/n@${COMMIT}`, 'hf:o/n', COMMIT],
    ['o/n@refs/pr/1', 'hf:o/n', 'refs/pr/1'],
    ['hf:o/n:q8/model-Q8_0.gguf', 'hf:o/n:q8/model-Q8_0.gguf', null],
    ['hf:o/n@v1.0:model.GGUF', 'hf:o/n:model.GGUF', 'v1.0'],
    ['https://huggingface.co/o/n', 'hf:o/n', null],
    ['https://huggingface.co/o/n/', 'hf:o/n', null],
    ['https://hf.co/o/n/tree/main', 'hf:o/n', 'main'],
    ['https://huggingface.co/o/n/tree/refs/pr/7', 'hf:o/n', 'refs/pr/7'],
    ['https://huggingface.co/o/n/blob/main/config.json', 'hf:o/n', 'main'],
    ['https://huggingface.co/o/n/resolve/main/sub/m.gguf?download=true', 'hf:o/n:sub/m.gguf', 'main'],
    ['https://hub.example/base/o/n/tree/main', 'hf:o/n', 'main'],
    ['https://example.org/models/n', 'https://example.org/models/n/', null],
    ['https://example.org/m.gguf', 'https://example.org/m.gguf', null],
    ['HTTPS://EXAMPLE.org:443/a/../m/', 'https://example.org/m/', null],
    ['http://localhost:8000/m/', 'http://localhost:8000/m/', null],
    ['http://127.0.0.1:8000/m', 'http://127.0.0.1:8000/m/', null],
    ['http://[::1]/m', 'http://[::1]/m/', null],
  ])('reads %s', (text, written, revision) => {
    const parsed = parseSource(text, 'https://hub.example/base/');
    if (typeof parsed === 'string') throw new Error(parsed);
    expect([writeSource(parsed.source), parsed.revision]).toEqual([written, revision]);
  });

  it.each([
    ['', 'expected hf:owner/name'],
    ['nano', 'expected hf:owner/name'],
    ['hf:', 'expected a repository'],
    ['hf:../n', 'expected a repository'],
    ['hf:o/n/x', 'expected a repository'],
    ['hf:o--x/n', 'expected a repository'],
    ['hf:o/n@', 'expected a branch'],
    ['hf:o/n@a..b', 'expected a branch'],
    ['hf:o/n@/etc', 'expected a branch'],
    ['hf:o/n:../m.gguf', 'expected a .gguf file'],
    ['hf:o/n:model.safetensors', 'expected a .gguf file'],
    ['http://example.org/m/', 'begins with https://'],
    ['http://localhost.example.org/m/', 'begins with https://'],
    ['ftp://example.org/m/', 'begins with https://'],
    ['https://me:secret@example.org/m/', 'without a name or password'],
    ['https://example.org/m.gguf?sig=abc', 'without "?"'],
    ['https://huggingface.co/datasets/o/n', "address of a model's repository"],
    ['https://huggingface.co/o', "address of a model's repository"],
    ['https://huggingface.co/o/n/discussions', 'tree/revision'],
    ['https://huggingface.co/o/n/tree/main/sub', 'expected a .gguf file'],
    ['https://', 'expected an address'],
    [`hf:o/${'n'.repeat(600)}`, 'at most 500'],
  ])('refuses %s', (text, message) => {
    expect(parseSource(text)).toContain(message);
  });

  it('never shows a secret that stood in an address', () => {
    expect(parseSource('https://me:secret@example.org/')).not.toContain('secret');
  });

  it('takes nothing that cannot be written and read again, nor a host that was not named', () => {
    const parts = fc.constantFrom(
      'hf:',
      'https://',
      'http://',
      'o/n',
      '@',
      ':',
      '/',
      '..',
      '\0',
      '%2e',
      '?',
      '#',
      '.gguf',
      'huggingface.co',
      'localhost',
      'x',
      '\u202e',
      '\\',
      ' ',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(parts, { maxLength: 9 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseSource(text);
        if (typeof parsed === 'string') {
          expect(parsed).toMatch(/^expected /);
          return;
        }
        expect(parseSource(writeNamed(parsed))).toEqual(parsed);
        expect(sourceProblem(writeSource(parsed.source))).toBeNull();
        expect(modelNameOf(parsed.source)).toMatch(/^(?!\.+$)[A-Za-z0-9._-]{1,64}$/);
        if (parsed.source.kind === 'address')
          expect(new URL(parsed.source.url).host).toBe(new URL(text).host);
      }),
      { numRuns: 20_000 },
    );
  });
});

it.each([
  ['hf:o/SmolLM2-135M', 'SmolLM2-135M'],
  ['hf:o/n:q8/model Q8_0.gguf', 'model-Q8_0'],
  ['https://example.org/models/n/', 'n'],
  ['https://example.org/', 'example.org'],
])('calls %s %s', (text, name) => {
  const parsed = parseSource(text);
  expect(typeof parsed === 'string' ? parsed : modelNameOf(parsed.source)).toBe(name);
});
