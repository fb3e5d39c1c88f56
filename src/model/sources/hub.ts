import { z } from 'zod';
import { type HubSource, parseSource } from '../../experiment/model-source.ts';
import { parseJson } from '../../experiment/read-json.ts';
import { parseField } from '../model-error.ts';
import { boundedBody } from './bounded-body.ts';
import type { ListedFile, Listing } from './listing.ts';
import { ask, type Net } from './net.ts';
import { SourceError } from './source-error.ts';

const MOST_JSON = 16 << 20;
/** A thousand files each. */
const MOST_PAGES = 50;

const size = z
  .int('a whole number')
  .min(0, 'a size')
  .max(2 ** 50, 'a size');
const hex = (digits: number) =>
  z.string('hex digits').regex(new RegExp(`^[0-9a-f]{${digits}}$`), `${digits} hex digits`);

const revisionSchema = z.looseObject(
  { id: z.string('a repository').max(200, 'a name'), sha: hex(40) },
  'an object',
);
const treeSchema = z.array(
  z.looseObject(
    {
      type: z.string('a type'),
      path: z.string('a path').max(1000, 'a path'),
      size: size.optional(),
      oid: z.string('hex digits').optional(),
      lfs: z.looseObject({ oid: hex(64), size }, 'an object').nullish(),
    },
    'an object',
  ),
  'a list of files',
);

/**
 * Asks a hub what a repository holds at a revision: two or more small answers, no file. Throws SourceError where it does not say, and
 * ModelError where it says what cannot be.
 */
export async function listRepository(net: Net, source: HubSource, asked: string | null): Promise<Listing> {
  const { repo, revision } = await resolveRevision(net, source, asked ?? 'main');
  const files: ListedFile[] = [];
  let next: string | null = `${net.endpoint}/api/models/${repo}/tree/${revision}?recursive=true`;
  for (let page = 0; next !== null; page++) {
    if (page === MOST_PAGES)
      throw new SourceError('damaged', next, `expected at most ${MOST_PAGES},000 files, found more`);
    const answer: Response = await ask(net, next);
    const tree = parseField(treeSchema, await jsonOf(answer, next), next);
    for (const { type, path, oid, lfs, size } of tree) {
      if (type !== 'file' || !staysInside(path)) continue;
      const url = `${net.endpoint}/${repo}/resolve/${revision}/${path.split('/').map(encodeURIComponent).join('/')}`;
      // A blob's hash is over its size too.
      const sha1 =
        size !== undefined && /^[0-9a-f]{40}$/.test(oid ?? '') ? ({ kind: 'git', hex: oid! } as const) : null;
      const digest = lfs ? ({ kind: 'sha256', hex: lfs.oid } as const) : sha1;
      files.push({ path, url, size: lfs?.size ?? size ?? null, digest, version: null });
    }
    next = nextPage(answer.headers.get('link'), next, net.endpoint);
  }
  const { host } = new URL(net.endpoint);
  const formerly = source.repo === repo ? null : source.repo;
  return { source: { ...source, repo }, formerly, host, revision, asked, files };
}

/** The commit, and what the repository is called now: the hub redirects from names that it had. */
async function resolveRevision(net: Net, { repo }: HubSource, asked: string) {
  const url = `${net.endpoint}/api/models/${repo}/revision/${encodeURIComponent(asked)}`;
  const { id, sha } = parseField(revisionSchema, await jsonOf(await ask(net, url), url), url);
  const named = parseSource(`hf:${id}`);
  if (
    typeof named === 'string' ||
    named.source.kind !== 'hub' ||
    named.source.file !== null ||
    named.revision !== null
  )
    throw new SourceError(
      'damaged',
      url,
      `id: expected the name of a repository, found ${JSON.stringify(id)}`,
    );
  return { repo: named.source.repo, revision: sha };
}

async function jsonOf(answer: Response, url: string): Promise<unknown> {
  try {
    return parseJson(await boundedBody(answer, url, MOST_JSON));
  } catch (cause) {
    if (cause instanceof SourceError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SourceError('damaged', url, `expected JSON, as a hub answers, found none: ${reason}`, {
      cause,
    });
  }
}

/** `<https://…>; rel="next"`: nowhere but to the hub that was asked. */
function nextPage(link: string | null, from: string, endpoint: string): string | null {
  const next = /<([^<>]*)>\s*;\s*rel="?next"?/.exec(link ?? '');
  if (!next || !URL.canParse(next[1], from)) return null;
  const { href } = new URL(next[1], from);
  if (href.startsWith(`${endpoint}/api/`)) return href;
  throw new SourceError('damaged', from, 'expected the next page of the same hub, found another address');
}

function staysInside(path: string): boolean {
  const strange = /[\\\p{Cc}\p{Cs}]/u.test(path);
  return !strange && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
