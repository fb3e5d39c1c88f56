import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeModelFiles } from './files.node.ts';
import { MissingFileError, ModelError } from './model-error.ts';
import { KEPT_BYTES } from './model-files.ts';

describe('nodeModelFiles', () => {
  it('reads a file and says how long it is', async () => {
    const heard: unknown[] = [];
    const bytes = await nodeModelFiles('public/models/nano').read('config.json', (...args) =>
      heard.push(args),
    );
    expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({ model_type: 'llama' });
    expect(heard).toEqual([[bytes.length, bytes.length]]);
  });

  it('reads a large file through and keeps none of it; what is read again must not have changed', async () => {
    const root = mkdtempSync(join(tmpdir(), 'model-files-'));
    try {
      const path = join(root, 'large');
      const size = KEPT_BYTES + 12_345;
      const contents = new Uint8Array(size);
      for (let i = 0; i < size; i += 4_099) contents[i] = i;
      writeFileSync(path, contents);
      utimesSync(path, 1_000, 1_000);
      let seen = 0;
      let same = true;
      const heard: (number | null)[] = [];
      const onPiece = (piece: Uint8Array) => {
        same &&= Buffer.compare(piece, contents.subarray(seen, seen + piece.length)) === 0;
        seen += piece.length;
      };
      const file = await nodeModelFiles(root).readThrough!('large', onPiece, (loaded) => heard.push(loaded));
      expect([seen, same, heard.at(-1), file.size, file.held]).toEqual([size, true, size, size, null]);
      const [from, to] = [size - 8_200, size];
      expect(file.read(from, to)).toEqual(contents.slice(from, to));
      const changed = `${path}: expected the file whose hash was taken, found it changed since`;
      const replaced = openSync(path, 'r+');
      writeSync(replaced, 'x', 300_000);
      closeSync(replaced);
      // A second write within a tick of the file system's clock leaves the times alone too.
      utimesSync(path, 1_000, 1_000);
      expect(() => file.read(299_000, 300_100)).toThrow(changed);
      writeFileSync(path, contents);
      expect(file.read(299_000, 300_100)).toEqual(contents.slice(299_000, 300_100));
      appendFileSync(path, 'x');
      expect(() => file.read(0, 1)).toThrow(changed);
      rmSync(path);
      expect(() => file.read(0, 1)).toThrow(MissingFileError);
    } finally {
      rmSync(root, { recursive: true });
    }
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

  it('names what is there in the place of a file or of the folder, and waits for none', async () => {
    const root = mkdtempSync(join(tmpdir(), 'model-files-'));
    try {
      mkdirSync(join(root, 'folder'));
      writeFileSync(join(root, 'file'), 'abc');
      symlinkSync('file', join(root, 'link'));
      symlinkSync('/dev/zero', join(root, 'zero'));
      symlinkSync('loop', join(root, 'loop'));
      symlinkSync('../blobs/1a2b', join(root, 'dead'));
      execFileSync('mkfifo', [join(root, 'pipe')]);
      const read = (name: string, most?: number) => nodeModelFiles(root).read(name, undefined, most);
      const at = (name: string) => join(root, name);
      expect(await read('link', 3)).toEqual(Uint8Array.of(97, 98, 99));
      await expect(read('folder')).rejects.toThrow(`${at('folder')}: expected a file, found a folder`);
      await expect(read('pipe')).rejects.toThrow(`${at('pipe')}: expected a file, found a named pipe (FIFO)`);
      await expect(read('zero')).rejects.toThrow(`${at('zero')}: expected a file, found a device`);
      await expect(read('loop')).rejects.toThrow(`${at('loop')}: expected a file, found links that lead`);
      const dead = await read('dead').catch((error: unknown) => error);
      expect(dead).not.toBeInstanceOf(MissingFileError);
      expect(String(dead)).toContain(
        `${at('dead')}: expected a file, found a link to "../blobs/1a2b", which is not there: fetch the real file`,
      );
      await expect(read('file', 2)).rejects.toThrow(`${at('file')}: expected at most 2 bytes, found 3`);
      for (const [place, kind] of Object.entries({
        file: 'a file; give the folder that it is in',
        pipe: 'a named pipe (FIFO)',
      })) {
        await expect(nodeModelFiles(at(place)).read('config.json')).rejects.toThrow(
          `${at(place)}: expected a folder of model files, found ${kind}`,
        );
      }
      expect((await nodeModelFiles(root).names?.())?.toSorted()).toEqual([
        'dead',
        'file',
        'folder',
        'link',
        'loop',
        'pipe',
        'zero',
      ]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
