/** Which variables a step can use. */
import { isBlock, type StepDraft } from './draft';
import type { Row } from './rows';

export interface AvailableVariable {
  name: string;
  /** Where it comes from, in words. */
  origin: string;
}

/** Variables that scripts set by a literal name. */
export function setByScript(script: string): string[] {
  return [...script.matchAll(/variables\s*\.\s*set\s*\(\s*(["'`])([^"'`\\]+)\1/g)].flatMap((m) => (m[2] ? [m[2]] : []));
}

/** All that may be known before `upTo` (a step's key) runs; of the whole test when it is null. */
export function availableVariables(
  environments: { label: string; variables: Row[]; script: string }[],
  steps: StepDraft[],
  upTo: string | null,
): AvailableVariable[] {
  const found = new Map<string, string>();
  const add = (name: string, origin: string) => {
    if (name !== '' && !found.has(name)) found.set(name, origin);
  };
  for (const e of environments) {
    for (const row of e.variables) add(row.name, e.label);
    for (const name of setByScript(e.script)) add(name, `${e.label}, initial script`);
  }
  let done = false;
  const walk = (list: StepDraft[], prefix: string) => {
    list.forEach((step, index) => {
      if (done) return;
      if (step.key === upTo) {
        done = true;
        return;
      }
      const place = `${prefix}${index + 1}`;
      if (step.type === 'request' || step.type === 'subtest') {
        for (const script of step.preScripts) for (const name of setByScript(script)) add(name, `script of step ${place}`);
        for (const v of step.variables) add(v.name, `step ${place}`);
        for (const script of step.postScripts) for (const name of setByScript(script)) add(name, `script of step ${place}`);
      }
      if (isBlock(step)) walk(step.steps, `${place}.`);
    });
  };
  walk(steps, '');
  return [...found].map(([name, origin]) => ({ name, origin }));
}
