/**
 * After a session in which a member used secrets in every way, their values are nowhere in the installation: not in its
 * files, its log, its answers, the browser, or the reports of the command line. A control value, stored as an ordinary
 * variable and used in the same ways, is found in each of these places, so that the search itself is proved.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { launchWithProfile, openPage, signIn } from '../lib/browser.js';
import { Installation } from '../lib/installation.js';
import { run } from '../lib/program.js';
import { Receiver } from '../lib/receiver.js';
import { addresses, filesOf, pageText, storageText } from '../lib/sinks.js';
import { closedPort, startTarget, startUntrustedTarget } from '../lib/target.js';
import { prepare, Traces } from '../lib/traces.js';
import { environment, fromSecret, fromVariable, steps } from '../lib/usage.js';
import { Cleanup, until } from '../lib/wait.js';

const SECRETS = {
  plain_key: 's3cr3t-Kq9zX4v-tail',
  special_key: 'p@ss w0rd/+&=?#%<>"\'\\ {}',
  unicode_key: 'ünïcödé-schlüssel-ß-値',
  lines_key: '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w\n-----END KEY-----',
};
const CONTROL = 'ordinary-Vq7Lm2Xn-value';

/** Channels of every kind whose address can be chosen. Each has a credential of its own, which only its receiver may get. */
const credential = (kind) => `${kind}-cr3d-Zt8wQ5nB`;
const CHANNELS = {
  webhook: (url) => ({ url: `${url}/webhook/${credential('webhook')}` }),
  slack: (url) => ({ url: `${url}/slack/${credential('slack')}` }),
  teams: (url) => ({ url: `${url}/teams/${credential('teams')}` }),
  discord: (url) => ({ url: `${url}/discord/${credential('discord')}` }),
  telegram: (url) => ({ token: credential('telegram'), chat: '1', endpoint: `${url}/telegram` }),
  pagerduty: (url) => ({ routing_key: credential('pagerduty'), endpoint: `${url}/pagerduty` }),
  opsgenie: (url) => ({ api_key: credential('opsgenie'), endpoint: `${url}/opsgenie` }),
  splunk_on_call: (url) => ({ api_key: credential('splunk_on_call'), routing_key: 'desk', endpoint: `${url}/splunk_on_call` }),
  datadog: (url) => ({ api_key: credential('datadog'), endpoint: `${url}/datadog` }),
  alertmanager: (url) => ({ url: `${url}/alertmanager`, token: credential('alertmanager') }),
};

