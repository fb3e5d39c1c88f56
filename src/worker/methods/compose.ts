import { kvMemory, weightMemory } from '../../engines/webgpu/memory.ts';
import { checkpointMemory, largestMatrix, matrixLimits } from '../../engines/webgpu/weight-plan.ts';
import { type ChatMessage, type ChatSettings, writtenPrompt } from '../../experiment/chat-schema.ts';
import { ExperimentError } from '../../experiment/errors.ts';
import { formatsRead } from '../../experiment/formats-read.ts';
import { type Experiment, type ExperimentRequest, MOST_PROMPT } from '../../experiment/schema.ts';
import { type ChatPiece, chatPieces, encodeChat } from '../../lab/encode-chat.ts';
import { estimateRun } from '../../lab/estimate.ts';
import { encodePrompt, type ResolvedRequest } from '../../lab/resolve.ts';
import { ModelError } from '../../model/model-error.ts';
import type { TextCodec } from '../../model/tokenizer.ts';
import type { PromptReport } from '../../results/prompt-report.ts';
import type { LabHost } from '../lab-host.ts';
import { quick } from '../method.ts';
import { choiceKey } from '../model-choice.ts';

export interface MeasureRequest {
  readonly experiment: Experiment;
  /** Address of the folder that holds a folder for each model; ends in a slash. */
  readonly modelsUrl: string;
}

/** What is known of an experiment before it is run. */
export interface Measured {
  readonly prompts: readonly PromptReport[];
  /** Requests whose prompts cannot be fed, and why. */
  readonly problems: readonly { readonly request: string; readonly text: string }[];
  readonly maxPositions: number;
  readonly cost: RunCost | null;
  /** Why there is no cost: a pool too small for a member, say. */
  readonly refused: string | null;
}

export interface RunCost {
  /** Null where there are too many to count beforehand. */
  readonly steps: number | null;
  readonly multiplyAdds: number;
  /** Keys and values of the arms that are open together. */
  readonly kvBytes: number;
  /** Weights on a WebGPU device, once for each format that an arm asks for; as stored, by what the model's files say. */
  readonly weightBytes: number;
  /** The largest matrix, and what the buffers hold that the device lets one have; null where none is open. */
  readonly largestBytes: number;
  readonly allowedBytes: number | null;
}

export interface RenderRequest {
  readonly messages: readonly ChatMessage[];
  readonly chat: ChatSettings;
  readonly model: Experiment['model'];
  readonly modelsUrl: string;
}

/** Messages as the model is fed them. */
export interface Rendered {
  readonly pieces: readonly ChatPiece[];
  readonly tokens: readonly { readonly id: number; readonly text: string; readonly special: boolean }[];
  /** The day that the template was told is today; null where it did not ask. */
  readonly date: string | null;
}

/** Prompts whose lengths are kept. */
const MOST_KEPT = 4096;

export function composeMethods(lab: LabHost) {
  let kept: { readonly model: string; readonly lengths: Map<string, readonly number[]> } | null = null;

  return {
    /** Renders messages by the model's own chat template. Reads config and tokenizer. Throws ModelError saying why it cannot. */
    render: quick(async ({ messages, chat, model, modelsUrl }: RenderRequest): Promise<Rendered> => {
      const { tokenizer } = await lab.tokenizers.load(modelsUrl, model);
      const encoded = encodeChat({ messages, chat }, tokenizer);
      const specials = tokenizer.chat?.specials ?? new Map<number, string>();
      const tokens = encoded.tokens.map((id) => ({
        id,
        text: tokenizer.tokenText(id),
        special: specials.has(id),
      }));
      return { pieces: chatPieces(encoded, specials), tokens, date: encoded.date };
    }),

    /**
     * Counts the tokens of every prompt with the model's own tokenizer, and what the run would take. Reads config and tokenizer, and of the
     * weights no more than their headers. Throws ModelError.
     */
    measure: quick(async ({ experiment, modelsUrl }: MeasureRequest): Promise<Measured> => {
      const { config, tokenizer, weights: stored } = await lab.tokenizers.load(modelsUrl, experiment.model);
      const model = choiceKey(modelsUrl, experiment.model);
      if (kept?.model !== model || kept.lengths.size > MOST_KEPT) kept = { model, lengths: new Map() };
      const problems: { request: string; text: string }[] = [];
      const resolved: ResolvedRequest[] = [];
      for (const request of experiment.requests) {
        const prompt = tokensOf(request, tokenizer, kept.lengths);
        if (typeof prompt === 'string') problems.push({ request: request.id, text: prompt });
        else resolved.push({ request, promptTokens: prompt });
      }
      const prompts = resolved.map(({ request, promptTokens }) => ({
        request: request.id,
        // Of a text the page has it itself.
        // What is shown of a generated one could become one.
        text: writtenPrompt(request) ?? tokenizer.decode(promptTokens).slice(0, MOST_PROMPT),
        tokens: promptTokens.length,
      }));
      const { maxPositions } = config;
      try {
        const { arms, ...work } = estimateRun(experiment, resolved, config);
        const dtypes = formatsRead(experiment.arms);
        const checkpoint = dtypes.includes('stored') ? await stored() : null;
        const weights = dtypes.map((dtype) => {
          if (dtype !== 'stored') return weightMemory(config, dtype);
          return checkpoint ? checkpointMemory(checkpoint, dtype) : weightMemory(config, 'bf16');
        });
        const limits = await lab.engines.limits();
        const cost = {
          ...work,
          kvBytes: arms.reduce((sum, { spec }) => sum + kvMemory(config, spec), 0),
          weightBytes: weights.reduce((sum, { total }) => sum + total, 0),
          largestBytes: Math.max(...weights.map(({ largest }) => largest)),
          allowedBytes: limits && largestMatrix(matrixLimits(limits)),
        };
        return { prompts, problems, maxPositions, cost, refused: null };
      } catch (error) {
        if (!(error instanceof ExperimentError || error instanceof ModelError)) throw error;
        return { prompts, problems, maxPositions, cost: null, refused: error.message };
      }
    }),
  };
}

/** A string says why the prompt cannot be fed. */
function tokensOf(
  request: ExperimentRequest,
  tokenizer: TextCodec,
  kept: Map<string, readonly number[]>,
): readonly number[] | string {
  const { prompt, promptIds, noise, messages, chat, bos } = request;
  if (promptIds) return promptIds;
  const key = JSON.stringify([prompt, noise, messages, chat, bos]);
  try {
    const tokens = kept.get(key) ?? encodePrompt(request, tokenizer);
    kept.set(key, tokens);
    return tokens.length > 0 ? tokens : 'the prompt has no tokens';
  } catch (error) {
    if (error instanceof ModelError || error instanceof RangeError) return error.message;
    throw error;
  }
}
