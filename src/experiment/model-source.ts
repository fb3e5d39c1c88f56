import { show } from './errors.ts';
import { firstPart, withoutEnding } from './gguf-parts.ts';

/** A repository of a hub: all of it that a model needs, or one GGUF file in it, which may be in parts. */
export interface HubSource {
  readonly kind: 'hub';
  /** `owner/name`, or a name alone, as the oldest repositories have. */
  readonly repo: string;
  /** A file's path in the repository, of a split one that of the first part; null: the checkpoint that the repository is. */
  readonly file: string | null;
}

/** A folder, whose address ends in a slash, or a GGUF file on any web server. */
export interface AddressSource {
  readonly kind: 'address';
  readonly url: string;
}

/** Where a model comes from that does not ship with the lab. */
export type ModelSource = HubSource | AddressSource;

/** A source, and which of its revisions was asked for: a branch, a tag or a commit; null: the newest. */
export interface NamedSource {
  readonly source: ModelSource;
  readonly revision: string | null;
}

/** Where hub names lead, unless another endpoint is set. */
export const HUB = 'https://huggingface.co';
const HUB_HOSTS = ['huggingface.co', 'www.huggingface.co', 'hf.co'];

/** Characters of a source's name, and of an address. */
export const MOST_SOURCE = 500;
const REPO = /^(?:[A-Za-z0-9][\w.-]{0,95}\/)?[A-Za-z0-9][\w.-]{0,95}$/;
const REVISION = /^[A-Za-z0-9][\w./-]{0,99}$/;
/** No character that an address reads otherwise, and nothing that a terminal obeys. */
const PATH = /^[\w .()+,=~-][\w ./()+,=~-]{0,199}$/;

const FORMS = 'hf:owner/name[@revision][:file.gguf], https://… of a folder or a .gguf file';

/** Whether a text can only be meant as a source: a folder on disk may be called anything else. */
export function asksForSource(name: string): boolean {
  return /^(?:hf:|https?:\/\/)/i.test(name);
}

/**
 * Reads `hf:owner/name[@revision][:file.gguf]`, the same without `hf:`, the address of a repository or of a file in one, or any other https
 * address of a folder or a .gguf file; http only of this machine. `endpoint`: where a hub's addresses begin beside huggingface.co. A string says what is wrong.
 */
export function parseSource(text: string, endpoint = HUB): NamedSource | string {
  if (text.length > MOST_SOURCE) return `expected at most ${MOST_SOURCE} characters, found ${text.length}`;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return parseAddress(text, endpoint);
  const named = /^(?:hf:)?([^@:]*)(?:@([^:]*))?(?::(.*))?$/s.exec(text);
  if (!named) return `expected ${FORMS}, found ${show(text)}`;
  const [, repo, revision = null, file = null] = named;
  if (!text.startsWith('hf:') && !repo.includes('/')) return `expected ${FORMS}, found ${show(text)}`;
  return hubSource(repo, revision, file);
}

/** The one text of a source, which says nothing of its revision. */
export function writeSource(source: ModelSource): string {
  if (source.kind === 'address') return source.url;
  return `hf:${source.repo}${source.file === null ? '' : `:${source.file}`}`;
}

/** What `--model` takes for a source at a revision. */
export function writeNamed({ source, revision }: NamedSource): string {
  if (source.kind === 'address' || revision === null) return writeSource(source);
  return `hf:${source.repo}@${revision}${source.file === null ? '' : `:${source.file}`}`;
}

/** What a model of a source is called: the last part of its name, of characters that a folder's name may have. */
export function modelNameOf(source: ModelSource): string {
  return modelNameFrom(lastPart(source));
}

/** What a model is called after its folder or file. */
export function modelNameFrom(last: string): string {
  const name = withoutEnding(last)
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 64);
  return /[^.-]/.test(name) ? name : 'model';
}

/** Why a text is no source as an experiment names it, which is its one text; null where it is one. */
export function sourceProblem(text: string): string | null {
  const parsed = parseSource(text);
  if (typeof parsed === 'string') return parsed;
  const canonical = writeSource(parsed.source);
  if (parsed.revision !== null)
    return `expected ${show(canonical)}, the revision in a field of its own, found ${show(text)}`;
  return canonical === text ? null : `expected ${show(canonical)}, found ${show(text)}`;
}

