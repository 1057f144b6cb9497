import { expect, test } from 'vitest';

import type { Incident, TimelineEntry } from '@/api/types';
import { entryWords, incidentOf, lasted, openIncidentOf, statusWord } from './words';

const incident = (part: Partial<Incident>): Incident => ({
  id: 'i',
  bucket_key: 'b',
  test_id: 't',
  test_name: 'T',
  environment_id: 'e',
  environment_name: 'E',
  status: 'open',
  condition: 'down',
  places: [],
  opened_at: 100,
  resolved_at: null,
  acknowledged_at: null,
  acknowledged_by: null,
  ...part,
});

const entry = (part: Partial<TimelineEntry>): TimelineEntry => ({ at: 1, event: 'opened', place: null, place_name: null, person: null, channel_id: null, channel_name: null, change: null, ...part });

test('a failed run belongs to the incident of its time, test and environment', () => {
  const run = { test_id: 't', environment_id: 'e', created_at: 98, finished_at: 99, result: 'fail' };
  const over = incident({ id: 'over', opened_at: 10, resolved_at: 50, status: 'resolved' });
  expect(incidentOf(run, [over, incident({})])?.id).toBe('i');
  expect(incidentOf({ ...run, created_at: 20, finished_at: 21 }, [incident({}), over])?.id).toBe('over');
  expect(incidentOf({ ...run, created_at: 60, finished_at: 61 }, [incident({}), over])).toBeUndefined();
  expect(incidentOf({ ...run, environment_id: 'other' }, [incident({})])).toBeUndefined();
  expect(incidentOf({ ...run, result: 'pass' }, [incident({})])).toBeUndefined();
});

test('the open incident that nobody takes care of comes first', () => {
  const all = [incident({ id: 'a', status: 'acknowledged' }), incident({ id: 'b' }), incident({ id: 'c', status: 'resolved' })];
  expect(openIncidentOf('t', all)?.id).toBe('b');
  expect(openIncidentOf('t', [incident({ status: 'resolved' })])).toBeUndefined();
});

test('in words', () => {
  expect(statusWord(incident({ condition: 'flaky', status: 'acknowledged' }))).toBe('Flaky, taken care of');
  expect(lasted(incident({}), 100 + 3 * 3600 + 300)).toBe('3 h 5 min');
  expect(entryWords(entry({ place_name: 'This server' }))).toBe('It began: the test did not pass in This server');
  expect(entryWords(entry({ event: 'told', channel_name: 'Slack', change: 'still_failing' }))).toBe('Slack was told: still failing');
  expect(entryWords(entry({ event: 'acknowledged' }))).toBe('Somebody who is gone takes care of it');
});
