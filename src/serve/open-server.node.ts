import { LoadMonitor } from '../audit/monitor/load-monitor.ts';
import type { LiveSetting } from '../lab/live/live-setting.ts';
import type { LiveService } from '../lab/live/live-types.ts';
import { openLiveService } from '../lab/live/open-live-service.ts';
import { bothSinks } from '../lab/load/both-sinks.ts';
import { linesSink } from '../lab/load/lines-sink.ts';
import type { LoadSink } from '../lab/load/load-sink.ts';
import type { LoadLine } from '../results/load/load-lines.ts';
import { createServeApp, type ServeParts } from './app.ts';
import { Counted } from './counted.ts';
import { listen } from './listen.node.ts';
import type { Served } from './served.ts';
import { WatchFeed } from './watch-feed.ts';

/** What a server is opened with. */
export interface ServerSetting extends Pick<ServeParts, 'limits' | 'key' | 'cors' | 'loopback' | 'onDefect'> {
  readonly live: LiveSetting;
  readonly served: Omit<Served, 'service' | 'tokenizer' | 'vocabSize' | 'endTokens'>;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Whether watchers are told prompts and answers. */
  readonly tellPrompts: boolean;
  /** Takes the step log, a line each; null: nobody keeps one. */
  readonly log: ((line: LoadLine) => void) | null;
}

export interface RunningServer {
  readonly url: string;
  readonly service: LiveService;
  /**
   * Takes nobody new, and ends once everyone under way has his answer, or after so many milliseconds: then who is left is cut off.
   * True where nobody was.
   */
  drain(milliseconds: number): Promise<boolean>;
}

/** Of one prompt clients ask for many seeds, temperatures and lengths: what differs between their answers is no alarm. */
function withoutCanaries(sink: LoadSink): LoadSink {
  return { ...sink, request: ({ promptHash: _, ...request }) => sink.request?.(request) };
}

/** Opens a model behind a port. Throws what `openLiveService` throws, and Node's error where the address cannot be had. */
export async function openServer(setting: ServerSetting): Promise<RunningServer> {
  const { live, log, limits } = setting;
  const { tokenizer, checkpoint, endTokens } = live.model;
  const { vocabSize, maxPositions } = checkpoint.config;
  const monitor = new LoadMonitor({ windowMs: null, mostTokens: maxPositions });
  const sinkOf = (arm: string) => {
    const counted = withoutCanaries(monitor.sinkOf(arm, tokenizer));
    return log ? bothSinks(linesSink(arm, log), counted) : counted;
  };
  const service = await openLiveService({ ...live, sinkOf });
  const feed = new WatchFeed(service, setting.tellPrompts);
  const closing = new AbortController();
  const ends = endTokens.map(({ token }) => token);
  const app = createServeApp({
    ...setting,
    served: { ...setting.served, service, tokenizer, vocabSize, endTokens: ends },
    counted: new Counted(monitor.registry),
    feed,
    closing: closing.signal,
  });
  const { host, port } = setting;
  const listening = await listen(app, { host, port, patience: limits.patience }).catch(async (error) => {
    await service.close();
    throw error;
  });
  return {
    url: listening.url,
    service,
    async drain(milliseconds) {
      closing.abort();
      const idle = await listening.idle(milliseconds);
      await listening.close();
      await service.close();
      return idle;
    },
  };
}
