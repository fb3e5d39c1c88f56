import { z } from 'zod';
import { ModelError, parseField, shown } from '../model-error.ts';
import { made, type PartReader, type Place, partReader, readParts } from './component.ts';

/** Tokens that a post-processor puts around a text. */
export interface Template {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export const BARE: Template = { before: [], after: [] };

const tokenId = z.int('a token id').min(0, 'a token id of 0 or more');
const namedToken = z.tuple([z.string(), tokenId], 'a token and its id');

const templatePart = z
  .looseObject(
    {
      SpecialToken: z.looseObject({ id: z.string() }).optional(),
      Sequence: z.looseObject({ id: z.string() }).optional(),
    },
    'a SpecialToken or a Sequence',
  )
  .refine((part) => (part.SpecialToken === undefined) !== (part.Sequence === undefined), {
    error: 'a SpecialToken or a Sequence',
  });

const templateSchema = z.looseObject({
  single: z.array(templatePart, 'an array'),
  special_tokens: z.record(
    z.string(),
    z.looseObject({ ids: z.array(tokenId, 'token ids') }, 'an object with ids'),
    'an object of tokens',
  ),
});

/** What a post-processor makes of one text. Throws ModelError where it is none that puts tokens around it. */
export const readTemplate: PartReader<Template> = partReader('a post-processor', {
  Sequence: (json, place) => {
    const parts = readParts(json, 'processors', place, readTemplate);
    return parts.reduce(
      (inner, { before, after }) => ({
        before: [...before, ...inner.before],
        after: [...inner.after, ...after],
      }),
      BARE,
    );
  },
  // It moves offsets alone, which nothing here has a use for.
  ByteLevel: () => BARE,
  TemplateProcessing: made(templateSchema, templateOf),
  BertProcessing: made(z.looseObject({ cls: namedToken, sep: namedToken }), around),
  RobertaProcessing: made(z.looseObject({ cls: namedToken, sep: namedToken }), around),
});

function around({ cls, sep }: { readonly cls: [string, number]; readonly sep: [string, number] }): Template {
  return { before: [cls[1]], after: [sep[1]] };
}

function templateOf({ single, special_tokens }: z.output<typeof templateSchema>, { at }: Place): Template {
  const texts = single.flatMap(({ Sequence }, i) => (Sequence === undefined ? [] : [i]));
  if (texts.length !== 1 || single[texts[0]].Sequence?.id !== 'A') {
    throw new ModelError(at, `single: expected the text once, found ${texts.length} sequences`);
  }
  const tokensOf = (parts: typeof single): number[] =>
    parts.flatMap(({ SpecialToken }) => {
      if (SpecialToken === undefined) return [];
      const { id } = SpecialToken;
      if (Object.hasOwn(special_tokens, id)) return special_tokens[id].ids;
      throw new ModelError(at, `single: expected tokens of special_tokens, found ${shown(id)}`);
    });
  return { before: tokensOf(single.slice(0, texts[0])), after: tokensOf(single.slice(texts[0] + 1)) };
}

const specialToken = z.union([z.string(), z.looseObject({ content: z.string() })], 'a token').nullish();
const settingsSchema = z.looseObject(
  {
    bos_token: specialToken,
    eos_token: specialToken,
    add_bos_token: z.boolean('true or false').nullish(),
    add_eos_token: z.boolean('true or false').nullish(),
  },
  'an object',
);

/** `tokenizer_config.json`, as far as it decides tokens. */
export interface TokenizerSettings {
  readonly bos: string | null;
  readonly eos: string | null;
  /** Whether it asks for a begin-of-text token, or null where the template decides. */
  readonly addBos: boolean | null;
  readonly addEos: boolean;
}

export function parseSettings(json: unknown, where: string): TokenizerSettings {
  const fields = parseField(settingsSchema, json, where);
  const nameOf = (token: z.output<typeof specialToken>): string | null =>
    typeof token === 'string' ? token : (token?.content ?? null);
  return {
    bos: nameOf(fields.bos_token),
    eos: nameOf(fields.eos_token),
    addBos: fields.add_bos_token ?? null,
    addEos: fields.add_eos_token ?? false,
  };
}

/** What goes around a text: the begin token is fed, what would end it is not, since the model is to go on. */
export interface Framing {
  readonly begin: number | null;
  readonly notes: readonly string[];
}

/**
 * The begin token is the template's, or the one that `add_bos_token` asks for. A template that puts tokens behind a text
 * alone leaves it to the config, whose begin token other tools put in front then.
 * Throws ModelError for a template with several tokens in front and for one asked for that has no id.
 */
export function frameOf(
  template: Template,
  settings: TokenizerSettings,
  configToken: number | null,
  tokenOf: (entry: string) => number | undefined,
  at: string,
): Framing {
  const begin = beginToken(template, settings, configToken, tokenOf, at);
  const eos = settings.eos === null ? undefined : tokenOf(settings.eos);
  const asked = settings.addEos && eos !== undefined ? [eos] : [];
  const ends = template.after.length > 0 ? template.after : asked;
  const file = template.after.length > 0 ? 'tokenizer.json' : 'tokenizer_config.json';
  const endNote = `${file} ends a text with token ${ends.join(', ')}, which is not fed: the model is to go on`;
  return {
    begin: begin?.token ?? null,
    notes: [...beginNotes(begin, configToken), ...(ends.length > 0 ? [endNote] : [])],
  };
}

interface BeginToken {
  readonly token: number;
  readonly file: 'tokenizer.json' | 'tokenizer_config.json' | 'config.json';
}

function beginNotes(begin: BeginToken | null, configToken: number | null): string[] {
  if (begin === null || configToken === null) return [];
  const { token, file } = begin;
  if (file === 'config.json') {
    return [
      `tokenizer.json begins a text with no token, config.json says bos_token_id ${token}: ${token} is fed`,
    ];
  }
  if (token === configToken) return [];
  return [
    `${file} begins a text with token ${token}, config.json says bos_token_id ${configToken}: ${token} is fed`,
  ];
}

function beginToken(
  { before, after }: Template,
  { bos, addBos }: TokenizerSettings,
  configToken: number | null,
  tokenOf: (entry: string) => number | undefined,
  at: string,
): BeginToken | null {
  if (addBos === false) return null;
  if (before.length > 1) {
    throw new ModelError(at, `post_processor: expected one begin-of-text token, found ${before.length}`);
  }
  if (before.length === 1) return { token: before[0], file: 'tokenizer.json' };
  if (addBos === true) {
    const token = bos === null ? configToken : tokenOf(bos);
    if (token != null) return { token, file: 'tokenizer_config.json' };
    const found = bos === null ? 'none' : `${shown(bos)}, which has no id`;
    throw new ModelError(
      at,
      `add_bos_token: expected a begin-of-text token of the vocabulary, found ${found}`,
    );
  }
  return after.length > 0 && configToken !== null ? { token: configToken, file: 'config.json' } : null;
}
