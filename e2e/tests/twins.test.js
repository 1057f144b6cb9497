/**
 * The same program, run with two values of equal length, answers the same to everybody: a reader who sees both results
 * cannot tell which value was in use. Ids, times and ports are put aside.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Installation } from '../lib/installation.js';
import { closedPort, startTarget, startUntrustedTarget } from '../lib/target.js';
import { environment, fromSecret, fromVariable, steps } from '../lib/usage.js';
import { Cleanup } from '../lib/wait.js';

/**
 * Of equal length and equal fate: letters and digits, so that no request succeeds with one of them and fails with
 * another. Whether a step passed is for readers to know.
 */
const VALUES = ['aaaaaaaaaaaaaaaaaaaaaaaa', 'zyxwvutsrqponmlkjihgfedc', 'Key0Key1Key2Key3Key4KeyX', 'secret-of-ours-in-pieces'];

/** What may differ between two runs of one program. */
const aside = (text) =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replace(/"([a-z_]*_at|start_ms|response_time_ms|dns|connect|tls|send|wait|download|total)":(\{"shown":)?-?[0-9.]+\}?/g, '"$1":TIME')
    .replace(/"(avg_response_time_ms|timestamp|[a-z0-9_]*percentile)":-?[0-9.]+/g, '"$1":TIME')
    .replace(/"date","[^"]*"/gi, '"date","TIME"')
    .replace(/"timings":\{"shown":\{[^}]*\}\}/g, '"timings":TIME');

describe('twins', () => {
  const cleanup = new Cleanup();
  /** @type {Installation} */
  let installation;
  let targets;

  before(async () => {
    const [http, untrusted] = await Promise.all([startTarget(), startUntrustedTarget()]);
    cleanup.add(() => Promise.all([http.stop(), untrusted.stop()]));
    targets = { http: http.url, untrusted: untrusted.url, closed: await closedPort() };
    installation = await Installation.start(cleanup, { args: ['--request-timeout', '1'] });
  });
  after(() => cleanup.run());

  /** Everything a reader can see of a run of its own test. */
  async function seen(name, source, initial) {
    const { bucket, people } = installation;
    const made = await people.member.api.makeTest(bucket, name, steps(source, targets), environment(source, initial));
    const { test_run_id: run } = await people.member.api.run(bucket, made.id);
    const { api } = people.reader;
    const home = `/v1/buckets/${bucket}/tests/${made.id}`;
    const paths = [`${home}/results`, `${home}/results/latest`, `${home}/results/${run}`, `${home}/metrics?timeframe=day`];
    const detail = await api.take('GET', `${home}/results/${run}`);
    for (const step of detail.record.steps) if (step.id) paths.push(`${home}/results/${run}/steps/${step.id}`);
    const answers = [];
    for (const path of paths) answers.push(aside((await api.get(path)).text));
    answers.push(aside(await api.stream(`${home}/results/${run}/events`, { enough: (text) => text.includes('event: finished') })));
    const activity = await api.take('GET', `/v1/buckets/${bucket}/tests?include=activity&count=100`);
    answers.push(aside(JSON.stringify(activity.find((one) => one.id === made.id))));
    return answers;
  }

  test('two values of equal length give equal answers', async () => {
    const { team, people } = installation;
    const lengths = new Set(VALUES.map((value) => value.length));
    assert.equal(lengths.size, 1, `the values have lengths ${[...lengths]}`);
    const { secret_uuid: id } = await people.owner.api.secret(team, 'key', VALUES[0]);
    let first;
    for (const value of VALUES) {
      await people.owner.api.take('PUT', `/v1/teams/${team}/secrets/${id}`, { value });
      const answers = await seen('twins', fromSecret('key'), {});
      first ??= answers;
      assert.equal(answers.length, first.length);
      answers.forEach((answer, index) => assert.equal(answer, first[index], `answer ${index} tells ${JSON.stringify(value)} from the first value`));
    }
  });

  test('two values of an ordinary variable do not', async () => {
    const [one, other] = [await seen('plain', fromVariable('key'), { key: VALUES[0] }), await seen('plain', fromVariable('key'), { key: VALUES[1] })];
    assert.notDeepEqual(one, other);
  });
});
