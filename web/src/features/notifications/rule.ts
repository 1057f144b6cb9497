/** When a channel is told: in words, and as the form holds it. */
import type { AlertRule } from '@/api/types';
import { count } from '@/lib/format';

export type When = 'switch' | 'threshold' | 'failures' | 'all';

export interface RuleDraft {
  when: When;
  threshold: number;
  backToNormal: boolean;
  /** Seconds; 0 for never. */
  remindAfter: number;
  flaky: boolean;
  causes: 'any' | 'api' | 'agent';
}

export const firstRule: RuleDraft = { when: 'switch', threshold: 1, backToNormal: true, remindAfter: 0, flaky: false, causes: 'any' };

/** What "flaky" means in the form: of ten runs, four or more differ from the one before. */
const flaky = { runs: 10, changes: 4 };

export const whens: { value: When; label: string }[] = [
  { value: 'switch', label: 'When it starts to fail, and when it is back to normal' },
  { value: 'threshold', label: 'When it starts to fail' },
  { value: 'failures', label: 'Every failed run' },
  { value: 'all', label: 'Every run' },
];

export const reminders: { value: string; label: string }[] = [
  { value: '0', label: 'Never' },
  { value: '1800', label: 'Every 30 minutes' },
  { value: '3600', label: 'Every hour' },
  { value: '21600', label: 'Every 6 hours' },
  { value: '86400', label: 'Every day' },
];

export const causes: { value: RuleDraft['causes']; label: string }[] = [
  { value: 'any', label: 'Every failure' },
  { value: 'api', label: 'Only what the API does' },
  { value: 'agent', label: 'Only agents that do not come back' },
];

/** Whether it is told once, and not again and again. */
export const once = (when: When): boolean => when === 'switch' || when === 'threshold';

const isWhen = (word: string): word is When => whens.some((when) => when.value === word);

export const toDraft = (rule: AlertRule): RuleDraft => ({
  when: isWhen(rule.notify_on) ? rule.notify_on : 'switch',
  threshold: rule.notify_threshold ?? 1,
  backToNormal: rule.back_to_normal ?? false,
  remindAfter: rule.remind_after ?? 0,
  flaky: Boolean(rule.flaky),
  causes: rule.causes === 'api' || rule.causes === 'agent' ? rule.causes : 'any',
});

/** `before` keeps what the form does not ask for. */
export const fromDraft = (draft: RuleDraft, before?: AlertRule): AlertRule => ({
  notify_on: draft.when,
  notify_threshold: once(draft.when) ? draft.threshold : null,
  back_to_normal: draft.when === 'failures' ? draft.backToNormal : null,
  remind_after: once(draft.when) && draft.remindAfter > 0 ? draft.remindAfter : null,
  flaky: draft.flaky ? (before?.flaky ?? flaky) : null,
  causes: draft.causes,
});

/** One sentence for a card. */
export function inWords(rule: AlertRule): string {
  const draft = toDraft(rule);
  const row = draft.threshold > 1 ? ` after ${count(draft.threshold, 'failed run')} in a row` : '';
  const main = {
    all: 'Every run',
    failures: draft.backToNormal ? 'Every failed run, and the first pass after it' : 'Every failed run',
    threshold: `When a test fails${row}`,
    switch: `When a test fails${row}, and when it is back to normal`,
  }[draft.when];
  const more: string[] = [];
  if (once(draft.when) && draft.remindAfter > 0) more.push(`again ${reminderWord(draft.remindAfter)} while it lasts`);
  if (draft.flaky) more.push('once when it is flaky');
  if (draft.causes === 'api') more.push('only what the API does');
  if (draft.causes === 'agent') more.push('only agents that do not come back');
  return [main, ...more].join('; ');
}

function reminderWord(seconds: number): string {
  const known = reminders.find((one) => one.value === String(seconds));
  return known ? known.label.toLowerCase() : `every ${count(Math.round(seconds / 60), 'minute')}`;
}
