import { late } from '../../kit/late.tsx';

// The forms that a first screen shows closed.
export const ArmForm = late(async () => (await import('./arm-form.tsx')).ArmForm);
export const DetailsForm = late(async () => (await import('./details-form.tsx')).DetailsForm);
export const JsonView = late(async () => (await import('./json/json-view.tsx')).JsonView);
export const ModelForm = late(async () => (await import('./model-form.tsx')).ModelForm);
export const RequestForm = late(async () => (await import('./request-form.tsx')).RequestForm);
