import type { Experiment } from '../../../experiment/schema.ts';
import type { LoadEvent } from '../../../lab/load/load-events.ts';
import type { LoadRecord } from '../../../results/load/load-record.ts';
import type { EngineKind } from '../../../steps/engine.ts';
import type { Serving } from '../../../steps/serving.ts';
import type { Certificate } from '../../../studies/certificate/certificate.ts';
import type { Listener } from '../../../worker/event-stream.ts';
import type { CertifyingNews, LoadingNews } from '../../../worker/news.ts';
import type { Outcome } from '../../../worker/outcome.ts';
import { labClient } from '../../state/client.ts';

/** What is told from the click to the record. */
export type LoadNews = LoadingNews | CertifyingNews | LoadEvent;

interface LoadAsk {
  readonly start: (
    request: {
      readonly experiment: Experiment;
      readonly engine: EngineKind;
      readonly modelsUrl: string;
      readonly certificates: readonly Certificate[];
    },
    listener: Listener<LoadNews>,
  ) => Promise<Outcome<LoadRecord>>;
  readonly pace: (pace: { readonly speed: number | null }) => Promise<Outcome<void>>;
  readonly serve: (change: { readonly arm: string; readonly serving: Serving }) => Promise<Outcome<void>>;
  readonly company: (place: { readonly arm: string; readonly step: number }) => Promise<Outcome<Experiment>>;
}

export const loadClient = (labClient as unknown as { readonly load: LoadAsk }).load;
