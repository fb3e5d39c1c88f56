import { writtenPrompt } from '../../../experiment/chat-schema.ts';
import { armSettings } from '../../kit/format.ts';
import { useLab } from '../../state/lab-store.ts';
import type { Pair } from '../../state/pairs.ts';
import { isUnderWay } from '../../state/task.ts';
import { batchWords } from './batch-words.ts';
import type { PairData } from './pair-data.ts';
import type { PairPlace } from './pair-place.ts';
import { PairStreams, type StreamHead } from './pair-streams.tsx';
import type { Streams } from './token-place.ts';

interface ArmStreamsProps extends PairPlace {
  readonly pair: Pair;
  readonly streams: Streams;
  readonly data: PairData;
}

/** The two streams of a run's pair. */
export function ArmStreams({ pair, streams, data, ...place }: ArmStreamsProps) {
  const prompt = useLab(({ view }) => view.prompts[pair.probe.id]?.text ?? writtenPrompt(pair.probe) ?? '');
  const growing = useLab(({ status }) => isUnderWay(status));
  const heads = { a: headOf(pair.a), b: headOf(pair.b) };
  const probabilities = data.series?.probabilities;
  return <PairStreams {...place} {...{ heads, prompt, growing, streams, probabilities }} />;
}

function headOf(arm: Pair['a']): StreamHead {
  return { title: arm.name, detail: `${batchWords(arm.requests.length)} · ${armSettings(arm)}` };
}
