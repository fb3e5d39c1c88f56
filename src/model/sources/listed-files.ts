import { writeSource } from '../../experiment/model-source.ts';
import { anyHashing, hasherOf } from '../hashing.ts';
import { MissingFileError } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';
import { boundedBody } from './bounded-body.ts';
import type { Listing } from './listing.ts';
import { ask, type Net } from './net.ts';
import { SourceError } from './source-error.ts';

/** More than any of the small files that are read before a download. */
const MOST_BYTES = 64 << 20;

/** The small files of a listing, read from its host, each checked against its digest where there is one. */
export function listedFiles(net: Net, listing: Listing): ModelFiles {
  return {
    async read(path, _onBytes, most = MOST_BYTES) {
      const file = listing.files.find((each) => each.path === path);
      if (!file)
        throw new MissingFileError(`${writeSource(listing.source)}/${path}`, 'expected a file, found none');
      const bytes = await boundedBody(await ask(net, file.url), file.url, Math.min(most, MOST_BYTES));
      if (file.digest === null) return bytes;
      const hasher = await hasherOf(file.digest.kind, bytes.length, anyHashing);
      hasher.update(bytes);
      const found = hasher.end();
      if (found === file.digest.hex) return bytes;
      throw new SourceError(
        'damaged',
        file.url,
        `expected the hash ${file.digest.hex} that the host announced, found ${found}`,
      );
    },
    names: () => Promise.resolve(listing.files.map(({ path }) => path)),
  };
}
