/** From a record to what a page shows. */
import { shown, type AssertionRecord, type BodyRecord, type Progress, type RunRecord, type Shown, type StepRecord, type Timings } from '@/api/record';
import { maskedValue } from './hidden';

/** `pass`, `fail`, ..., or `hidden` when the outcome itself may not be known. */
export type Verdict = 'pass' | 'fail' | 'skipped' | 'canceled' | 'hidden' | 'none';

export function verdictOf(part: Shown<boolean>): Verdict {
  if (part === 'absent') return 'none';
  if ('hidden' in part) return 'hidden';
  return part.shown ? 'pass' : 'fail';
}

export function stepVerdict(step: StepRecord): Verdict {
  if (step.result === 'absent') return 'none';
  return 'hidden' in step.result ? 'hidden' : step.result.shown;
}

/** A value for a table cell: what is shown, the fixed mask, or nothing. */
export function cell(part: Shown<string | null>): string {
  if (part === 'absent') return '';
  return 'hidden' in part ? maskedValue : (part.shown ?? 'nothing found');
}

/** The line of an assertion as its author wrote it; never more. */
export function written(assertion: Pick<AssertionRecord, 'written'>): string {
  return assertion.written ?? '';
}

export interface Phase {
  key: keyof Timings;
  label: string;
  ms: number;
  /** Milliseconds from the start of the exchange. */
  from: number;
}

const phases: [Exclude<keyof Timings, 'total'>, string][] = [
  ['dns', 'DNS'],
  ['connect', 'Connect'],
  ['tls', 'TLS'],
  ['send', 'Send'],
  ['wait', 'Wait'],
  ['download', 'Download'],
];

/** The phases that happened, one after the other. */
export function waterfall(timings: Timings): Phase[] {
  let from = 0;
  const out: Phase[] = [];
  for (const [key, label] of phases) {
    const ms = timings[key];
    if (ms === null || ms === undefined) continue;
    out.push({ key, label, ms, from });
    from += ms;
  }
  return out;
}

/** Milliseconds of all hops, when each of them is known. */
export function stepTime(step: StepRecord): number | undefined {
  if (step.hops.length === 0) return undefined;
  let total = 0;
  for (const hop of step.hops) {
    const timings = shown(hop.timings);
    if (!timings) return undefined;
    total += timings.total;
  }
  return total;
}

/** Status of the last hop. */
export const stepStatus = (step: StepRecord): number | undefined => shown(step.hops.at(-1)?.status);

/** Indented when it is JSON and small enough to read. */
export function pretty(text: string, contentType: string | undefined): { text: string; json: boolean } {
  const looksJson = /json/i.test(contentType ?? '') || /^\s*[[{]/.test(text);
  if (!looksJson || text.length > 1_000_000) return { text, json: false };
  try {
    // Parsing must not change numbers that JavaScript cannot hold.
    if (/[^"\w.]-?\d{16,}/.test(text)) return { text, json: true };
    return { text: JSON.stringify(JSON.parse(text), null, 2), json: true };
  } catch {
    return { text, json: false };
  }
}

export function headerValue(headers: [string, string][], name: string): string | undefined {
  return headers.find(([n]) => n.toLowerCase() === name)?.[1];
}

export function bodyNote(body: BodyRecord): string | null {
  if (body === 'empty') return 'No body.';
  if (body === 'dropped') return 'The body held a secret in a form that cannot be cut out, so all of it was dropped.';
  if ('binary' in body) return `Not text (${body.binary.size} bytes); such bodies are not kept.`;
  return body.text.truncated ? 'The end is missing: the body was too long to keep.' : null;
}

/** All steps in order, nested ones after what holds them. */
export function flatten(steps: StepRecord[]): StepRecord[] {
  return steps.flatMap((step) => [step, ...flatten(step.steps)]);
}

/** What is known of a run under way. */
export interface LiveRun {
  steps: StepRecord[];
  running: string | null;
  quiet: boolean;
}

export const emptyLive: LiveRun = { steps: [], running: null, quiet: false };

/** Takes in one piece of news. The same news twice (after a reconnection) changes nothing. */
export function advance(live: LiveRun, news: Progress): LiveRun {
  switch (news.event) {
    case 'step_started':
      return live.steps.some((s) => s.place === news.place) ? live : { ...live, running: news.place };
    case 'step_finished': {
      const others = live.steps.filter((s) => s.place !== news.step.place && !s.place.startsWith(`${news.step.place}.`));
      return { ...live, steps: [...others, news.step], running: live.running === news.step.place ? null : live.running };
    }
    case 'quiet':
      return { ...live, running: null, quiet: true };
  }
}

const failed = (step: StepRecord) => stepVerdict(step) === 'fail';

/** Steps of a record that failed, for the summary line. */
export function failures(record: RunRecord): StepRecord[] {
  return flatten(record.steps).filter((step) => failed(step) && !flatten(step.steps).some(failed));
}
