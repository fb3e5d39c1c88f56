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

it('looks for none where the config has one, or says that there is none', async () => {
  const files = memoryFiles({ 'chat_template.jinja': utf8('beside') });
  for (const chat_template of ['own', null, [{ name: 'default', template: 'own' }]])
    expect(await withChatTemplate(files, 'm', { chat_template })).toEqual({ chat_template });
});

it('names a file that is no text', async () => {
  const files = memoryFiles({ 'chat_template.jinja': new Uint8Array([0xff, 0xfe]) });
  await expect(withChatTemplate(files, 'm', {})).rejects.toThrow(ModelError);
  await expect(withChatTemplate(files, 'm', {})).rejects.toThrow('m/chat_template.jinja: expected UTF-8');
});
