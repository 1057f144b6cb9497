/** A test as the editor holds it: steps with keys of their own, fields as rows. Fields the editor does not know stay. */
import type { Assertion, Auth, Comparison, Extraction, LoopStep, MultipartPart, RequestStep, Step, SubtestStep, Test } from '@/api/definition';
import { fromRows, toRows, type Row } from './rows';

export type BodyKind = 'none' | 'raw' | 'form' | 'multipart';

interface DraftCommon {
  /** Of the editor only; never sent. */
  key: string;
  skipped: boolean;
  note: string;
  /** As it came, for the fields the editor does not know. */
  original: Record<string, unknown>;
}

export interface RequestDraft extends DraftCommon {
  type: 'request';
  method: string;
  url: string;
  headers: Row[];
  auth: Auth;
  bodyKind: BodyKind;
  body: string;
  form: Row[];
  multipart: MultipartPart[];
  assertions: Assertion[];
  variables: Extraction[];
  preScripts: string[];
  postScripts: string[];
}

export interface PauseDraft extends DraftCommon {
  type: 'pause';
  seconds: number;
}

export interface ConditionDraft extends DraftCommon {
  type: 'condition';
  left: string;
  comparison: Comparison;
  right: string;
  steps: StepDraft[];
}

export interface LoopDraft extends DraftCommon {
  type: 'loop';
  left: string;
  comparison: Comparison;
  right: string;
  rounds: number;
  steps: StepDraft[];
}

export interface SubtestDraft extends DraftCommon {
  type: 'subtest';
  /** Id of a test of the bucket; empty until one is chosen. */
  test: string;
  /** `default` for the test's own, `parent` for this test's, or an id. */
  environment: string;
  params: Row[];
  assertions: Assertion[];
  variables: Extraction[];
  preScripts: string[];
  postScripts: string[];
}

/** Kept as it is. */
export interface OtherDraft extends DraftCommon {
  type: 'other';
}

export type StepDraft = RequestDraft | PauseDraft | ConditionDraft | LoopDraft | SubtestDraft | OtherDraft;

/** Has steps inside. */
export type BlockDraft = ConditionDraft | LoopDraft;
export const isBlock = (step: StepDraft): step is BlockDraft => step.type === 'condition' || step.type === 'loop';

/** Rounds of a loop, at most. */
export const mostRounds = 100;

export interface TestDraft {
  name: string;
  description: string;
  steps: StepDraft[];
}

let lastKey = 0;
export const newKey = (): string => `s${++lastKey}`;

function bodyKindOf(step: RequestStep): BodyKind {
  if (step.body) return 'raw';
  if (step.multipart_form && step.multipart_form.length > 0) return 'multipart';
  if (step.form && Object.keys(step.form).length > 0) return 'form';
  return 'none';
}

// Old exports write a script as {value: "..."}.
const scriptText = (script: unknown): string =>
  typeof script === 'string' ? script : String((script as { value?: unknown } | null)?.value ?? '');

export function toStepDraft(step: Step): StepDraft {
  const common = { key: newKey(), skipped: step.skipped ?? false, note: step.note ?? '', original: step as unknown as Record<string, unknown> };
  switch (step.step_type) {
    case 'request': {
      const r = step as RequestStep;
      return {
        ...common,
        type: 'request',
        method: r.method,
        url: r.url,
        headers: toRows(r.headers),
        auth: r.auth ?? {},
        bodyKind: bodyKindOf(r),
        body: r.body ?? '',
        form: toRows(r.form),
        multipart: r.multipart_form ?? [],
        assertions: r.assertions ?? [],
        variables: r.variables ?? [],
        preScripts: (r.before_scripts ?? []).map(scriptText),
        postScripts: (r.scripts ?? []).map(scriptText),
      };
    }
    case 'pause':
      return { ...common, type: 'pause', seconds: (step as { duration: number }).duration };
    case 'condition': {
      const c = step as Extract<Step, { step_type: 'condition' }>;
      return { ...common, type: 'condition', left: c.left_value, comparison: c.comparison, right: c.right_value ?? '', steps: (c.steps ?? []).map(toStepDraft) };
    }
    case 'conditional-loop': {
      const l = step as LoopStep;
      return { ...common, type: 'loop', left: l.left_value, comparison: l.comparison, right: l.right_value ?? '', rounds: l.max_iterations ?? mostRounds, steps: (l.steps ?? []).map(toStepDraft) };
    }
    case 'subtest': {
      const s = step as SubtestStep;
      return {
        ...common,
        type: 'subtest',
        test: s.test_uuid,
        environment: s.use_parent_environment ? 'parent' : s.environment_uuid || 'default',
        params: (s.params ?? []).map(({ name, value }) => ({ name, value: value ?? '' })),
        assertions: s.assertions ?? [],
        variables: s.variables ?? [],
        preScripts: (s.before_scripts ?? []).map(scriptText),
        postScripts: (s.scripts ?? []).map(scriptText),
      };
    }
    default:
      return { ...common, type: 'other' };
  }
}

