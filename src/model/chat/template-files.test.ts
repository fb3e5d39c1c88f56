import { expect, it } from 'vitest';
import { ModelError } from '../model-error.ts';
import { memoryFiles } from '../testing/memory-files.ts';
import { withChatTemplate } from './template-files.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

it('takes the template beside a config that says nothing of one', async () => {
  const jinja = memoryFiles({ 'chat_template.jinja': utf8('é {{ x }}\n') });
  expect(await withChatTemplate(jinja, 'm', { a: 1 })).toEqual({ a: 1, chat_template: 'é {{ x }}\n' });
  const json = memoryFiles({ 'chat_template.json': { chat_template: 'of JSON' } });
  expect(await withChatTemplate(json, 'm', {})).toEqual({ chat_template: 'of JSON' });
  expect(await withChatTemplate(memoryFiles({}), 'm', { a: 1 })).toEqual({ a: 1 });
});

it('takes a file of Jinja before the config’s own, and that before a file of JSON', async () => {
  const json = { 'chat_template.json': { chat_template: 'of JSON' } };
  const jinja = memoryFiles({ ...json, 'chat_template.jinja': utf8('beside') });
  for (const chat_template of ['own', [{ name: 'default', template: 'own' }]]) {
    expect(await withChatTemplate(jinja, 'm', { chat_template })).toEqual({ chat_template: 'beside' });
    expect(await withChatTemplate(memoryFiles(json), 'm', { chat_template })).toEqual({ chat_template });
  }
});

it('looks for none where the config says that there is none', async () => {
  const files = memoryFiles({ 'chat_template.jinja': utf8('beside') });
  expect(await withChatTemplate(files, 'm', { chat_template: null })).toEqual({ chat_template: null });
});

it.each([
  ['version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n', 'found a Git LFS pointer'],
  ['<!doctype html><title>Sign in</title>', 'found a web page titled "Sign in"'],
])('names a file that is another in its place: %j', async (text, words) => {
  const files = memoryFiles({ 'chat_template.jinja': utf8(text) });
  await expect(withChatTemplate(files, 'm', {})).rejects.toThrow(
    `m/chat_template.jinja: expected a chat template, ${words}`,
  );
});

it('names a file that is no text', async () => {
  const files = memoryFiles({ 'chat_template.jinja': new Uint8Array([0xff, 0xfe]) });
  await expect(withChatTemplate(files, 'm', {})).rejects.toThrow(ModelError);
  await expect(withChatTemplate(files, 'm', {})).rejects.toThrow('m/chat_template.jinja: expected UTF-8');
});
