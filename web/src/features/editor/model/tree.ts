/** Changes to the tree of steps. Each returns a new tree; a key that is not there changes nothing. */
import { duplicate, isBlock, type StepDraft } from './draft';

function inside(steps: StepDraft[], change: (list: StepDraft[]) => StepDraft[]): StepDraft[] {
  const changed = change(steps);
  if (changed !== steps) return changed;
  let touched = false;
  const next = steps.map((step) => {
    if (!isBlock(step)) return step;
    const nested = inside(step.steps, change);
    if (nested === step.steps) return step;
    touched = true;
    return { ...step, steps: nested };
  });
  return touched ? next : steps;
}

/** Applies `change` to the list that holds `key`. */
function at(steps: StepDraft[], key: string, change: (list: StepDraft[], index: number) => StepDraft[]): StepDraft[] {
  return inside(steps, (list) => {
    const index = list.findIndex((step) => step.key === key);
    return index < 0 ? list : change(list, index);
  });
}

export const update = (steps: StepDraft[], key: string, change: (step: StepDraft) => StepDraft): StepDraft[] =>
  at(steps, key, (list, index) => list.map((step, i) => (i === index ? change(step) : step)));

export const remove = (steps: StepDraft[], key: string): StepDraft[] => at(steps, key, (list, index) => list.filter((_, i) => i !== index));

/** One up (`-1`) or down (`1`) among its neighbours. */
export const move = (steps: StepDraft[], key: string, by: -1 | 1): StepDraft[] =>
  at(steps, key, (list, index) => {
    const to = index + by;
    if (to < 0 || to >= list.length) return list;
    const next = [...list];
    const [step] = next.splice(index, 1);
    if (step) next.splice(to, 0, step);
    return next;
  });

/** Puts `key` where `target` stands, when both have the same parent. */
export const moveTo = (steps: StepDraft[], key: string, target: string): StepDraft[] =>
  at(steps, key, (list, index) => {
    const to = list.findIndex((step) => step.key === target);
    if (to < 0 || to === index) return list;
    const next = [...list];
    const [step] = next.splice(index, 1);
    if (step) next.splice(to, 0, step);
    return next;
  });

export const copyOf = (steps: StepDraft[], key: string): StepDraft[] =>
  at(steps, key, (list, index) => list.flatMap((step, i) => (i === index ? [step, duplicate(step)] : [step])));

/** At the end, of the whole test or of the condition or loop `parent`. */
export const append = (steps: StepDraft[], parent: string | null, step: StepDraft): StepDraft[] =>
  parent === null
    ? [...steps, step]
    : update(steps, parent, (block) => (isBlock(block) ? { ...block, steps: [...block.steps, step] } : block));
