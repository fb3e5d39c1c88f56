import { useState } from 'react';
import type { LaneMark } from '../../../load/lane-legend.tsx';
import { useLoad } from '../../../load/load-store.ts';
import { Choice } from '../../parts/choice.tsx';
import { CrowdPicture } from './crowd-picture.tsx';

interface ArmLanesProps {
  /** Arms to choose from, by name; the first is shown first. */
  readonly arms: readonly string[];
  readonly marks: readonly LaneMark[];
  readonly memory?: boolean;
}

/** The lanes of the run that is over, an arm at a time. */
export function ArmLanes({ arms, marks, memory }: ArmLanesProps) {
  const views = useLoad((state) => state.views);
  const [arm, setArm] = useState(arms[0]);
  const scene = views.find((view) => view.arm === arm)?.scene;
  if (!scene) return null;
  const options = arms.map((name) => ({ value: name, words: name }));
  return (
    <>
      <Choice label="Arm whose lanes are shown" {...{ options }} value={arm} onChange={setArm} />
      <CrowdPicture
        title={`Every request of the arm ${arm} as a lane over time`}
        {...{ scene, marks }}
        {...(memory && { memory })}
      />
    </>
  );
}
