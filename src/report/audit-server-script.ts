import type { AuditRecord, Reproducer, ReproducerAsk } from '../audit/server/audit-record.ts';
import { bodyOf } from '../engines/server/body.ts';
import { visible } from '../experiment/visible.ts';
import { MECHANISM_WORDS } from './audit-server.ts';

/** Where the script takes the key from. */
export const KEY_VARIABLE = 'BATCHMATES_API_KEY';

/**
 * A reproducer as a script for bash and curl: it sends the groups one after the other, those of a group at once, and exits with 1 where the
 * compared answers differ. A key comes from an environment variable. Strangers' text is in it as JSON of ASCII in single quotes alone.
 */
export function reproducerScript({ url, model, dialect }: Place, reproducer: Reproducer): string {
  const { groups, level, mechanism } = reproducer;
  let compared = 0;
  const sends = groups.flatMap((group, i) => [
    `# ${i + 1}: ${group.length === 1 ? 'a request by itself' : `${group.length} requests at once`}`,
    ...group.map((ask, place) => {
      const name = ask.compared ? `compared-${++compared}` : `other-${i + 1}-${place + 1}`;
      return `send ${name} ${pathOf(ask)} ${quotedForShell(bodyText(ask, { url, model, dialect }))} &`;
    }),
    'wait',
  ]);
  return `${[
    '#!/usr/bin/env bash',
    `# ${MECHANISM_WORDS[mechanism]}: two answers that are to be equal and were not${level === 'bits' ? ', in log probabilities' : ''}.`,
    '# shellcheck disable=SC2016 # dollars in the requests are text',
    'set -euo pipefail',
    `url=\${1:-${quotedForShell(url)}}`,
    `key=\${${KEY_VARIABLE}:-}`,
    'folder=$(mktemp -d)',
    `trap 'rm -r "$folder"' EXIT`,
    // Everyone on the machine sees the arguments of its processes; the folder is for its owner alone.
    'echo "Content-Type: application/json" >"$folder/headers"',
    `if [[ -n "$key" ]]; then printf 'Authorization: Bearer %s\\n' "$key" >>"$folder/headers"; fi`,
    '',
    'send() { # name, path, body',
    '  curl -sS -N --globoff --proto =http,https --max-time 600 -H "@$folder/headers" \\',
    '    --data-binary "$3" --url "$url/$2" >"$folder/$1" || echo "$1: curl failed" >&2',
    '}',
    '',
    '# What the model wrote, whole or in pieces as it was streamed.',
    'text() {',
    `  grep -oE '"(text|content)" *: *"([^"\\\\]|\\\\.)*"' "$folder/$1" | sed -E 's/^"[a-z]+" *: *"//; s/"$//' | tr -d '\\n' || true`,
    '}',
    '',
    '# Log probabilities as they were written.',
    'numbers() {',
    `  grep -oE '"(logprob" *: *-?[0-9.eE+-]+|token_logprobs" *: *\\[[^]]*\\])' "$folder/$1" | grep -oE -- '-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?' | tr '\\n' ' ' || true`,
    '}',
    '',
    ...sends,
    '',
    'printf \'1: %s\\n2: %s\\n\' "$(text compared-1)" "$(text compared-2)"',
    'if [[ -z "$(text compared-1)" && -z "$(numbers compared-1)" ]]; then',
    '  echo "no answer to compare:" >&2',
    '  head -c 2000 "$folder/compared-1" >&2',
    '  exit 2',
    'fi',
    'if [[ "$(text compared-1)" != "$(text compared-2)" ]]; then',
    '  echo "the texts differ"',
    '  exit 1',
    'fi',
    'if [[ "$(numbers compared-1)" != "$(numbers compared-2)" ]]; then',
    '  echo "the texts are equal, log probabilities differ"',
    '  exit 1',
    'fi',
    'echo "equal"',
  ].join('\n')}\n`;
}

/** The same as JSON: bodies as they are sent. */
export function reproducerJson({ url, model, dialect }: Place, { groups, ...facts }: Reproducer): unknown {
  return {
    url,
    ...facts,
    groups: groups.map((group) =>
      group.map((ask) => ({
        path: `/${pathOf(ask)}`,
        compared: ask.compared,
        body: bodyObject(ask, { url, model, dialect }),
      })),
    ),
  };
}

type Place = Pick<AuditRecord, 'url' | 'model' | 'dialect'>;

function pathOf({ prompt }: ReproducerAsk): string {
  return prompt.kind === 'chat' ? 'chat/completions' : 'completions';
}

function bodyObject(ask: ReproducerAsk, place: Place): unknown {
  return bodyOf({ ...place, key: null }, { ...ask, id: 'reproducer' }, place.dialect);
}

function bodyText(ask: ReproducerAsk, place: Place): string {
  return JSON.stringify(bodyObject(ask, place)).replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function quotedForShell(text: string): string {
  return `'${visible(text).replaceAll("'", `'\\''`)}'`;
}
