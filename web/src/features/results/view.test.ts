import { describe, expect, it } from 'vitest';

import type { HopRecord, StepRecord } from '@/api/record';
import { advance, cell, emptyLive, pretty, stepTime, stepVerdict, verdictOf, waterfall } from './view';

const tally = { defined: 0, passed: 0, failed: 0 };
const step = (place: string, more: Partial<StepRecord> = {}): StepRecord => ({
  id: null, step_type: 'request', place, note: '', method: 'GET', url: 'https://a.test', result: { shown: 'pass' }, secrets: [],
  start_ms: { shown: 0 }, hops: [], assertions: [], variables: [], scripts: [], errors: 'absent', condition: null, steps: [],
  counters: { requests_executed: 1, assertions: tally, variables: tally, scripts: tally }, ...more,
});

const hop = (timings: HopRecord['timings']): HopRecord => ({
  request: 'absent', status: 'absent', response: 'absent', sizes: 'absent', connection: 'absent', timings,
});

describe('parts that may be hidden', () => {
  it('shows the fixed mask, whatever is behind it', () => {
    expect(cell({ hidden: 'secret_sent' })).toBe('•••');
    expect(cell({ shown: null })).toBe('nothing found');
    expect(cell({ shown: '' })).toBe('');
    expect(cell('absent')).toBe('');
  });
  it('tells hidden verdicts from failed ones', () => {
    expect(verdictOf({ shown: false })).toBe('fail');
    expect(verdictOf({ hidden: 'script_saw_secret' })).toBe('hidden');
    expect(stepVerdict(step('1', { result: { hidden: 'conditional' } }))).toBe('hidden');
    expect(stepVerdict(step('1', { result: { shown: 'skipped' } }))).toBe('skipped');
  });
});

describe('timings', () => {
  it('puts the phases that happened one after the other', () => {
    const phases = waterfall({ dns: 2, connect: 3, tls: null, send: 1, wait: 10, download: 4, total: 20 });
    expect(phases.map((p) => [p.label, p.from, p.ms])).toEqual([['DNS', 0, 2], ['Connect', 2, 3], ['Send', 5, 1], ['Wait', 6, 10], ['Download', 16, 4]]);
  });
  it('gives no sum when one hop is hidden', () => {
    const known = { shown: { dns: null, connect: null, tls: null, send: 1, wait: 2, download: 3, total: 6 } };
    expect(stepTime(step('1', { hops: [hop(known), hop(known)] }))).toBe(12);
    expect(stepTime(step('1', { hops: [hop(known), hop({ hidden: 'secret_sent' })] }))).toBeUndefined();
  });
});

describe('bodies', () => {
  it('indents JSON, and leaves numbers alone that JavaScript would change', () => {
    expect(pretty('{"a":1}', 'application/json').text).toBe('{\n  "a": 1\n}');
    expect(pretty('{"a":12345678901234567890}', 'application/json').text).toBe('{"a":12345678901234567890}');
    expect(pretty('{"a"', 'application/json')).toEqual({ text: '{"a"', json: false });
    expect(pretty('<p>', 'text/html').json).toBe(false);
  });
});

describe('news of a run', () => {
  it('collects finished steps and survives a replay', () => {
    const news = [
      { event: 'step_started', place: '1' } as const,
      { event: 'step_finished', step: step('1') } as const,
      { event: 'step_started', place: '2' } as const,
    ];
    const once = news.reduce(advance, emptyLive);
    expect(once.steps.map((s) => s.place)).toEqual(['1']);
    expect(once.running).toBe('2');
    const twice = news.reduce(advance, once);
    expect(twice.steps).toHaveLength(1);
  });
  it('goes quiet', () => {
    expect(advance({ ...emptyLive, running: '2' }, { event: 'quiet' })).toMatchObject({ running: null, quiet: true });
  });
  it('lets a condition swallow its nested steps', () => {
    const live = [step('2.1'), step('2', { steps: [step('2.1')] })].reduce((l, s) => advance(l, { event: 'step_finished', step: s }), emptyLive);
    expect(live.steps.map((s) => s.place)).toEqual(['2']);
  });
});
