/** Wrong input, hostile targets, and a machine that fails: a clear error each, nothing lost, the server goes on. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { launch, openPage, picture, signIn } from '../lib/browser.js';
import { createTest, setUrl, step } from '../lib/editor.js';
import { Installation, PASSWORD } from '../lib/installation.js';
import { run } from '../lib/program.js';
import { startTarget } from '../lib/target.js';
import { Cleanup, until } from '../lib/wait.js';

const request = (url, more = {}) => ({ step_type: 'request', method: 'GET', url, ...more });

/** An answer that a person can act on: the status, an envelope, a sentence, and never what was sent. */
function refused(answer, status, sentence, sent = []) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.json.meta.status, 'error');
  assert.match(answer.text, sentence);
  for (const text of [sent].flat()) assert.ok(!answer.text.includes(text), `the answer repeats what was sent: ${answer.text}`);
}

describe('wrong input', () => {
  const cleanup = new Cleanup();
  /** @type {Installation} */
  let installation;
  let target;
  let browser;
  let page;
  let bucket;
  let member;
  let owner;

  before(async () => {
    target = await startTarget();
    cleanup.add(() => target.stop());
    installation = await Installation.start(cleanup);
    ({ bucket } = installation);
    member = installation.people.member.api;
    owner = installation.people.owner.api;
    browser = await launch(cleanup);
    page = await openPage(browser);
  });
  after(() => cleanup.run());

  test('a secret that is too large, badly named, or named like another', async () => {
    const secrets = `/v1/teams/${installation.team}/secrets`;
    const value = 'large-'.repeat(3000);
    refused(await owner.post(secrets, { name: 'large', value }), 400, /16384 bytes|16 KiB/, 'large-large');
    refused(await owner.post(secrets, { name: '9 lives', value: 'whatever-it-is' }), 400, /letter/, 'whatever-it-is');
    refused(await owner.post(secrets, `{"name": "broken", "value": "whatever-it-is`), 400, /line 1/, 'whatever-it-is');
    refused(await owner.post(secrets, { name: 'number', value: 271828182845 }), 400, /line 1, column/, '271828182845');
    await owner.take('POST', `/v1/buckets/${bucket}/secrets`, { name: 'taken', value: 'of the bucket' });
    refused(await owner.post(secrets, { name: 'taken', value: 'whatever-it-is' }), 409, /Default/, 'whatever-it-is');
    await owner.take('POST', secrets, { name: 'taken_too', value: 'of the team' });
    refused(await owner.post(`/v1/buckets/${bucket}/secrets`, { name: 'taken_too', value: 'whatever-it-is' }), 409, /team/i, 'whatever-it-is');
  });

  test('the page of secrets says the same, and keeps what was typed', async () => {
    await signIn(page, installation, installation.people.owner);
    await page.goto(`${installation.url}/secrets`);
    await page.getByRole('button', { name: 'Add Secret' }).click();
    await page.getByLabel('Name').fill('taken');
    await page.getByLabel('Value', { exact: true }).fill('x'.repeat(17 * 1024));
    await page.getByRole('button', { name: 'Save Changes' }).click();
    await page.getByText('List at least one host').waitFor();
    await page.getByRole('combobox', { name: 'Allowed hosts' }).fill('*.com');
    await page.getByRole('button', { name: 'Save Changes' }).click();
    await page.getByText(/at most 16 KiB/).waitFor();
    await page.getByLabel('Value', { exact: true }).fill('something shorter');
    await page.getByRole('button', { name: 'Save Changes' }).click();
    await page.getByText(/whole first label/).waitFor();
    await page.getByLabel('Anywhere (plain)').check();
    await page.getByRole('button', { name: 'Save Changes' }).click();
    await page.getByText(/bucket.*Default/).waitFor();
    await picture(page, 'wrong-1-secrets');
    assert.equal(await page.getByLabel('Value', { exact: true }).inputValue(), 'something shorter');
    await page.getByRole('button', { name: 'Remove this row' }).click();
  });

  test('an import that is broken, or holds an unknown comparison', async () => {
    const send = (text, type) => member.post(`/v1/buckets/${bucket}/import`, text, { 'Content-Type': type });
    refused(await send('{\n  "name": "x",\n  "steps": [,]\n}', 'application/json'), 400, /line 3/);
    refused(await send('name: x\nsteps:\n  - step_type: request\n   method: GET\n', 'application/yaml'), 400, /line [34]/);
    const unknown = '{\n "name": "x",\n "steps": [{\n  "step_type": "request", "method": "GET", "url": "http://a.example",\n  "assertions": [{\n   "source": "response_status",\n   "comparison": "equals_number",\n   "value": 200}]}]\n}';
    const answer = await send(unknown, 'application/json');
    refused(answer, 400, /equal_number/);
    assert.equal(answer.error.errors[0].line, 7, answer.text);
    assert.match(answer.error.errors[0].path, /steps\[0\]\.assertions\[0\]\.comparison/);
    await page.goto(`${installation.url}/buckets/${bucket}`);
    await page.getByRole('button', { name: 'Import Test' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Or paste it here').fill(unknown);
    await dialog.getByRole('button', { name: 'Import Test' }).click();
    await dialog.getByText('line 7').waitFor();
    await picture(page, 'wrong-2-import');
    assert.equal((await member.take('GET', `/v1/buckets/${bucket}/tests`)).length, 0, 'something was imported');
  });

  test('a stale version is not saved over a newer one', async () => {
    const id = await createTest(page, installation, 'Edited twice');
    const card = await step(page, 1);
    await setUrl(card, `${target.url}/mine`);
    const { revision } = await member.take('GET', `/v1/buckets/${bucket}/tests/${id}`);
    await member.take('PUT', `/v1/buckets/${bucket}/tests/${id}`, { name: 'Edited by somebody else', steps: [request(`${target.url}/theirs`)], revision });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').getByText('Not saved').waitFor();
    await picture(page, 'wrong-3-conflict');
    await page.getByRole('button', { name: 'Load the newer version' }).click();
    await page.getByText(`${target.url}/theirs`).waitFor();
  });

  test('an address without a page', async () => {
    await page.goto(`${installation.url}/no/such/page`);
    await page.getByText('There is no such page').waitFor();
    refused(await member.get('/v1/no/such/route'), 404, /no such/i);
    refused(await member.get(`/v1/buckets/${bucket}/tests/01a20000-0000-7000-8000-000000000000`), 404, /test/i);
    refused(await member.get(`/v1/buckets/${bucket}/tests/not-an-id`), 404, /./);
    refused(await member.get('/v1/buckets/aaaaaaaaaaaa/tests'), 404, /bucket/i);
  });

  test('runs that cannot work end with the reason, and the next run works', async () => {
    const cases = {
      SECRET_UNAVAILABLE: [request(`${target.url}/plain`, { headers: { X: ['{{get_secret(no_such)}}'] } })],
      SCRIPT_LIMIT: [request(`${target.url}/plain`, { before_scripts: ['while (true) {}'] })],
      SCRIPT_ERROR: [request(`${target.url}/plain`, { before_scripts: ['throw new Error("no")'] })],
      REDIRECT_POLICY: [request(`${target.url}/loop`)],
      TOO_LARGE: [request(`${target.url}/huge`)],
      EGRESS_POLICY: [request('http://169.254.169.254/latest')],
      TEMPLATE: [request(`${target.url}/{{no_such_variable}}`)],
    };
    const ended = Object.entries(cases).map(async ([code, steps]) => {
      const made = await member.makeTest(bucket, `Ends with ${code}`, steps);
      const detail = await member.run(bucket, made.id);
      assert.equal(detail.result, 'fail', code);
      const errors = [...detail.record.errors, ...detail.record.steps.flatMap((one) => one.errors.shown ?? [])];
      const told = errors.find((error) => error.code === code);
      assert.ok(told, `${code} is not among ${JSON.stringify(errors)}`);
      assert.ok(told.hint ?? told.detail.shown, `${code} says nothing more: ${JSON.stringify(told)}`);
      return { id: made.id, code, run: detail.test_run_id };
    });
    const all = await Promise.all(ended);
    for (const { id, code, run: runId } of all.slice(0, 2)) {
      await page.goto(`${installation.url}/buckets/${bucket}/tests/${id}/results/${runId}`);
      await page.getByText(code, { exact: true }).first().waitFor();
      await picture(page, `wrong-4-${code}`);
    }
    const made = await member.makeTest(bucket, 'Works', [request(`${target.url}/plain`)]);
    assert.equal((await member.run(bucket, made.id)).result, 'pass');
  });

  test('two servers on one directory', async () => {
    const { code, stderr } = await run(['serve', '--data-dir', installation.dataDir, '--listen', '127.0.0.1:0']);
    assert.equal(code, 3, stderr);
    assert.ok(stderr.includes(installation.dataDir), stderr);
    assert.equal((await member.get('/v1/account')).status, 200);
  });

  test('a server that is killed during a run loses nothing', async () => {
    await page.goto('about:blank');
    const made = await member.makeTest(bucket, 'Waits', [request(`${target.url}/wait`)]);
    const id = await member.start(bucket, made.id);
    await until('the target is asked', () => target.waiting === 1);
    await installation.stop('SIGKILL');
    target.release();
    await installation.serve();
    member = installation.people.member.api;
    await until('the run is taken up again', async () => {
      target.release();
      const { result } = await member.take('GET', `/v1/buckets/${bucket}/tests/${made.id}/results/${id}`);
      return !['queued', 'working'].includes(result);
    }, 60_000);
    const detail = await member.take('GET', `/v1/buckets/${bucket}/tests/${made.id}/results/${id}`);
    assert.equal(detail.result, 'pass', JSON.stringify(detail.reason ?? detail.error_messages));
    assert.ok((await member.take('GET', `/v1/buckets/${bucket}/tests?count=100`)).length >= 9, 'tests are missing');
  });

  test('no script of a page failed', () => assert.deepEqual(page.problems, []));
});

describe('a full disk', () => {
  const cleanup = new Cleanup();
  after(() => cleanup.run());

  test('is told as such, loses nothing, and the server goes on', async () => {
    const installation = await Installation.empty(cleanup);
    await installation.folder('data');
    // A disk of its own, of a few MiB, that only this server sees.
    const disk = ['unshare', '--mount', '--map-root-user', 'bash', '-c', 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"', installation.dataDir];
    await installation.serve({ wrap: (command) => [...disk, ...command] });
    const person = { email: 'ada@example.com', name: 'Ada', password: PASSWORD, team_name: 'Team' };
    const { headers } = await installation.anonymous.post('/v1/setup', person, { 'X-Tacit-CSRF': '1' });
    const cookie = { Cookie: headers.get('set-cookie').split(';')[0], 'X-Tacit-CSRF': '1' };
    const send = (method, path, body) => installation.anonymous.send(method, path, body, cookie);
    const [{ key }] = (await send('GET', '/v1/buckets')).data;
    const tests = async () => (await send('GET', `/v1/buckets/${key}/tests?count=1000`)).data.map((one) => one.id);
    const body = { name: 'Large', steps: [{ step_type: 'request', method: 'POST', url: 'http://a.example', body: 'b'.repeat(200_000) }] };
    let answer;
    const kept = [];
    for (;;) {
      answer = await send('POST', `/v1/buckets/${key}/tests`, body);
      if (answer.status >= 300) break;
      kept.push(answer.data.id);
    }
    refused(answer, 507, /storage is full: free some space, nothing was changed/, 'bbbbb');
    assert.ok(kept.length > 0);
    assert.deepEqual((await tests()).sort(), kept.sort());
    assert.equal(installation.ended, null, 'the server ended');
  });
});
