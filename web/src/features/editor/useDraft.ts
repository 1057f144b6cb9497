/** The draft of a test and every change the editor makes to it. */
import type { Step, Test } from '@/api/definition';
import { isBlock, toDraft, type StepDraft, type TestDraft } from './model/draft';
import { append, copyOf, move, moveTo, remove, update } from './model/tree';

export type Change =
  | { do: 'text'; part: Partial<Pick<TestDraft, 'name' | 'description'>> }
  | { do: 'set'; key: string; part: Partial<StepDraft> }
  | { do: 'move'; key: string; by: -1 | 1 }
  | { do: 'moveTo'; key: string; target: string }
  | { do: 'copy'; key: string }
  | { do: 'remove'; key: string }
  | { do: 'append'; parent: string | null; step: StepDraft }
  | { do: 'saved'; steps: Step[] }
  | { do: 'load'; test: Test };

/** Takes the ids the server gave, and leaves what was typed meanwhile alone. */
function adopt(drafts: StepDraft[], saved: Step[]): StepDraft[] {
  return drafts.map((draft, index) => {
    const step = saved[index];
    if (!step) return draft;
    const next = { ...draft, original: step as unknown as Record<string, unknown> } as StepDraft;
    return isBlock(next) ? { ...next, steps: adopt(next.steps, (step as { steps?: Step[] }).steps ?? []) } : next;
  });
}

const steps = (draft: TestDraft, next: StepDraft[]): TestDraft => (next === draft.steps ? draft : { ...draft, steps: next });

export function reduce(draft: TestDraft, change: Change): TestDraft {
  switch (change.do) {
    case 'text':
      return { ...draft, ...change.part };
    case 'set':
      return steps(draft, update(draft.steps, change.key, (step) => ({ ...step, ...change.part }) as StepDraft));
    case 'move':
      return steps(draft, move(draft.steps, change.key, change.by));
    case 'moveTo':
      return steps(draft, moveTo(draft.steps, change.key, change.target));
    case 'copy':
      return steps(draft, copyOf(draft.steps, change.key));
    case 'remove':
      return steps(draft, remove(draft.steps, change.key));
    case 'append':
      return steps(draft, append(draft.steps, change.parent, change.step));
    case 'saved':
      return steps(draft, adopt(draft.steps, change.steps));
    case 'load':
      return toDraft(change.test);
  }
}
