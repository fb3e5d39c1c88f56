import { describe, expect, it } from 'vitest';
import { nodeModelFiles } from './files.node.ts';
import { ModelError } from './model-error.ts';

describe('nodeModelFiles', () => {
  it('reads a file and says how long it is', async () => {
    const heard: unknown[] = [];
    const bytes = await nodeModelFiles('public/models/nano').read('config.json', (...args) =>
      heard.push(args),
    );
    expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({ model_type: 'llama' });
    expect(heard).toEqual([[bytes.length, bytes.length]]);
  });

  it('names a missing file, and a missing folder', async () => {
    const file = nodeModelFiles('public/models/nano').read('model-00001.safetensors');
    await expect(file).rejects.toThrow(ModelError);
    await expect(file).rejects.toThrow(
      'public/models/nano/model-00001.safetensors: expected a file, found none',
    );
    const folder = nodeModelFiles('public/models/absent').read('config.json');
    await expect(folder).rejects.toThrow(
      'public/models/absent: expected a folder of model files, found none',
    );
  });
});
