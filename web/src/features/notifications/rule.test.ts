import { expect, test } from 'vitest';

import { firstRule, fromDraft, inWords, toDraft } from './rule';

test('a rule comes back as it went', () => {
  for (const draft of [
    firstRule,
    { ...firstRule, threshold: 3, remindAfter: 3600, flaky: true, causes: 'api' as const },
    { ...firstRule, when: 'failures' as const, backToNormal: true, threshold: 1 },
    { ...firstRule, when: 'all' as const, backToNormal: false },
  ]) {
    const rule = fromDraft(draft);
    expect(toDraft({ ...rule, back_to_normal: rule.back_to_normal ?? draft.backToNormal })).toEqual(draft);
  }
});

test('what the form does not ask for stays', () => {
  const before = { notify_on: 'switch', flaky: { runs: 20, changes: 9 } };
  expect(fromDraft(toDraft(before), before).flaky).toEqual({ runs: 20, changes: 9 });
  expect(fromDraft({ ...toDraft(before), flaky: false }, before).flaky).toBeNull();
});

test('in words', () => {
  expect(inWords({ notify_on: 'switch', notify_threshold: 1 })).toBe('When a test fails, and when it is back to normal');
  expect(inWords({ notify_on: 'threshold', notify_threshold: 3, remind_after: 3600 })).toBe('When a test fails after 3 failed runs in a row; again every hour while it lasts');
  expect(inWords({ notify_on: 'failures', back_to_normal: true, causes: 'api' })).toBe('Every failed run, and the first pass after it; only what the API does');
  expect(inWords({ notify_on: 'all' })).toBe('Every run');
});
