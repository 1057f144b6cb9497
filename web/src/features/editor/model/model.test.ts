import { describe, expect, it } from 'vitest';

import type { RequestStep, Step } from '@/api/definition';
import { accept, openTemplate, suggest } from './complete';
import { duplicate, fromStepDraft, newRequest, toStepDraft, type ConditionDraft } from './draft';
import { countUnder, errorMap, firstUnder } from './errors';
import { fromRows, repeated, toRows } from './rows';
import { append, copyOf, move, moveTo, remove, update } from './tree';
import { availableVariables, setByScript } from './variables';

const request: Step = {
  step_type: 'request', id: 'i1', skipped: false, note: 'n', method: 'POST', url: '{{b}}/x?y=1',
  headers: { A: ['1', '2'], 'X-Api-Key': ['{{get_secret(k)}}'] }, auth: {}, body: '{"a":1}', form: {}, multipart_form: [],
  assertions: [{ source: 'response_status', comparison: 'equal_number', value: 201 }],
  variables: [{ source: 'response_json', name: 'id', property: 'id' }], scripts: ['log(1)'], before_scripts: [],
};

describe('drafts', () => {
  it('come back as they were, unknown fields too', () => {
    const odd = { ...request, fragment: '', data: '', args: {} } as Step;
    expect(fromStepDraft(toStepDraft(odd))).toEqual(odd);
    const condition: Step = { step_type: 'condition', id: 'c', skipped: true, note: '', left_value: '{{a}}', comparison: 'equal', right_value: '1', steps: [odd] };
    expect(fromStepDraft(toStepDraft(condition))).toEqual(condition);
    const loop: Step = { step_type: 'conditional-loop', id: 'l', skipped: false, note: '', left_value: '{{a}}', comparison: 'not_equal', right_value: 'done', max_iterations: 7, steps: [odd] };
    expect(fromStepDraft(toStepDraft(loop))).toEqual(loop);
    const subtest: Step = {
      step_type: 'subtest', id: 's', skipped: false, note: '', test_uuid: 't', bucket_key: '', environment_uuid: 'e', use_parent_environment: false, params: [{ name: 'a', value: '{{b}}' }],
      assertions: [{ source: 'response_json', property: 'result', comparison: 'equal', value: 'pass' }], variables: [], scripts: [], before_scripts: ['log(1)'],
    };
    expect(fromStepDraft(toStepDraft(subtest))).toEqual(subtest);
    expect(fromStepDraft(toStepDraft({ ...subtest, use_parent_environment: true }))).toMatchObject({ environment_uuid: '', use_parent_environment: true });
    const unknown = { step_type: 'ghost-inspector', skipped: false, note: '', suite_id: 's' } as Step;
    expect(fromStepDraft(toStepDraft(unknown))).toEqual(unknown);
  });
  it('reads headers and scripts of older exports', () => {
    const draft = toStepDraft({ step_type: 'request', method: 'GET', url: '/', headers: { A: 'b' }, scripts: [{ value: 'x' }] } as unknown as Step);
    const back = fromStepDraft(draft) as RequestStep;
    expect(back.headers).toEqual({ A: ['b'] });
    expect(back.scripts).toEqual(['x']);
  });
  it('sends only the kind of body that was chosen', () => {
    const draft = { ...newRequest(), body: 'raw', form: [{ name: 'a', value: 'b' }], bodyKind: 'form' as const };
    expect(fromStepDraft(draft)).toMatchObject({ body: '', form: { a: ['b'] }, multipart_form: [] });
  });
  it('copies without ids', () => {
    const copy = duplicate(toStepDraft(request));
    expect(fromStepDraft(copy).id).toBeUndefined();
    expect(fromStepDraft(copy).note).toBe('n');
  });
});

describe('rows', () => {
  it('keep several values of a name', () => {
    const fields = { A: ['1', '2'], B: [''] };
    expect(fromRows(toRows(fields))).toEqual(fields);
    expect(fromRows([{ name: '', value: '' }])).toEqual({});
  });
  it('find names that stand twice', () => {
    expect([...repeated([{ name: 'a', value: '' }, { name: 'b', value: '' }, { name: 'a', value: '1' }, { name: '', value: '' }, { name: '', value: '' }])]).toEqual(['a']);
  });
});

