import type { RoundOutcome, TrafficOutcome } from '../../engines/server/run-traffic.ts';
import type { ServerAnswer, ServerPosition, ServerPrompt } from '../../engines/server/server-types.ts';
import { counted } from '../../results/text.ts';
import {
  type Alternative,
  evidenceOf,
  type Transcript,
  type TranscriptPosition,
  type TranscriptSequence,
  wordsOf,
} from '../../results/transcripts.ts';

/** What an arm's probes were answered, as any run of anything is compared: a sequence each, of each repeat. */
export function transcriptOf(label: string, rounds: readonly RoundOutcome[]): Transcript {
  const probes = rounds.flatMap(({ repeat, asks }) =>
    asks.filter(({ role }) => role === 'probe').map((each) => ({ repeat, each })),
  );
  const sequences = probes.flatMap(({ repeat, each }) => sequenceOf(each, repeat - rounds[0].repeat));
  const failed = probes.length - sequences.length;
  return {
    label,
    source: { file: null, format: 'answers of a server' },
    evidence: evidenceOf(sequences),
    sequences,
    notes:
      failed === 0
        ? []
        : [
            `${counted(failed, 'ask')} of ${probes.length} failed and ${failed === 1 ? 'is' : 'are'} left out.`,
          ],
  };
}

function sequenceOf({ request, outcome }: TrafficOutcome, repeat: number): TranscriptSequence[] {
  if (outcome.kind === 'failed') return [];
  const { answer } = outcome;
  const positions = answer.positions.map(positionOf);
  const told = positions.length > 0;
  return [
    {
      id: repeat === 0 ? request : `${request} (${repeat + 1})`,
      named: true,
      question: request,
      prompt: promptText(answer.ask.prompt),
      unit: told ? 'token' : 'word',
      positions: told ? positions : wordsOf(answer.text),
      text: answer.text,
      fingerprint: fingerprintOf(answer),
    },
  ];
}

/** A text that is not told is null here, since a token may be nothing but its id. */
function positionOf({ text, id, logprob, top }: ServerPosition): TranscriptPosition {
  return {
    text: text === '' && id !== null ? null : text,
    id,
    logprob: logprob?.value ?? null,
    top: top.map(
      (each): Alternative => ({
        text: each.text === '' && each.id !== null ? null : each.text,
        id: each.id,
        logprob: each.logprob.value,
      }),
    ),
    logits: null,
  };
}

/** Told by a server of this lab: over the answer's tokens and the digests of their logits. */
function fingerprintOf({ told }: ServerAnswer): string | null {
  const { batchmates } = told;
  const fingerprint =
    typeof batchmates === 'object' && batchmates !== null
      ? (batchmates as { readonly fingerprint?: unknown }).fingerprint
      : null;
  return typeof fingerprint === 'string' && /^2:[0-9a-f]{64}$/.test(fingerprint) ? fingerprint : null;
}

function promptText(prompt: ServerPrompt): string | null {
  if (prompt.kind === 'text') return prompt.text;
  if (prompt.kind === 'tokens') return null;
  return prompt.messages.map(({ role, content }) => `${role}: ${content}`).join('\n');
}
