/** What fields deep in the editor need: what can be completed, where the side panel inserts, and which errors are theirs. */
import { createContext, useContext } from 'react';

import type { ErrorMap } from './model/errors';
import { countUnder, firstUnder } from './model/errors';
import type { AvailableVariable } from './model/variables';

/** The same thing as a template writes it and as a script writes it. */
export interface Insertion {
  template: string;
  script: string;
}

export interface EditorTools {
  readOnly: boolean;
  bucket: string;
  /** The test that is edited; null for environments. */
  test: string | null;
  /** Variables known before the step `upTo` runs; of the whole test when it is null. */
  variables: (upTo: string | null) => AvailableVariable[];
  secrets: () => string[];
  /** The field that was focused last. */
  setTarget: (insert: ((what: Insertion) => void) | null) => void;
}

// The identity of this object never changes while an editor is open, so fields do not render for it.
export const ToolsContext = createContext<EditorTools>({ readOnly: false, bucket: '', test: null, variables: () => [], secrets: () => [], setTarget: () => {} });
export const ErrorsContext = createContext<ErrorMap>(new Map());
/** Key of the step that fields belong to; null for environments. */
export const StepContext = createContext<string | null>(null);

export const useTools = (): EditorTools => useContext(ToolsContext);
export const useFieldError = (path: string | undefined): string | undefined => {
  const errors = useContext(ErrorsContext);
  return path === undefined ? undefined : errors.get(path);
};
export const useErrorUnder = (path: string): string | undefined => firstUnder(useContext(ErrorsContext), path);
export const useErrorCount = (path: string): number => countUnder(useContext(ErrorsContext), path);
