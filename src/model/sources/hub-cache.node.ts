import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type ModelSource, parseSource } from '../../experiment/model-source.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Folders that models are kept in. */
export interface CacheFolders {
  /** Laid out as huggingface_hub's, which finds what is in it, and the other way round. */
  readonly hub: string;
  /** Of models that come from no hub: the same layout, in a folder of the lab's own. */
  readonly addresses: string;
  /** A file for each name that a repository no longer has: what it is called now. */
  readonly renamed: string;
}

/** Where the hub's tools keep what they download, by the variables that they go by. */
export function cacheFolders(env: Environment, home = homedir()): CacheFolders {
  const caches = expanded(env.XDG_CACHE_HOME, home) ?? join(home, '.cache');
  const hubHome = expanded(env.HF_HOME, home) ?? join(caches, 'huggingface');
  const hub = expanded(env.HF_HUB_CACHE ?? env.HUGGINGFACE_HUB_CACHE, home) ?? join(hubHome, 'hub');
  const own = join(caches, 'batchmates');
  return { hub, addresses: join(own, 'models'), renamed: join(own, 'renamed') };
}

/** Where a token is kept that `hf auth login` wrote; `HF_TOKEN` comes before it. */
export function tokenFile(env: Environment, home = homedir()): string {
  const caches = expanded(env.XDG_CACHE_HOME, home) ?? join(home, '.cache');
  return (
    expanded(env.HF_TOKEN_PATH, home) ??
    join(expanded(env.HF_HOME, home) ?? join(caches, 'huggingface'), 'token')
  );
}

/** `models--owner--name`, or of an address its host and a hash. */
export function folderOf(source: ModelSource): string {
  if (source.kind === 'hub') return `models--${source.repo.replaceAll('/', '--')}`;
  const { hostname } = new URL(source.url);
  return `${hostname.replaceAll(/[^a-z0-9.-]/g, '_')}--${bytesToHex(sha256(utf8ToBytes(source.url))).slice(0, 16)}`;
}

/** The repository whose folder has that name; null where none has. */
export function repoOf(folder: string): string | null {
  if (!folder.startsWith('models--')) return null;
  // A repository's name holds no two dashes.
  const repo = folder.slice('models--'.length).split('--').join('/');
  return typeof parseSource(`hf:${repo}`) === 'string' ? null : repo;
}

function expanded(path: string | undefined, home: string): string | null {
  if (!path) return null;
  const whole = path.replace(/^~(?=\/|$)/, home);
  return isAbsolute(whole) ? whole : join(process.cwd(), whole);
}
