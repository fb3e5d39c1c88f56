import { lazy } from 'react';

const load = () => import('./look-parts.tsx');

// The microscope is needed by nobody who has not run anything.
export const MapPart = lazy(async () => ({ default: (await load()).MapPart }));
export const SumPart = lazy(async () => ({ default: (await load()).SumPart }));
export const UpPart = lazy(async () => ({ default: (await load()).UpPart }));
