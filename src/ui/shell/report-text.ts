import { version } from '../../../package.json';
import { describeArithmetic } from '../../numerics/adapter-arithmetic.ts';
import { certificateCount, certificateVerdict } from '../../report/certificate.ts';
import { tuningWords } from '../../report/engine.ts';
import { adapterName } from '../../results/adapter-name.ts';
import { keptFor } from '../state/kept-certificates.ts';
import type { LabState } from '../state/lab-state.ts';

/** What an adapter says of itself to the page. */
export interface AdapterFacts {
  readonly limits: Readonly<Record<string, number>>;
  readonly features: readonly string[];
}

export interface PageFacts {
  /** Address without its fragment, which may hold prompts. */
  readonly page: string;
  readonly browser: string;
  readonly secure: boolean;
}

/** The limits that decide what fits and how kernels are cut. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** Asks for an adapter and no device; null where there is none. */
export async function adapterFacts(): Promise<AdapterFacts | null> {
  const gpu = navigator.gpu as GPU | undefined;
  const adapter = await gpu?.requestAdapter().catch(() => null);
  if (!adapter) return null;
  return {
    limits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]])),
    features: [...adapter.features].toSorted(),
  };
}

/** The report as lines of `name: value`. */
export function reportText(
  state: Pick<LabState, 'gpu' | 'view' | 'status' | 'certificate'>,
  facts: AdapterFacts | null,
  { page, browser, secure }: PageFacts,
): string {
  const lines: (readonly [string, string])[] = [
    ['Batchmates', version],
    ['page', `${page}${secure ? '' : ' (no secure context)'}`],
    ['browser', browser],
    ...gpuLines(state.gpu),
    ...Object.entries(facts?.limits ?? {}).map(([name, value]) => [name, String(value)] as const),
    ['features', facts?.features.join(', ') ?? 'no adapter'],
    ...certificateLines(state),
    ...runLines(state),
  ];
  return lines.map(([name, value]) => `${name}: ${value}`).join('\n');
}

function gpuLines(gpu: LabState['gpu']): (readonly [string, string])[] {
  if (gpu.state === 'asking') return [['WebGPU', 'no answer yet']];
  if (gpu.state === 'missing') return [['WebGPU', `missing: ${gpu.fault.message}`]];
  const { vendor, architecture, device, description, software } = gpu.adapter;
  const parts = { vendor, architecture, device, description };
  const named = Object.entries(parts).flatMap(([name, value]) => (value ? [`${name} ${value}`] : []));
  return [['adapter', `${named.join(', ') || 'unnamed'}${software ? ' (software)' : ''}`]];
}

function certificateLines({
  certificate,
  gpu,
}: Pick<LabState, 'certificate' | 'gpu'>): (readonly [string, string])[] {
  const known = certificate ?? (gpu.state === 'available' ? keptFor(gpu.adapter) : null);
  if (!known) return [['certificate', 'none yet: run "Test this adapter"']];
  const form = known === certificate ? known.form : `${known.form}, of an earlier visit`;
  return [
    ['arithmetic', describeArithmetic(known.arithmetic)],
    ...(known.tuning ? [['tiling', tuningWords(known.tuning)] as const] : []),
    ['certificate', `${form}: ${certificateCount(known)}. ${certificateVerdict(known)}`],
  ];
}

function runLines({ view, status }: Pick<LabState, 'view' | 'status'>): (readonly [string, string])[] {
  const lines: [string, string][] = [];
  if (view.record) {
    const { engine, adapter, model, planRules, notes, lost } = view.record;
    const source = view.source === 'example' ? 'shipped example' : 'latest run';
    lines.push([source, `${engine} on ${adapterName(adapter)}, ${model.name} ${model.hash}`]);
    lines.push(
      ...lost.map((words): [string, string] => ['guarantee lost', words]),
      ['plan rules', planRules.join(', ')],
      ...notes.map((note): [string, string] => ['note', note]),
    );
  }
  if (status.state === 'failed') {
    const { kind, operation, message } = status.fault;
    lines.push(['first error', `${kind}${operation ? `, ${operation}` : ''}: ${message}`]);
  }
  return lines;
}
