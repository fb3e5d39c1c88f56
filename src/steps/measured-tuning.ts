/** What was measured of an adapter, so that kernels are tiled as it likes. Nothing of it decides a bit. */
export interface MeasuredTuning {
  /** The fewest workgroups that copy at the speed of many. */
  readonly busyWorkgroups: number;
  /** Whether products are faster with threads that hold many outputs. */
  readonly largeBlocks: boolean;
  /** Whether products of many rows are faster with tiles in workgroup memory. */
  readonly stagedTiles: boolean;
  /** Threads of a workgroup that are worth meeting at barriers. */
  readonly meetingThreads: number;
  /** What a dispatch costs by itself. */
  readonly dispatchMicroseconds: number;
}