const keys = (steps: { key: string }[]) => steps.map((s) => s.key);

describe('the tree of steps', () => {
  const [a, b, c] = [newRequest(), newRequest(), newRequest()];
  const condition: ConditionDraft = { ...(toStepDraft({ step_type: 'condition', left_value: '', comparison: 'equal', right_value: '', steps: [] }) as ConditionDraft), steps: [b, c] };
  const steps = [a, condition];
  const nested = (list: typeof steps) => keys((list.find((s) => s.type === 'condition') as ConditionDraft).steps);

  it('moves among neighbours and stops at the ends', () => {
    expect(keys(move(steps, a.key, 1))).toEqual([condition.key, a.key]);
    expect(keys(move(steps, a.key, -1))).toEqual(keys(steps));
    expect(nested(move(steps, c.key, -1) as typeof steps)).toEqual([c.key, b.key]);
    expect(keys(moveTo(steps, condition.key, a.key))).toEqual([condition.key, a.key]);
    expect(keys(moveTo(steps, a.key, b.key))).toEqual(keys(steps));
  });
  it('changes, copies, removes and adds inside conditions', () => {
    expect(nested(remove(steps, b.key) as typeof steps)).toEqual([c.key]);
    expect(nested(copyOf(steps, b.key) as typeof steps)).toHaveLength(3);
    expect(nested(append(steps, condition.key, newRequest()) as typeof steps)).toHaveLength(3);
    const changed = update(steps, c.key, (s) => ({ ...s, note: 'x' }));
    expect((changed[1] as ConditionDraft).steps[1]?.note).toBe('x');
    expect(changed[0]).toBe(a);
  });
});

describe('variables', () => {
  it('knows what is there before a step', () => {
    const one = { ...newRequest(), variables: [{ name: 'id', source: 'response_json' as const }], postScripts: ['variables.set("total", 1)'] };
    const two = { ...newRequest(), variables: [{ name: 'late', source: 'response_json' as const }] };
    const list = availableVariables([{ label: 'Test Settings', variables: [{ name: 'base', value: '' }], script: "variables.set('now', 1)" }], [one, two], two.key);
    expect(list.map((v) => v.name)).toEqual(['base', 'now', 'id', 'total']);
    expect(list.find((v) => v.name === 'id')?.origin).toBe('step 1');
  });
  it('reads literal names only', () => {
    expect(setByScript('variables.set(name, 1); variables . set( "a b", 2)')).toEqual(['a b']);
  });
});

describe('completion', () => {
  it('finds the open template', () => {
    expect(openTemplate('x{{ba', 5)).toEqual({ from: 1, typed: 'ba' });
    expect(openTemplate('{{a}} b', 7)).toBeNull();
    expect(openTemplate('{{f({{a', 7)).toEqual({ from: 4, typed: 'a' });
  });
  it('offers variables, secrets by name, and built-ins', () => {
    const found = suggest('get', [{ name: 'target', origin: 'x' }], ['key']);
    expect(found.map((s) => s.label)).toEqual(['get_secret(key)', 'target']);
    expect(suggest('get', [], [])[0]?.insert).toBe('{{get_secret(');
  });
  it('uses closing braces that are there', () => {
    const s = { label: 'base', help: '', insert: '{{base}}' };
    expect(accept('{{ba}}/x', 4, 0, s)).toEqual({ text: '{{base}}/x', caret: 8 });
    expect(accept('{{ba', 4, 0, s)).toEqual({ text: '{{base}}', caret: 8 });
  });
});

describe('errors by path', () => {
  const map = errorMap([
    { path: 'steps[1].assertions[0].comparison', message: 'Unknown.', hint: 'Use equal.' },
    { path: 'steps[10].url', message: 'Empty.' },
  ]);
  it('tells fields and counts what lies under a step', () => {
    expect(map.get('steps[1].assertions[0].comparison')).toBe('Unknown. Use equal.');
    expect(countUnder(map, 'steps[1]')).toBe(1);
    expect(countUnder(map, 'steps[0]')).toBe(0);
    expect(firstUnder(map, 'steps[1].assertions')).toContain('Unknown');
  });
});
