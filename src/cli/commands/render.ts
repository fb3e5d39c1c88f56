import type { Experiment, ExperimentRequest } from '../../experiment/schema.ts';
import { harmless, visible } from '../../experiment/visible.ts';
import { encodeChat } from '../../lab/encode-chat.ts';
import { resolveRequests } from '../../lab/resolve.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { TextCodec } from '../../model/tokenizer.ts';
import { counted } from '../../results/text.ts';
import type { Command } from '../command.ts';
import { modelOf, openModelFor } from '../engine.ts';
import { readExperiment } from '../input.ts';
import { print } from '../terminal.ts';
import { parseCommand, UsageError } from '../usage.ts';

export const render: Command = {
  summary: 'print what the model reads of each request',
  help: `Usage: lab render <experiment.json | link> [options]

Prints the prompt of each request as the model is fed it: the text, the token ids, and which of them are special. Messages are
rendered by the model's own chat template; what is typed into them and spells a special token stays text, unless the request
says otherwise, and is not among the special ones.

  --request ID         of this request alone
  --model MODEL        a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                       (default: the model the experiment names)`,

  async perform(args) {
    const options = { request: { type: 'string' }, model: { type: 'string' } } as const;
    const { values, positionals } = parseCommand(args, options, ['an experiment file or link']);
    const whole = await readExperiment(positionals[0]);
    const experiment = { ...whole, requests: chosenOf(whole, values.request) };
    const needsText = experiment.requests.some(({ promptIds }) => promptIds === undefined);
    const model = await openModelFor(values.model ?? modelOf(experiment), needsText, experiment.arms);
    for (const [at, { request, promptTokens }] of resolveRequests(experiment, model).entries()) {
      if (at > 0) print(['']);
      print(describe(request, promptTokens, model));
    }
    return 0;
  },
};

function chosenOf({ requests }: Experiment, id: string | undefined): readonly ExperimentRequest[] {
  if (id === undefined) return requests;
  const chosen = requests.filter((request) => request.id === id);
  if (chosen.length > 0) return chosen;
  const ids = requests.slice(0, 10).map((request) => request.id);
  throw new UsageError(`--request: expected one of ${ids.join(', ')}, found ${JSON.stringify(id)}`);
}

function describe(
  request: ExperimentRequest,
  tokens: readonly number[],
  { tokenizer }: LoadedModel,
): string[] {
  const { text, date } = readingOf(request, tokens, tokenizer);
  const specials = tokens.filter((token) => tokenizer.chat?.specials.has(token));
  const today = date === null ? '' : `; the template was told that today is ${date}`;
  return [
    `${request.id}: ${counted(tokens.length, 'token')}, ${specials.length} special${today}`,
    ...harmless(text)
      .split('\n')
      .map((line) => `  | ${line}`),
    `  ids      ${tokens.join(' ')}`,
    ...(specials.length > 0 ? [`  special  ${specialWords(specials, tokenizer)}`] : []),
  ];
}

function readingOf(
  { messages, chat, prompt }: ExperimentRequest,
  tokens: readonly number[],
  tokenizer: TextCodec,
): { readonly text: string; readonly date: string | null } {
  if (messages) return encodeChat({ messages, chat }, tokenizer);
  return { text: prompt ?? tokenizer.decode(tokens), date: null };
}

/** `1 <s>, 4 <|im_start|> (3 times)` */
function specialWords(specials: readonly number[], tokenizer: TextCodec): string {
  const counts = new Map<number, number>();
  for (const token of specials) counts.set(token, (counts.get(token) ?? 0) + 1);
  const words = [...counts].map(([token, count]) => {
    const times = count === 1 ? '' : ` (${count} times)`;
    return `${token} ${visible(tokenizer.tokenText(token))}${times}`;
  });
  return words.join(', ');
}
