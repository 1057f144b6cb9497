/** Set-up and sign-in in a browser, what the pages are protected with, and whether everybody can use them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { faults } from '../lib/accessible.js';
import { launch, openPage, picture, profile, signIn } from '../lib/browser.js';
import { Installation, PASSWORD } from '../lib/installation.js';
import { startTarget } from '../lib/target.js';
import { Cleanup } from '../lib/wait.js';

const COOKIE = '__Host-tacit';
const owner = { name: 'Ada First', email: 'ada@example.com' };

describe('an empty server', () => {
  const cleanup = new Cleanup();
  /** @type {Installation} */
  let installation;
  let browser;
  let page;

  before(async () => {
    installation = await Installation.empty(cleanup);
    await installation.serve();
    browser = await launch(cleanup);
    page = await openPage(browser);
  });
  after(() => cleanup.run());

  test('asks for its first person, and makes them the owner', async () => {
    assert.match(installation.printed, /open it to set tacit up/);
    await page.goto(installation.url);
    await page.getByRole('heading', { name: 'Welcome to tacit' }).waitFor();
    await picture(page, 'accounts-1-set-up');
    await page.getByLabel('Team name').fill('First team');
    await page.getByLabel('Your name').fill(owner.name);
    await page.getByLabel('Email').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create team' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    assert.match(await alert.innerText(), /password.*10/is);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create team' }).click();
    await profile(page, owner).waitFor();
    await page.getByText('No test yet').waitFor();
    await picture(page, 'accounts-2-empty-bucket');
  });

  test('is set up only once', async () => {
    const answer = await installation.anonymous.post('/v1/setup', { ...owner, password: PASSWORD, team_name: 'Second' }, { 'X-Tacit-CSRF': '1' });
    assert.equal(answer.status, 409, answer.text);
  });

  test('keeps the session where scripts and other sites do not reach it', async () => {
    const [cookie] = await page.context().cookies();
    assert.equal(cookie.name, COOKIE);
    assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite, cookie.path], [true, true, 'Strict', '/']);
    assert.equal(await page.evaluate(() => document.cookie), '');
    const response = await page.goto(installation.url);
    const headers = response.headers();
    assert.match(headers['content-security-policy'], /default-src 'self'.*script-src 'self'.*frame-ancestors 'none'/);
    assert.doesNotMatch(headers['content-security-policy'], /script-src[^;]*unsafe/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    const api = await installation.anonymous.get('/v1/session');
    assert.equal(api.headers.get('cache-control'), 'no-store');
  });

  test('refuses what another site sends with the cookie', async () => {
    const [{ value }] = await page.context().cookies();
    const send = (headers) => installation.anonymous.send('POST', '/v1/buckets', { name: 'Forged' }, { Cookie: `${COOKIE}=${value}`, ...headers });
    assert.equal((await send({})).status, 403);
    assert.equal((await send({ 'X-Tacit-CSRF': '1', Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' })).status, 403);
  });

  test('signs out', async () => {
    const [{ value }] = await page.context().cookies();
    await profile(page, owner).click();
    await page.getByRole('menuitem', { name: 'Sign Out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.deepEqual(await page.context().cookies(), []);
    const answer = await installation.anonymous.send('GET', '/v1/session', undefined, { Cookie: `${COOKIE}=${value}` });
    assert.equal(answer.status, 401, 'the session lives on');
  });

  test('leads back to the page that was asked for, with the keyboard alone', async () => {
    await page.goto(`${installation.url}/account`);
    await page.getByText('Sign in to go on where you were.').waitFor();
    await page.getByLabel('Email').focus();
    await page.keyboard.type(owner.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await profile(page, owner).waitFor();
    await page.waitForURL(/\/account$/);
    await profile(page, owner).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Secrets' }).waitFor();
    await page.keyboard.press('Escape');
    assert.deepEqual(page.problems, []);
  });

  test('says what is wrong at sign-in, and slows down who guesses', async () => {
    const guesser = await openPage(browser);
    await guesser.goto(`${installation.url}/sign-in`);
    await guesser.getByLabel('Email').fill('nobody@example.com');
    let text = '';
    for (let guess = 1; guess <= 30 && !/try again in/i.test(text); guess += 1) {
      await guesser.getByLabel('Password', { exact: true }).fill(`a wrong guess, number ${guess}`);
      const answered = guesser.waitForResponse((response) => response.url().endsWith('/v1/session') && response.request().method() === 'POST');
      await guesser.getByRole('button', { name: 'Sign in' }).click();
      const { status } = { status: (await answered).status() };
      await guesser.getByRole('alert').waitFor();
      text = status === 429 ? await guesser.getByText(/try again in/i).innerText() : await guesser.getByRole('alert').innerText();
      if (guess === 1) assert.match(text, /password is wrong/);
    }
    assert.match(text, /try again in/i);
    await picture(guesser, 'accounts-3-throttled');
  });
});

describe('everybody can use it', () => {
  const cleanup = new Cleanup();
  /** @type {Installation} */
  let installation;
  let browser;
  let made;
  let run;

  before(async () => {
    const target = await startTarget();
    cleanup.add(() => target.stop());
    installation = await Installation.start(cleanup);
    const { bucket, people, team } = installation;
    await people.owner.api.secret(team, 'api_key', 'some secret value 123');
    const request = (path, more) => ({ step_type: 'request', method: 'GET', url: target.url + path, ...more });
    made = await people.member.api.makeTest(bucket, 'Orders', [
      request('/plain', { assertions: [{ source: 'response_status', comparison: 'equal_number', value: 200 }], variables: [{ name: 'message', source: 'response_json', property: 'message' }] }),
      request('/header', { headers: { 'X-Api-Key': ['{{get_secret(api_key)}}'] } }),
      request('/unauthorized', { assertions: [{ source: 'response_status', comparison: 'equal_number', value: 200 }], scripts: ['log("a line", {a: 1})'] }),
    ]);
    run = (await people.member.api.run(bucket, made.id)).test_run_id;
    browser = await launch(cleanup);
  });
  after(() => cleanup.run());

  for (const colorScheme of ['light', 'dark']) {
    test(`no page has a serious fault, ${colorScheme}`, async () => {
      const page = await openPage(browser, { colorScheme });
      const found = [];
      // In the dark only the colours differ.
      const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined;
      const look = async (name) => {
        found.push(...(await faults(page, name, rules)));
        await picture(page, `look-${name}-${colorScheme}`);
      };
      await page.goto(`${installation.url}/sign-in`);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await look('sign-in');
      await signIn(page, installation, installation.people.owner);
      const home = `/buckets/${installation.bucket}`;
      const pages = {
        bucket: home,
        overview: `${home}/tests/${made.id}`,
        editor: `${home}/tests/${made.id}/editor`,
        results: `${home}/tests/${made.id}/results`,
        result: `${home}/tests/${made.id}/results/${run}`,
        revisions: `${home}/tests/${made.id}/revisions`,
        settings: `${home}/tests/${made.id}/settings`,
        environments: `${home}/environments`,
        'bucket-settings': `${home}/settings`,
        secrets: '/secrets',
        team: '/team',
        account: '/account',
        missing: '/no/such/page',
      };
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(installation.url + path);
        await page.waitForLoadState('networkidle');
        if (name === 'result' || name === 'editor') {
          const lines = page.getByRole('button', { name: /^Step /, expanded: false });
          while ((await lines.count()) > 0) await lines.first().click();
        }
        await look(name);
      }
      assert.deepEqual(found, []);
      assert.deepEqual(page.problems, []);
      await page.context().close();
    });
  }
});