describe('silence', () => {
  const cleanup = new Cleanup();
  const search = ([name, value]) => ({ name, traces: new Traces(value) });
  const searches = Object.entries(SECRETS).map(search);
  const credentials = Object.keys(CHANNELS).map((kind) => search([`credential of ${kind}`, credential(kind)]));
  const control = new Traces(CONTROL);
  /** @type {Installation} */
  let installation;
  let targets;
  /** Who is told of runs: one that takes everything, and one that answers with what it was sent. */
  let receivers;
  const channels = {};
  let member;
  let owner;
  /** Test and run of each secret's program, and of the control's. */
  const runs = {};
  /** The id of all runs together. */
  let group;
  const streams = [];

  /**
   * No piece holds a secret, and each kind of piece of `shows` holds the control value.
   * @param {{ what: string, text: string | Buffer }[]} pieces
   * @param {(what: string) => boolean} shows
   * @param {Traces} sign what proves that the place was searched at all
   * @param {typeof searches} what must not be there
   */
  function silent(pieces, shows = () => true, sign = control, sought = [...searches, ...credentials]) {
    const found = [];
    const proofs = [];
    for (const { what, text } of pieces) {
      const haystack = prepare(text);
      for (const { name, traces } of sought) {
        const forms = traces.find(haystack);
        if (forms.length > 0) found.push(`${what}: ${name} as ${forms.join(', ')}`);
      }
      if (shows(what) && sign.find(haystack).length > 0) proofs.push(what);
    }
    assert.deepEqual(found, [], `${found.length} traces`);
    assert.notDeepEqual(proofs, [], `the control value was found in none of: ${pieces.map(({ what }) => what).join(', ')}`);
    return proofs;
  }

  before(async () => {
    const [http, untrusted] = await Promise.all([startTarget(), startUntrustedTarget()]);
    cleanup.add(() => Promise.all([http.stop(), untrusted.stop()]));
    targets = { recorder: http, http: http.url, untrusted: untrusted.url, closed: await closedPort() };
    installation = await Installation.start(cleanup, { args: ['--request-timeout', '2'] });
    const { people } = installation;
    owner = await launchWithProfile(cleanup, await installation.folder('owner-profile'));
    member = await launchWithProfile(cleanup, await installation.folder('member-profile'));
    await Promise.all([enterSecrets(), people.member.api.get('/v1/account')]);
    await writeTests();
    await makeChannels();
    await runTests();
  });
  after(() => cleanup.run());

  /** The owner types the first value; the others come through the API, as from a script of theirs. */
  async function enterSecrets() {
    const { people, team, url } = installation;
    const page = await openPage(owner);
    await signIn(page, installation, people.owner);
    await page.goto(`${url}/secrets`);
    await page.getByRole('button', { name: 'Add Secret' }).click();
    await page.getByLabel('Name').fill('plain_key');
    await page.getByLabel('Value', { exact: true }).pressSequentially(SECRETS.plain_key);
    await page.getByRole('button', { name: 'Show while typing' }).click();
    await page.getByLabel('Anywhere (plain)').check();
    await page.getByRole('button', { name: 'Save Changes' }).click();
    await page.getByRole('button', { name: 'Edit plain_key' }).waitFor();
    for (const [name, value] of Object.entries(SECRETS)) if (name !== 'plain_key') await people.owner.api.secret(team, name, value);
  }

  /** Each kind twice: its messages arrive, and its receiver fails and echoes. */
  async function makeChannels() {
    const { team, people } = installation;
    receivers = { takes: await Receiver.start(cleanup), echoes: await Receiver.start(cleanup) };
    receivers.echoes.echo(400);
    for (const [kind, settings] of Object.entries(CHANNELS)) {
      for (const [how, { url }] of Object.entries(receivers)) {
        const channel = { kind, name: `${kind} ${how}`, whole_team: true, settings: settings(url), rule: { notify_on: 'all' } };
        channels[channel.name] = (await people.owner.api.take('POST', `/v1/teams/${team}/channels`, channel)).id;
      }
    }
  }

  async function writeTests() {
    const { bucket, people } = installation;
    for (const name of [...Object.keys(SECRETS), 'control']) {
      const source = name === 'control' ? fromVariable('control') : fromSecret(name);
      const made = await people.member.api.makeTest(bucket, `Uses of ${name}`, steps(source, targets), environment(source, { control: CONTROL }));
      runs[name] = { test: made.id };
    }
  }

  /** Runs all tests at once while everybody watches. */
  async function runTests() {
    const { bucket, people } = installation;
    for (const { api } of Object.values(people)) {
      const watch = api.stream(`/v1/buckets/${bucket}/events`, {
        limit: 120_000,
        enough: (text) => Object.values(runs).every(({ run }) => run && new RegExp(`"test_run_id":"${run}","result":"(pass|fail)"|"result":"(pass|fail)"[^}]*"test_run_id":"${run}"`).test(text)),
      });
      streams.push(watch.then((text) => ({ what: 'events of the bucket', text })));
    }
    const { trigger_url: trigger } = await people.member.api.take('GET', `/v1/buckets/${bucket}`);
    const started = await people.member.api.take('POST', new URL(trigger, installation.url).pathname);
    group = started.runs_id;
    for (const one of Object.values(runs)) {
      one.run = started.runs.find((run) => run.test_id === one.test).test_run_id;
      streams.push(people.reader.api.stream(`/v1/buckets/${bucket}/tests/${one.test}/results/${one.run}/events`, { limit: 120_000, enough: (text) => text.includes('event: finished') }).then((text) => ({ what: `events of run ${one.run}`, text })));
    }
    for (const one of Object.values(runs)) {
      one.detail = await people.member.api.finished(bucket, one.test, one.run, 120_000);
    }
  }

  test('the targets received the values', () => {
    for (const value of [SECRETS.plain_key, CONTROL]) {
      assert.ok(targets.recorder.of('/header').some((r) => r.headers['x-api-key'] === value));
      assert.ok(targets.recorder.of('/query').some((r) => r.query.get('k') === value));
      assert.ok(targets.recorder.of('/script-parameter').some((r) => r.query.get('api_key') === value));
      assert.ok(targets.recorder.of('/extracted').some((r) => r.query.get('k') === value));
      assert.ok(targets.recorder.of('/cookies').some((r) => r.headers.cookie?.includes(value)));
    }
  });

  test('every run ended in a record, none was withheld', () => {
    for (const [name, { detail }] of Object.entries(runs)) {
      assert.equal(detail.result, 'fail', name);
      assert.equal(detail.record.withheld, false, name);
      assert.ok(detail.record.steps.length > 40, `${name}: ${detail.record.steps.length} steps`);
    }
  });

  test('not in any message to a channel', async () => {
    const { team, people } = installation;
    const log = (id) => people.owner.api.take('GET', `/v1/teams/${team}/channels/${id}/deliveries?count=50`);
    for (const [name, id] of Object.entries(channels)) {
      const count = Object.keys(runs).length;
      // What was refused and lasts waits for a better time, and what is told of the same test waits behind it.
      const refused = ({ status, attempts }) => status === 'waiting' && attempts.some(({ code }) => code);
      const same = (one) => (other) => ['test_id', 'environment_id', 'place'].every((field) => one[field] === other[field]);
      const rests = (one, all) => refused(one) || (one.status === 'waiting' && all.filter(refused).some(same(one)));
      const over = (all) => all.length >= count && all.every((one) => !['waiting', 'sending'].includes(one.status) || rests(one, all));
      const all = await until(`every run is told to ${name}`, async () => {
        const now = await log(id);
        return over(now) && now;
      }, 60_000);
      const fits = (one) => (name.endsWith('takes') ? one.status === 'delivered' : one.status === 'failed' || rests(one, all));
      assert.ok(all.every(fits), `${name}: ${all.map(({ status }) => status)}`);
    }
    for (const { messages } of Object.values(receivers)) {
      const pieces = messages.map(({ path, headers, text }) => ({ what: path.split('/')[1], text: `${path}\n${JSON.stringify(headers)}\n${text}` }));
      for (const kind of Object.keys(CHANNELS)) {
        // What proves the search: the name of the test, and the credential, which is meant for the receiver.
        silent(pieces, (what) => what === kind, new Traces('Uses of control'), searches);
        silent(pieces, (what) => what === kind, new Traces(credential(kind)), searches);
      }
    }
  });

  test('not in the events that were sent while the tests ran', async () => {
    silent(await Promise.all(streams));
  });

  for (const role of ['owner', 'administrator', 'member', 'reader']) {
    test(`not in any answer of the API to the ${role}`, async () => {
      const { api } = installation.people[role];
      const document = (await installation.people.owner.api.get('/v1/openapi.json')).json;
      const pieces = [];
      for (const { route, path, stream } of addresses(document, await places())) {
        const text = stream ? (/\{run\}/.test(route) ? await api.stream(path, { enough: (all) => all.includes('event: finished') }) : '') : (await api.get(path)).text;
        pieces.push({ what: route, text });
      }
      const proofs = new Set(silent(pieces));
      for (const route of ['results/latest', 'results/{run}', 'results/{run}/steps/{step}', 'tests/{test}/environments', 'environments/{environment}/revisions/{revision}'])
        assert.ok([...proofs].some((proof) => proof.includes(route)), `the control value is not in ${route}, but in: ${[...proofs].join(' ')}`);
    });
  }

  /** What the parameters of routes can be: for each run, its ids; for the control's, each step. */
  async function places() {
    const { bucket, team, people } = installation;
    const secrets = await people.owner.api.take('GET', `/v1/teams/${team}/secrets`);
    const incidents = await people.owner.api.take('GET', `/v1/teams/${team}/incidents`);
    const found = [];
    for (const { test: id, run: runId, detail } of Object.values(runs)) {
      const { environments } = await people.owner.api.take('GET', `/v1/buckets/${bucket}/tests/${id}`);
      const secret = secrets[found.length % secrets.length].secret_uuid;
      // There is nothing of these names: what is looked at there is the error.
      const own = Object.values(channels);
      const common = { bucket, team, group, secret, test: id, run: runId, environment: environments[0].id, revision: '2', token: 'none', schedule: id, agent: id, channel: own[found.length % own.length], incident: incidents[found.length % incidents.length].id, window: id };
      for (const step of detail.record.steps) if (step.id) found.push({ ...common, step: step.id });
    }
    return found;
  }

  test('not on any page, and not in what the browser keeps', async () => {
    const pages = [];
    const kept = [];
    for (const [who, context] of Object.entries({ owner, member })) {
      const page = await openPage(context);
      if (who === 'member') await signIn(page, installation, installation.people.member);
      for (const path of pagePaths(who)) {
        await page.goto(installation.url + path);
        await page.locator('main').waitFor();
        await page.waitForLoadState('networkidle');
        await unfold(page, async (state) => pages.push({ what: `${who} at ${path} ${state}`, text: await pageText(page) }));
      }
      kept.push({ what: `storage of the ${who}`, text: await storageText(page) });
      assert.deepEqual(page.problems, []);
    }
    const proofs = silent(pages);
    for (const [who, part] of [['member', '/editor'], ['member', '/results/'], ['owner', '/results/']])
      assert.ok(proofs.some((proof) => proof.startsWith(who) && proof.includes(part)), `the control value does not show at ${part} to the ${who}`);
    silent(kept, () => true, new Traces(installation.bucket));
  });

  /** The member looks at everything; the owner at what members have not, and at results. */
  function pagePaths(who) {
    const home = `/buckets/${installation.bucket}`;
    const result = ({ test: id, run: runId }) => `${home}/tests/${id}/results/${runId}`;
    const ofTest = (id) => ['', '/editor', '/results', '/revisions', '/settings'].map((path) => `${home}/tests/${id}${path}`);
    const common = ['/', '/account', '/team', '/secrets', '/notifications', '/incidents', home, `${home}/settings`, result(runs.plain_key), result(runs.control)];
    if (who === 'owner') return common;
    const others = Object.values(runs).filter((one) => one !== runs.plain_key && one !== runs.control);
    return [...common, `${home}/environments`, ...ofTest(runs.plain_key.test), `${home}/tests/${runs.control.test}/editor`, ...others.map(result)];
  }

  /** Shows everything that can be opened, and tells after each change. */
  async function unfold(page, tell) {
    const press = (locator) => locator.evaluateAll((all) => all.forEach((element) => element.click()));
    await tell('as it comes');
    const closed = page.locator('main button[aria-expanded="false"][aria-controls]');
    if ((await closed.count()) === 0) return;
    // The editor holds definitions alone: one look at its settings and first tabs is enough.
    if (page.url().endsWith('/editor')) {
      await closed.first().click();
      return tell('with its settings');
    }
    await press(closed);
    for (const name of await page.locator('main [role="tab"]').evaluateAll((all) => [...new Set(all.map((tab) => tab.textContent.replace(/\d+$/, '').trim()))])) {
      await press(page.locator('main').getByRole('tab', { name }));
      await tell(`with ${name}`);
    }
  }

  test('not in the reports of the command line', async () => {
    const { bucket, people } = installation;
    const pieces = [];
    for (const name of Object.keys(runs)) {
      const exported = await people.member.api.take('GET', `/v1/buckets/${bucket}/tests/${runs[name].test}/export`);
      const { environments } = await people.member.api.take('GET', `/v1/buckets/${bucket}/tests/${runs[name].test}`);
      const file = installation.path(`${name}.json`);
      // Without the step that waits for the limit of a request, which is minutes here.
      const list = exported.steps.filter((step) => step.note !== 'timeout');
      await writeFile(file, JSON.stringify({ ...exported, steps: list, environments }));
      const junit = installation.path(`${name}.xml`);
      const json = installation.path(`${name}.out.json`);
      const env = Object.fromEntries(Object.entries(SECRETS).map(([key, value]) => [`TACIT_SECRET_${key}`, value]));
      const { code, stdout, stderr } = await run(['run', '--verbose', '--egress-guard', '--allow-egress', '127.0.0.0/8', '--reporter-junit', junit, '--reporter-json', json, file], { env });
      assert.equal(code, 1, stderr);
      pieces.push({ what: 'text', text: stdout }, { what: 'errors', text: `${stderr}` });
      pieces.push({ what: 'JUnit', text: await readFile(junit) }, { what: 'JSON', text: await readFile(json) });
    }
    for (const report of ['text', 'JUnit', 'JSON']) silent(pieces, (what) => what === report);
  });

  test('not in any other answer that anybody got', () => {
    silent(installation.heard);
  });

  test('not in the log, with everything logged that can be', async () => {
    const text = await readFile(installation.log);
    // Values of variables are not logged either: what proves the search is the address of a route.
    silent([{ what: 'log', text }], () => true, new Traces('/v1/buckets/{bucket}/tests/{test}/results/{run}'));
    silent([{ what: 'output', text: installation.printed }], () => true, new Traces(installation.url));
  });

  test('not in the files of the data directory, while the server runs', async () => {
    const proofs = silent(await filesOf(installation.dataDir));
    assert.ok(proofs.some((name) => name.startsWith('tacit.db')), proofs.join());
  });

  test('not in the profiles of the browsers', async () => {
    await Promise.all([owner.close(), member.close()]);
    for (const profile of ['owner-profile', 'member-profile']) silent(await filesOf(installation.path(profile)), () => true, new Traces(installation.bucket));
  });

  test('not after secrets and tests were deleted and the server was stopped', async () => {
    const { bucket, people, team } = installation;
    for (const { secret_uuid } of await people.owner.api.take('GET', `/v1/teams/${team}/secrets`)) await people.owner.api.take('DELETE', `/v1/teams/${team}/secrets/${secret_uuid}`);
    // What a pager keeps open is closed before: its messages are searched below, too.
    for (const { id, status } of await people.member.api.take('GET', `/v1/buckets/${bucket}/incidents`))
      if (status !== 'resolved') await people.member.api.take('POST', `/v1/buckets/${bucket}/incidents/${id}/close`, {});
    await people.member.api.take('DELETE', `/v1/buckets/${bucket}/tests/${runs.plain_key.test}`);
    assert.deepEqual(await installation.stop(), { code: 0, signal: null });
    silent(await filesOf(installation.dataDir));
    await until('the log is complete', async () => (await readFile(installation.log)).length > 0);
  });
});
