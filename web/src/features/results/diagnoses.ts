/** Why steps failed, found by the step. */
import { createContext, useContext } from 'react';

import type { StepRecord } from '@/api/record';
import type { StepDiagnosis } from '@/api/types';

export type Diagnosis = StepDiagnosis;
export type Diagnoses = ReadonlyMap<string, Diagnosis>;

/** Initial scripts are counted apart from steps. */
const key = (step: { step_type: string; place: string }) => `${step.step_type} ${step.place}`;

export const byStep = (list: Diagnosis[]): Diagnoses => new Map(list.map((one) => [key(one), one]));

export const DiagnosesContext = createContext<Diagnoses>(new Map());
export const useDiagnosis = (step: StepRecord): Diagnosis | undefined => useContext(DiagnosesContext).get(key(step));
