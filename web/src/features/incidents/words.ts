/** Incidents in words, and which one a run or a test belongs to. */
import type { Incident, TimelineEntry } from '@/api/types';
import { changeWord } from '@/features/notifications/words';
import { duration } from '@/lib/format';

export const isOpen = (incident: Pick<Incident, 'status'>): boolean => incident.status !== 'resolved';

/** As a verdict looks. */
export function lookOfIncident(incident: Pick<Incident, 'status'>): string {
  if (incident.status === 'resolved') return 'pass';
  return incident.status === 'acknowledged' ? 'working' : 'fail';
}

export function statusWord(incident: Pick<Incident, 'status' | 'condition'>): string {
  if (incident.status === 'resolved') return 'Over';
  const what = { flaky: 'Flaky', unwatched: 'Cannot be run' }[incident.condition] ?? 'Failing';
  return incident.status === 'acknowledged' ? `${what}, taken care of` : what;
}

/** How long it lasted, or lasts. */
export const lasted = (incident: Pick<Incident, 'opened_at' | 'resolved_at'>, now: number): string => spell(Math.max(0, (incident.resolved_at ?? now) - incident.opened_at));

function spell(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 3600) return duration(seconds * 1000);
  const hours = Math.floor(seconds / 3600);
  if (hours < 48) return `${hours} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(hours / 24)} days`;
}

/** One line of a timeline. */
export function entryWords(entry: TimelineEntry): string {
  const place = entry.place_name ? ` in ${entry.place_name}` : '';
  const channel = entry.channel_name ?? 'a channel that is gone, or came with a definition';
  const what = entry.change ? changeWord(entry.change).toLowerCase() : '';
  switch (entry.event) {
    case 'opened':
      return `It began: the test did not pass${place}`;
    case 'failed':
      return `The test failed${place} too`;
    case 'flaky':
      return `The test is flaky${place}: it passes and fails in turn`;
    case 'unwatched':
      return `The test could not be run${place}: nobody knows how it does there`;
    case 'recovered':
      return `The test passes again${place}`;
    case 'acknowledged':
      return `${entry.person?.name ?? 'Somebody who is gone'} takes care of it`;
    case 'closed':
      return `${entry.person?.name ?? 'Somebody who is gone'} closed it`;
    case 'acknowledgement_ended':
      return 'It got worse: reminders are sent again';
    case 'told':
      return `${channel} was told: ${what}`;
    case 'not_told':
      return `${channel} could not be told: ${what}`;
    case 'resolved':
      return 'It is over';
    default:
      return entry.event;
  }
}

interface Run {
  test_id: string;
  environment_id?: string | null;
  created_at: number;
  finished_at?: number | null;
  result: string;
}

/** The incident that a failed run belongs to. */
export function incidentOf(run: Run, incidents: Incident[]): Incident | undefined {
  if (run.result !== 'fail' || !run.finished_at) return undefined;
  // An incident opens with the result that opened it, which is a moment later than the run's own end.
  const slack = 2;
  return incidents.find(
    (one) =>
      one.test_id === run.test_id &&
      (one.environment_id ?? null) === (run.environment_id ?? null) &&
      (run.finished_at ?? 0) + slack >= one.opened_at &&
      (!one.resolved_at || run.created_at <= one.resolved_at),
  );
}

/** The open incident of a test, the one nobody takes care of before others. */
export const openIncidentOf = (test: string, incidents: Incident[]): Incident | undefined =>
  incidents.filter((one) => one.test_id === test && isOpen(one)).toSorted((a, b) => Number(a.status === 'acknowledged') - Number(b.status === 'acknowledged'))[0];
