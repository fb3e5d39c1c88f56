import { useId } from 'react';
import { changeModel } from '../../../experiment/edit/model.ts';
import {
  asksForRandom,
  MOST_LAYERS,
  parseRandomName,
  type RandomName,
  SHAPE_NAMES,
  writeRandomName,
} from '../../../experiment/model-name.ts';
import { SHAPES, SHIPPED } from '../../../model/shapes.ts';
import { bytesWords } from '../../kit/format.ts';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import { edit, openEditorDialog } from '../../state/editor.ts';
import { numberReading } from '../../state/editor-drafts.ts';
import { useMeasure } from '../../state/measuring.ts';
import { NumberField } from './fields.tsx';
import { type ModelOption, modelFacts, optionOf, shapeWords, shippedWords } from './model-words.ts';

/** Another model for the experiment, and what it is. */
export function ModelForm({ name }: { readonly name: string }) {
  const parsed = asksForRandom(name) ? parseRandomName(name) : '';
  const choose = (option: ModelOption) => {
    const [kind, value] = [option.slice(0, 6), option.slice(option.indexOf(':') + 1)];
    const next = kind === 'folder' ? value : `random:${value}`;
    edit((experiment) => changeModel(experiment, next), { say: `The model is ${next}.` });
  };
  return (
    <div className={fields.editForm}>
      <ModelSelect name={name} onChoose={choose} />
      <div className={`row ${fields.wide}`}>
        <button type="button" onClick={() => openEditorDialog('own-model')}>
          Use my model…
        </button>
        <small>A hub name, an address, or files of yours.</small>
      </div>
      {typeof parsed !== 'string' && <RandomFields random={parsed} />}
      <Facts name={name} />
    </div>
  );
}

interface ModelSelectProps {
  readonly name: string;
  readonly onChoose: (option: ModelOption) => void;
}

function ModelSelect({ name, onChoose }: ModelSelectProps) {
  const id = useId();
  const value = optionOf(name);
  const isOther = value.startsWith('folder:') && !SHIPPED.some((each) => each === name);
  return (
    <div className={`${fields.entry} ${fields.wide}`}>
      <label htmlFor={id}>Model</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.target.value as ModelOption)}>
        {SHIPPED.map((each) => (
          <option key={each} value={`folder:${each}`}>
            {shippedWords(each)}
          </option>
        ))}
        {isOther && <option value={value}>{name}</option>}
        {SHAPE_NAMES.map((shape) => (
          <option key={shape} value={`shape:${shape}`}>
            {shapeWords(shape)}
          </option>
        ))}
      </select>
    </div>
  );
}

function RandomFields({ random }: { readonly random: RandomName }) {
  const { config } = SHAPES[random.shape];
  const rename = (patch: Partial<RandomName>) => (experiment: Parameters<typeof changeModel>[0]) =>
    changeModel(experiment, writeRandomName({ ...random, ...patch }));
  return (
    <>
      <NumberField
        label="Layers"
        reading={numberReading('model/layers', random.layers ?? config.layers, (layers) =>
          rename({ layers: layers === config.layers ? null : layers }),
        )}
        min={1}
        max={MOST_LAYERS}
      />
      <NumberField
        label="Seed of the weights"
        reading={numberReading('model/seed', random.seed, (seed) => rename({ seed }))}
        min={0}
        max={0xffff_ffff}
      />
    </>
  );
}

/** What it is, what it takes here, and whether that fits: before anything is fetched or generated. */
function Facts({ name }: { readonly name: string }) {
  const { answer } = useMeasure();
  const facts = modelFacts(name);
  const parsed = asksForRandom(name) ? parseRandomName(name) : '';
  const differs = typeof parsed === 'string' ? undefined : SHAPES[parsed.shape].differs;
  const cost = answer?.cost;
  return (
    <div className={`${tables.note} ${fields.wide}`} data-part="model-facts">
      {facts && <p>{facts}</p>}
      {typeof parsed !== 'string' && (
        <p>
          In the shape of {SHAPES[parsed.shape].source}
          {differs && `, but for ${differs}`}. Random weights: what it writes means nothing, its bits do.
        </p>
      )}
      {cost && (
        <p>
          On the device: {bytesWords(cost.weightBytes)} of weights and {bytesWords(cost.kvBytes)} of KV cache
          with this experiment. {cost.allowedBytes !== null && fitWords(cost.largestBytes, cost.allowedBytes)}
        </p>
      )}
    </div>
  );
}

function fitWords(largest: number, allowed: number): string {
  const most = `a matrix here may have ${bytesWords(allowed)}`;
  return largest <= allowed
    ? `Its largest matrix, ${bytesWords(largest)}, fits this adapter: ${most}.`
    : `It does not fit this adapter: its largest matrix takes ${bytesWords(largest)}, ${most}.`;
}
