import { SelectField } from '../../kit/choices.tsx';
import fields from '../../kit/styles/fields.module.css';
import { useLab } from '../../state/lab-store.ts';
import { chooseEngine } from '../../state/running.ts';
import styles from './claims.module.css';

const ENGINES = ['webgpu', 'cpu'] as const;

/** What short forms run on: the lab's engine, without those that keep no blocks. */
export function EngineField() {
  const engine = useLab((state) => state.engine);
  const missing = useLab((state) => state.gpu.state === 'missing');
  const offered = missing ? (['cpu'] as const) : ENGINES;
  const chosen = offered.find((each) => each === engine);
  return (
    <div className={`${fields.editForm} ${styles.field}`}>
      <SelectField
        label="Run on"
        value={chosen ?? ''}
        options={chosen ? offered : ['', ...offered]}
        words={(each) =>
          each === 'webgpu' ? 'WebGPU' : each === 'cpu' ? 'the CPU engine' : 'another engine'
        }
        onChange={(each) => each !== '' && chooseEngine(each)}
      />
    </div>
  );
}
