import { changeDetails, type DetailsPatch } from '../../../experiment/edit/details.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import fields from '../../kit/styles/fields.module.css';
import { edit } from '../../state/editor.ts';
import { numberReading, textReading } from '../../state/editor-drafts.ts';
import { freshSeed } from './card-edits.ts';
import { NumberField, TextField } from './fields.tsx';

const ROW = 'details';

/** What an experiment says of itself, and how it samples. */
export function DetailsForm({ experiment }: { readonly experiment: Experiment }) {
  const { title, description = '', decoding } = experiment;
  const set = (patch: DetailsPatch) => (before: Experiment) => changeDetails(before, patch);
  return (
    <div className={fields.editForm}>
      <TextField label="Title" reading={textReading(`${ROW}/title`, title, (text) => set({ title: text }))} />
      <TextField
        label="Description"
        lines={3}
        reading={textReading(`${ROW}/description`, description, (text) => set({ description: text }))}
      />
      <NumberField
        label="Temperature"
        hint="0 is greedy"
        reading={numberReading(`${ROW}/temperature`, decoding.temperature, (temperature) =>
          set({ temperature }),
        )}
        min={0}
        max={10}
        step="any"
      />
      <NumberField
        label="Sampling seed"
        reading={numberReading(`${ROW}/seed`, decoding.seed, (seed) => set({ seed }))}
        min={0}
        max={0xffff_ffff}
      >
        <button type="button" onClick={() => edit(set({ seed: freshSeed() }))}>
          Re-roll
        </button>
      </NumberField>
    </div>
  );
}