// An empty editor is no script.
const scripts = (list: string[]) => list.filter((script) => script.trim() !== '');

export function fromStepDraft(draft: StepDraft): Step {
  const common = { ...draft.original, skipped: draft.skipped, note: draft.note };
  switch (draft.type) {
    case 'request':
      return {
        ...common,
        step_type: 'request',
        method: draft.method,
        url: draft.url,
        headers: fromRows(draft.headers),
        auth: draft.auth,
        body: draft.bodyKind === 'raw' ? draft.body : '',
        form: draft.bodyKind === 'form' ? fromRows(draft.form) : {},
        multipart_form: draft.bodyKind === 'multipart' ? draft.multipart : [],
        assertions: draft.assertions,
        variables: draft.variables,
        before_scripts: scripts(draft.preScripts),
        scripts: scripts(draft.postScripts),
      };
    case 'pause':
      return { ...common, step_type: 'pause', duration: draft.seconds };
    case 'condition':
      return {
        ...common,
        step_type: 'condition',
        left_value: draft.left,
        comparison: draft.comparison,
        right_value: draft.right,
        steps: draft.steps.map(fromStepDraft),
      };
    case 'loop':
      return {
        ...common,
        step_type: 'conditional-loop',
        left_value: draft.left,
        comparison: draft.comparison,
        right_value: draft.right,
        max_iterations: draft.rounds,
        steps: draft.steps.map(fromStepDraft),
      };
    case 'subtest':
      return {
        ...common,
        step_type: 'subtest',
        test_uuid: draft.test,
        environment_uuid: draft.environment === 'default' || draft.environment === 'parent' ? '' : draft.environment,
        use_parent_environment: draft.environment === 'parent',
        params: draft.params.filter((row) => row.name !== '' || row.value !== ''),
        assertions: draft.assertions,
        variables: draft.variables,
        before_scripts: scripts(draft.preScripts),
        scripts: scripts(draft.postScripts),
      };
    case 'other':
      return common as unknown as Step;
  }
}

export const toDraft = (test: Test): TestDraft => ({
  name: test.name,
  description: test.description ?? '',
  steps: test.steps.map(toStepDraft),
});

const blank = () => ({ key: newKey(), skipped: false, note: '', original: {} });

export const newRequest = (): RequestDraft => ({
  ...blank(),
  type: 'request',
  method: 'GET',
  url: '',
  headers: [],
  auth: {},
  bodyKind: 'none',
  body: '',
  form: [],
  multipart: [],
  assertions: [{ source: 'response_status', comparison: 'equal_number', value: 200 }],
  variables: [],
  preScripts: [],
  postScripts: [],
});
export const newPause = (): PauseDraft => ({ ...blank(), type: 'pause', seconds: 5 });
export const newCondition = (): ConditionDraft => ({ ...blank(), type: 'condition', left: '', comparison: 'equal', right: '', steps: [] });
export const newLoop = (): LoopDraft => ({ ...blank(), type: 'loop', left: '', comparison: 'not_equal', right: '', rounds: 10, steps: [] });
export const newSubtest = (): SubtestDraft => ({
  ...blank(),
  type: 'subtest',
  test: '',
  environment: 'default',
  params: [],
  assertions: [{ source: 'response_json', property: 'result', comparison: 'equal', value: 'pass' }],
  variables: [],
  preScripts: [],
  postScripts: [],
});

/** A copy with new keys and without the ids of what was copied. */
export function duplicate(step: StepDraft): StepDraft {
  const { id: _, ...original } = step.original;
  const copy = { ...step, key: newKey(), original } as StepDraft;
  return isBlock(copy) ? { ...copy, steps: copy.steps.map(duplicate) } : copy;
}
