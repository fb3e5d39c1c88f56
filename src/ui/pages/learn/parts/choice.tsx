import type { ComponentProps } from 'react';
import { Radios } from '../../../kit/choices.tsx';
import styles from '../parts-floats.module.css';

interface ChoiceProps<Value extends string> extends ComponentProps<typeof Radios<Value>> {
  /** What is chosen, for who cannot see the rest. */
  readonly label: string;
}

/** A choice among few, side by side. */
export function Choice<Value extends string>({ label, ...radios }: ChoiceProps<Value>) {
  return (
    <fieldset className={styles.learnChoice} data-part="choice">
      <legend className="unseen">{label}</legend>
      <Radios {...radios} />
    </fieldset>
  );
}
