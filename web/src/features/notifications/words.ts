/** What became of messages, in words. */
import type { ChannelTrial, Delivery } from '@/api/types';
import { sentence } from '@/lib/sentence';

const changes: Record<string, string> = {
  passed: 'Passed',
  failed: 'Failed',
  still_failing: 'Still failing',
  recovered: 'Back to normal',
  flaky: 'Flaky',
  acknowledged: 'Taken care of',
  closed: 'Closed by hand',
};

export const changeWord = (change: string): string => changes[change] ?? change;

/** What can be looked at in a preview. */
export const previews = ['failed', 'still_failing', 'recovered', 'flaky', 'passed'].map((value) => ({ value, label: changeWord(value) }));

export interface Word {
  text: string;
  /** As a verdict looks: `pass`, `fail`, `working`. */
  look: string;
}

const states: Record<string, Word> = {
  waiting: { text: 'Waits to be sent', look: 'working' },
  sending: { text: 'On its way', look: 'working' },
  delivered: { text: 'Delivered', look: 'pass' },
  failed: { text: 'Not delivered', look: 'fail' },
  uncertain: { text: 'May have arrived', look: 'missed' },
};

export function stateWord(delivery: Pick<Delivery, 'status' | 'attempts'>): Word {
  const refused = delivery.attempts.at(-1)?.code;
  if (delivery.status === 'waiting' && refused) return { text: 'Not delivered yet, tried again', look: 'missed' };
  return states[delivery.status] ?? { text: delivery.status, look: 'none' };
}

/** The outcome of a test message. */
export function trialWords(trial: ChannelTrial): string {
  if (trial.delivered) return trial.hint ? `The message arrived. ${sentence(trial.hint)}` : 'The message arrived: look for it where the channel writes.';
  const answer = trial.status ? ` (${trial.status})` : '';
  return `The message did not arrive${answer}. ${trial.hint ? sentence(trial.hint) : ''}`.trim();
}
