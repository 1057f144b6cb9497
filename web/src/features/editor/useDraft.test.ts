import { expect, it } from 'vitest';

import type { Step, Test } from '@/api/definition';
import { fromStepDraft, toDraft } from './model/draft';
import { sentText } from './save';
import { reduce } from './useDraft';

const request = (url: string, id?: string): Step => ({ step_type: 'request', method: 'GET', url, ...(id ? { id } : {}) });
const test = { name: 'T', description: null, steps: [request('/a', '1'), { step_type: 'condition', left_value: 'x', comparison: 'equal', right_value: 'y', steps: [request('/b')] }] } as unknown as Test;

it('takes ids over from the server and keeps what was typed meanwhile', () => {
  const before = toDraft(test);
  const key = before.steps[0]?.key ?? '';
  const typed = reduce(before, { do: 'set', key, part: { note: 'typed while saving' } });
  const answer: Step[] = [request('/a', '1'), { step_type: 'condition', id: '2', left_value: 'x', comparison: 'equal', right_value: 'y', steps: [request('/b', '3')] } as Step];
  const after = reduce(typed, { do: 'saved', steps: answer });
  expect(after.steps.map((s) => s.key)).toEqual(before.steps.map((s) => s.key));
  const sent = after.steps.map(fromStepDraft) as { id?: string; note?: string; steps?: { id?: string }[] }[];
  expect(sent[0]).toMatchObject({ id: '1', note: 'typed while saving' });
  expect(sent[1]).toMatchObject({ id: '2', steps: [{ id: '3' }] });
});

it('sees no change where nothing was changed', () => {
  const draft = toDraft(test);
  expect(sentText(reduce(draft, { do: 'move', key: 'nowhere', by: 1 }))).toBe(sentText(draft));
  const renamed = reduce(draft, { do: 'text', part: { name: 'U' } });
  expect(sentText(renamed)).not.toBe(sentText(draft));
  expect(sentText(reduce(renamed, { do: 'text', part: { name: 'T' } }))).toBe(sentText(draft));
});
