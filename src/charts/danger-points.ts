/** One token of the danger line. */
export interface DangerPoint {
  readonly position: number;
  readonly margin: number;
  readonly perturbation: number;
  /** From a teacher-forced replay. */
  readonly forced: boolean;
}

/** A flip was possible here. Where nothing differs, a tie stays as it is. */
export function inDanger({ margin, perturbation }: Pick<DangerPoint, 'margin' | 'perturbation'>): boolean {
  return perturbation > 0 && perturbation >= margin;
}
