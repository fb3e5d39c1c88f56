import { lazy, Suspense } from 'react';
import { writtenPrompt } from '../../../experiment/chat-schema.ts';
import type { Edited } from '../../../experiment/edit/edited.ts';
import type { NoiseSource } from '../../../experiment/edit/new-request.ts';
import { changeRequest, type RequestPatch } from '../../../experiment/edit/requests.ts';
import { modelKey } from '../../../experiment/model-key.ts';
import { type ExperimentRequest, NOISE_KINDS } from '../../../experiment/schema.ts';
import { Segments, SelectField } from '../../kit/choices.tsx';
import fields from '../../kit/styles/fields.module.css';
import { edit } from '../../state/editor.ts';
import { numberReading, textReading } from '../../state/editor-drafts.ts';
import { labStore } from '../../state/lab-store.ts';
import { measureStore, promptIn, usePrompt } from '../../state/measuring.ts';
import { freshSeed } from './card-edits.ts';
import { kindWords, noisePreview, promptWords } from './card-words.ts';
import { NumberField, TextField } from './fields.tsx';
import { useLongestPrompt } from './fit.ts';

interface PromptFieldsProps {
  readonly request: ExperimentRequest;
  readonly row: string;
  readonly change: (patch: RequestPatch) => Edited;
}

type Source = 'text' | 'chat' | 'noise' | 'ids';

const ChatFields = lazy(async () => ({ default: (await import('./chat/chat-fields.tsx')).ChatFields }));

const SOURCES = [
  { value: 'text', words: 'Text' },
  { value: 'chat', words: 'Chat' },
  { value: 'noise', words: 'Generated' },
  { value: 'ids', words: 'Token ids' },
] as const;

/** A slider that is fine enough to use; longer noise is typed. */
const SLIDER_TOKENS = 128;

/** Where the prompt comes from, and the prompt. */
export function PromptFields({ request, row, change }: PromptFieldsProps) {
  const { noise, promptIds, prompt, messages } = request;
  return (
    <>
      <Segments
        legend="Prompt"
        value={sourceOf(request)}
        options={SOURCES}
        onChange={(next) => change(startOf(next, request))}
      />
      {prompt !== undefined && (
        <TextField
          label="Text"
          lines={3}
          mono
          autoFocus={prompt === ''}
          reading={textReading(
            `${row}/prompt`,
            prompt,
            (text) => (before) => changeRequest(before, request.id, { prompt: text }),
          )}
        />
      )}
      {messages && (
        <Suspense fallback={<p className={fields.wide}>Opening the messages…</p>}>
          <ChatFields request={{ ...request, messages }} row={row} />
        </Suspense>
      )}
      {promptIds && (
        <TextField
          label="Token ids"
          hint="separated by spaces"
          lines={3}
          mono
          reading={{
            key: `${row}/promptIds`,
            own: promptIds.join(' '),
            normal: (text) => readIds(text).join(' '),
            apply: (text) =>
              edit((before) => changeRequest(before, request.id, { promptIds: readIds(text) }), {
                burst: `${row}/promptIds`,
              }),
          }}
        />
      )}
      {noise && <NoiseFields {...{ noise, row, request, change }} />}
    </>
  );
}

interface NoiseFieldsProps {
  readonly noise: NoiseSource;
  readonly row: string;
  readonly request: ExperimentRequest;
  readonly change: (patch: RequestPatch) => Edited;
}

function NoiseFields({ noise, row, request, change }: NoiseFieldsProps) {
  const { report } = usePrompt(request);
  const longest = useLongestPrompt(request.maxNewTokens);
  const reading = (field: 'seed' | 'tokens') =>
    numberReading(
      `${row}/noise.${field}`,
      noise[field],
      (value) => (before) => changeRequest(before, request.id, { noise: { ...noise, [field]: value } }),
    );
  return (
    <>
      <SelectField
        label="Kind of noise"
        value={noise.kind}
        options={NOISE_KINDS}
        words={kindWords}
        onChange={(kind) => change({ noise: { ...noise, kind } })}
      />
      <NumberField label="Seed" reading={reading('seed')} min={0} max={0xffff_ffff}>
        <button type="button" onClick={() => change({ noise: { ...noise, seed: freshSeed() } })}>
          Re-roll
        </button>
      </NumberField>
      <NumberField
        label="Length"
        hint="tokens"
        reading={reading('tokens')}
        min={1}
        max={longest}
        slider={Math.min(longest, SLIDER_TOKENS)}
      />
      <p className={`${fields.preview} ${fields.wide}`}>{promptWords(request, report)}</p>
    </>
  );
}

function sourceOf({ noise, promptIds, messages }: ExperimentRequest): Source {
  if (noise) return 'noise';
  if (messages) return 'chat';
  return promptIds ? 'ids' : 'text';
}

/** What a request starts with under another source: its own words, where they are known. */
function startOf(source: Source, request: ExperimentRequest): RequestPatch {
  if (source === 'ids') return { promptIds: request.promptIds ?? [0] };
  if (source === 'noise') return { noise: { kind: 'vague', seed: freshSeed(), tokens: 16 } };
  const { view, chosen } = labStore.getState();
  const { report } = promptIn(request, modelKey(chosen.experiment.model), measureStore.getState(), view);
  const words = report?.text ?? writtenPrompt(request) ?? (request.noise ? noisePreview(request.noise) : '');
  return source === 'chat' ? { messages: [{ role: 'user', content: words }] } : { prompt: words };
}

function readIds(text: string): number[] {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(Number);
}