/** Why a text names no revision; null where it may. */
export function revisionProblem(text: string): string | null {
  const fits = REVISION.test(text) && !/\.\.|\/\/|\/$|\.lock$/.test(text);
  return fits ? null : `expected a branch, a tag or a commit after "@", found ${show(text)}`;
}

/** Whether a host is this machine: what it serves goes over no network. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** A source as a message may show it: names, passwords and what follows a `?` in an address are often secrets. */
export function withoutSecrets(text: string): string {
  if (!text.includes('://')) return text;
  return text.replace(/:\/\/[^/?#]*@/, '://…@').replace(/([?#]).*/s, '$1…');
}

function lastPart(source: ModelSource): string {
  const path = source.kind === 'hub' ? (source.file ?? source.repo) : new URL(source.url).pathname;
  return path.split('/').findLast((part) => part !== '') ?? new URL((source as AddressSource).url).hostname;
}

function hubSource(repo: string, revision: string | null, file: string | null): NamedSource | string {
  // What the hub itself refuses: two dashes would also blur the names of cache folders.
  if (!REPO.test(repo) || /--|\.\.|[-.](?:\/|$)|\.git$/.test(repo))
    return `expected a repository, owner/name, found ${show(repo)}`;
  const problem = revision === null ? null : revisionProblem(revision);
  if (problem !== null) return problem;
  if (file !== null && (!isPath(file) || !isGguf(file)))
    return `expected a .gguf file in the repository after ":", found ${show(file)}`;
  return { source: { kind: 'hub', repo, file: file && firstPart(file) }, revision };
}

function parseAddress(text: string, endpoint: string): NamedSource | string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === '') return `expected an address, found ${show(withoutSecrets(text))}`;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    return `expected an address that begins with https:// (http:// only of this machine), found ${show(withoutSecrets(text))}`;
  if (url.username !== '' || url.password !== '')
    return 'expected an address without a name or password in it';
  const inHub = pathInHub(url, endpoint);
  if (inHub !== null) return parseHubPath(inHub);
  // They are often secrets, which would stand in links and records.
  if (/[?#]/.test(url.href))
    return `expected an address without "?" and "#", found ${show(withoutSecrets(text))}`;
  const whole = isGguf(url.pathname) ? firstPart(url.href) : url.href.replace(/\/?$/, '/');
  return { source: { kind: 'address', url: whole }, revision: null };
}

/** The path of a hub's own address; null of any other. */
function pathInHub(url: URL, endpoint: string): string | null {
  if (url.protocol === 'https:' && url.port === '' && HUB_HOSTS.includes(url.hostname)) return url.pathname;
  const base = `${endpoint.replace(/\/+$/, '')}/`;
  return url.href.startsWith(base) ? `/${url.pathname.slice(new URL(base).pathname.length)}` : null;
}

/** `/owner/name`, `/owner/name/tree/main`, `/owner/name/resolve/main/model.gguf` */
function parseHubPath(path: string): NamedSource | string {
  const parts = decodedParts(path);
  if (parts === null) return `expected the address of a repository, found ${show(path)}`;
  const [first, second, how, ...rest] = parts;
  if (['datasets', 'spaces', 'api', 'models'].includes(first) || second === undefined)
    return `expected the address of a model's repository, owner/name, found ${show(path)}`;
  const repo = `${first}/${second}`;
  if (how === undefined) return hubSource(repo, null, null);
  // A branch of pull requests has slashes of its own.
  const words = rest[0] === 'refs' ? 3 : 1;
  const [revision, file] = [rest.slice(0, words).join('/'), rest.slice(words).join('/')];
  if (!['tree', 'blob', 'resolve', 'raw'].includes(how) || revision === '')
    return `expected …/${repo}/tree/revision or …/${repo}/blob/revision/file, found ${show(path)}`;
  // Any other file stands for the checkpoint that it is one of.
  if (file === '' || (how !== 'tree' && !isGguf(file) && !file.includes('/')))
    return hubSource(repo, revision, null);
  return hubSource(repo, revision, file);
}

function decodedParts(path: string): string[] | null {
  try {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** A path that stays in its folder. */
function isPath(path: string): boolean {
  return PATH.test(path) && path.split('/').every((part) => part !== '' && !/^\.{1,2}$/.test(part));
}

function isGguf(path: string): boolean {
  return /\.gguf$/i.test(path);
}
