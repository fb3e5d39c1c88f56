import type { ArmRecord, ForkNode, ForkTree, RequestRecord } from './record.ts';
import { widthsText } from './widths-text.ts';

/** Text of a run of tokens. */
type Decode = (tokens: readonly number[]) => string;

/** Fewer arms than this are a comparison, not a distribution. */
const LEAST_ARMS = 3;

/** One arm's part in a group: what it is, and what it answered. */
interface Member {
  readonly arm: ArmRecord;
  readonly probe: RequestRecord;
}

/** A tree for each probe and each group of arms alike in kernels, dtypes, widths, room of experts, parallelism and sampler. */
export function forkTrees(arms: readonly ArmRecord[], decode: Decode): ForkTree[] {
  return alikeArms(arms).map((group) => treeOf(group, decode));
}

/** The arms that run a probe alike but for its company, where they are enough to be a distribution. */
export function alikeArms(arms: readonly ArmRecord[]): Member[][] {
  const groups = new Map<string, Member[]>();
  for (const arm of arms) {
    for (const probe of arm.requests.filter(({ role }) => role === 'probe')) {
      const key = JSON.stringify([
        probe.id,
        Object.values(arm.kernels),
        Object.values(arm.own ?? {}).map(({ hash }) => hash),
        arm.dtype,
        arm.weights,
        [arm.quantize, widthsText(arm), arm.experts?.capacity],
        arm.parallelism,
        arm.sampler,
      ]);
      groups.set(key, [...(groups.get(key) ?? []), { arm, probe }]);
    }
  }
  return [...groups.values()].filter((group) => group.length >= LEAST_ARMS);
}

function treeOf(group: readonly Member[], decode: Decode): ForkTree {
  const streams = group.map(({ probe }) => probe.tokens);
  const [{ arm, probe }] = group;
  const root = growTree(streams, decode);
  return {
    probe: probe.id,
    kernels: arm.kernels,
    ...(arm.own && { own: arm.own }),
    dtype: arm.dtype,
    ...(arm.quantize && { quantize: arm.quantize }),
    arms: group.length,
    distinct: countLeaves(root),
    fingerprints: new Set(group.map((member) => member.probe.fingerprint)).size,
    root,
  };
}

/** The longest run of tokens that all streams share, and a branch for each way they go on; ending is one of the ways. */
export function growTree(streams: readonly (readonly number[])[], decode: Decode): ForkNode {
  const [first] = streams;
  let shared = 0;
  while (shared < first.length && streams.every((stream) => stream[shared] === first[shared])) shared++;
  const tokens = first.slice(0, shared);
  const node = { tokens, text: decode(tokens), arms: streams.length };
  if (streams.every((stream) => stream.length === shared)) return { ...node, branches: [] };
  const ways = new Map<number | undefined, (readonly number[])[]>();
  for (const stream of streams)
    ways.set(stream[shared], [...(ways.get(stream[shared]) ?? []), stream.slice(shared)]);
  const branches = [...ways.values()].map((way) => growTree(way, decode)).sort((a, b) => b.arms - a.arms);
  return { ...node, branches };
}

function countLeaves({ branches }: ForkNode): number {
  return branches.length === 0 ? 1 : branches.reduce((sum, branch) => sum + countLeaves(branch), 0);
}
