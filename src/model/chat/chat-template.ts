import { z } from 'zod';
import { listed, ModelError, parseField, shown } from '../model-error.ts';
import type { AddedToken } from '../tokenizer/added-tokens.ts';

/** What a model brings for conversations: its templates, and what they may name. */
export interface ChatSource {
  /** Names the model, for messages. */
  readonly where: string;
  /** Its templates by name; the one that conversations go by is `default`. Empty where it has none. */
  readonly templates: ReadonlyMap<string, string>;
  /** Texts of its special tokens under the names that its config gives them: `bos_token`, `eos_token` and such. */
  readonly variables: Readonly<Record<string, string | readonly string[]>>;
  /** Spellings of the special tokens by id. */
  readonly specials: ReadonlyMap<number, string>;
}

/** Far above what any published template has. */
const MOST_TEMPLATE = 200_000;
const DEFAULT = 'default';

const schema = z.looseObject(
  {
    chat_template: z
      .union(
        [z.string(), z.array(z.looseObject({ name: z.string(), template: z.string() }))],
        'a template, or a list of { name, template }',
      )
      .nullish(),
  },
  'an object',
);
const token = z.union([
  z.string(),
  z.looseObject({ content: z.string() }).transform(({ content }) => content),
]);

/**
 * Reads the template of a `tokenizer_config.json`: one text, or several by name. It is compiled when a request has messages, so that
 * a model whose template is broken still takes prompts. Throws ModelError where the field is neither.
 */
export function readChatSource(
  settings: unknown,
  added: readonly AddedToken[],
  { where, at }: { readonly where: string; readonly at: string },
): ChatSource {
  const fields = parseField(schema, settings, at);
  const { chat_template: given } = fields;
  const named = Array.isArray(given) ? given : given == null ? [] : [{ name: DEFAULT, template: given }];
  const specials = added.filter(({ special }) => special).map(({ id, content }) => [id, content] as const);
  return {
    where,
    templates: new Map(named.map(({ name, template }) => [name, template])),
    variables: variablesOf(fields),
    specials: new Map(specials),
  };
}

/** The template that conversations go by. Throws ModelError where there is none, or one beyond all bounds. */
export function defaultTemplate({ where, templates }: ChatSource): string {
  const template = templates.get(DEFAULT);
  if (template !== undefined && template.length > MOST_TEMPLATE) {
    const most = `expected a chat template of at most ${MOST_TEMPLATE} characters`;
    throw new ModelError(where, `${most}, found ${template.length}: write a prompt in the place of messages`);
  }
  if (template !== undefined) return template;
  const names = [...templates.keys()].map(shown);
  const found = names.length === 0 ? 'none' : `only those named ${listed(names)}`;
  throw new ModelError(
    where,
    `expected a chat template (chat_template in tokenizer_config.json, or chat_template.jinja beside it), found ${found}: write a prompt in the place of messages`,
  );
}

/** As in the reference library: a template sees each special token under the name that the config has it by. */
function variablesOf(settings: Readonly<Record<string, unknown>>): ChatSource['variables'] {
  const variables: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(settings)) {
    if (!/^[a-z_]{1,60}_token$/.test(name)) continue;
    const { success, data } = token.safeParse(value);
    if (success) variables[name] = data;
  }
  const more = z.array(token).safeParse(settings.additional_special_tokens);
  return more.success ? { ...variables, additional_special_tokens: more.data } : variables;
}
