import { type Mutant, unit } from './mutant.ts';

const DOWNLOAD = 'src/model/sources/download.test.ts';
const NET = 'src/model/sources/net.test.ts';
const NAMES = 'src/experiment/model-source.test.ts';

/** Faults in where models come from: names, hosts, downloads and what is kept. */
export const SOURCE_MUTANTS: readonly Mutant[] = [
  unit(
    'src/model/sources/net.ts',
    'the token goes to every host',
    'net.token !== null && isOfEndpoint(url, net.endpoint)',
    'net.token !== null',
    NET,
  ),
  unit(
    'src/model/sources/net.ts',
    'an answer that came over the open network is taken',
    "answer.url !== '' && !isPrivate(new URL(answer.url))",
    'false',
    NET,
  ),
  unit(
    'src/model/sources/download-file.ts',
    'bytes are not compared with what the host announced',
    'digest === null || digest.hex === found',
    'true',
    DOWNLOAD,
  ),
  unit(
    'src/model/sources/download-file.ts',
    'what is half there is not hashed before it is gone on with',
    'await hasher.update(piece);\n    job.onLoaded(checked',
    'job.onLoaded(checked',
    DOWNLOAD,
  ),
  unit(
    'src/model/known-file.ts',
    'a kept file that changed is taken',
    'found !== digest.hex',
    'digest.hex === null',
    'src/model/read-hashed.test.ts',
  ),
  unit(
    'src/model/known-file.ts',
    'a quick hash that differs is taken',
    'quick !== null && quick === xxh128',
    'quick !== null',
    'src/model/read-hashed.test.ts',
  ),
  unit(
    'src/model/read-hashed.ts',
    'a file that changed is told by what its header became',
    'if (!known) continue;',
    'if (known !== undefined) continue;',
    'src/model/read-hashed.test.ts',
  ),
  unit(
    'src/model/sources/opfs-part.ts',
    'what is half there is left out of the quick hash',
    'this.#hash(piece);\n      await onPiece',
    'await onPiece',
    'src/model/sources/shelf-opfs.test.ts',
  ),
  unit(
    'src/model/sources/download-file.ts',
    'an answer from the beginning is put behind what is there',
    'if (status !== 206) return false;',
    '',
    DOWNLOAD,
  ),
  unit(
    'src/model/sources/download.ts',
    'a file that another has had meanwhile is downloaded again',
    'if (kept !== null) return progress.end(kept);',
    '',
    DOWNLOAD,
  ),
  unit(
    'src/model/sources/lock.node.ts',
    'a lock of a dead process holds for a minute',
    'host === hostname() && !isAlive(Number(pid))',
    'false',
    DOWNLOAD,
  ),
  unit(
    'src/model/sources/disk.node.ts',
    'what another model has too is deleted',
    '!used.has(blob) && ',
    '',
    DOWNLOAD,
  ),
  unit(
    'src/model/sources/choose.ts',
    'the hash of shards is that of the first',
    'more.length === 0 ?',
    'more.length >= 0 ?',
    DOWNLOAD,
  ),
  unit(
    'src/model/sources/hub.ts',
    'the next page may be anywhere',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code's own template.
    'if (href.startsWith(`${endpoint}/api/`)) return href;',
    'return href;',
    'scripts/fuzz/fuzz.test.ts',
  ),
  unit(
    'src/experiment/model-source.ts',
    'an address may hold a name and password',
    "url.username !== '' || url.password !== ''",
    'false',
    NAMES,
  ),
  unit(
    'src/experiment/model-source.ts',
    'http is taken of any host',
    "url.protocol === 'http:' && isLoopback(url)",
    "url.protocol === 'http:'",
    NAMES,
  ),
  unit(
    'src/experiment/model-schema.ts',
    'a model from elsewhere may have a name of its own',
    'name !== own && name !== SHIPPED',
    'false',
    'src/experiment/model-schema.test.ts',
  ),
  unit(
    'src/experiment/migrations.ts',
    'a model from elsewhere is said by version 2',
    'saysMoreThan2(experiment) ? 3 :',
    '',
    'src/experiment/model-schema.test.ts',
  ),
];
