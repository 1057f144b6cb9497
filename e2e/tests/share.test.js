/** What readers outside the team see: a shared result, a badge, a feed; and the wall of the team. */
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';

import { faultsInBoth } from '../lib/accessible.js';
import { launch, openPage, picture, signIn } from '../lib/browser.js';
import { chapters } from '../lib/chapters.js';
import { Installation } from '../lib/installation.js';
import { pageText } from '../lib/sinks.js';
import { closedPort, startTarget, startUntrustedTarget } from '../lib/target.js';
import { prepare, Traces } from '../lib/traces.js';
import { environment, fromSecret, fromVariable, steps } from '../lib/usage.js';
import { Cleanup } from '../lib/wait.js';

const VALUE = 's3cr3t-Kq9zX4v-tail';
/** Said to the team, and to nobody else. */
const NAME = 'name_of_the_secret_Zq7';
/** Not a secret: shows to everybody. */
const CONTROL = 'ordinary-Vq7Lm2Xn-value';

describe('outside the team', () => {
  const test = chapters();
  const cleanup = new Cleanup();
  /** @type {Installation} */
  let installation;
  let browser;
  let member;
  let target;
  let secret;
  let plain;
  /** What strangers open. */
  const links = {};
  const hits = [];
  const shown = new Map();

  before(async () => {
    const [http, untrusted] = await Promise.all([startTarget(), startUntrustedTarget()]);
    cleanup.add(() => Promise.all([http.stop(), untrusted.stop()]));
    target = http;
    installation = await Installation.start(cleanup, { args: ['--request-timeout', '2'] });
    const targets = { http: http.url, untrusted: untrusted.url, closed: await closedPort() };
    const { people, team, bucket } = installation;
    await people.owner.api.secret(team, NAME, VALUE);
    secret = await made(`Uses a secret ${CONTROL}`, fromSecret(NAME), { control: CONTROL });
    plain = await made(`Uses a variable ${CONTROL}`, fromVariable('control'), { control: CONTROL });
    browser = await launch(cleanup);
    member = await openPage(browser);
    await signIn(member, installation, people.member);

    async function made(name, source, variables) {
      const { id } = await people.member.api.makeTest(bucket, name, steps(source, targets), environment(source, variables));
      const run = await people.member.api.start(bucket, id);
      await people.member.api.finished(bucket, id, run, 120_000);
      return { id, run };
    }
  });
  after(() => cleanup.run());

  /** Looks for the value and the name, and for what has to be there. */
  function search(what, text) {
    const haystack = prepare(text);
    for (const traces of [new Traces(VALUE), new Traces(NAME)]) for (const form of traces.find(haystack)) hits.push(`${what}: ${form}`);
    shown.set(what, new Traces(CONTROL).find(haystack).length > 0);
  }

  const resultPage = ({ id, run }) => `${installation.url}/buckets/${installation.bucket}/tests/${id}/results/${run}`;

  test('a member makes a result shareable and gets a link', async () => {
    for (const [name, one] of Object.entries({ secret, plain })) {
      await member.goto(resultPage(one));
      await member.getByText('Only people of the team see this result.').waitFor();
      await member.getByText('Shareable', { exact: true }).click();
      await member.getByText('Whoever has this link can see the result').waitFor();
      links[name] = await member.locator('code', { hasText: '/share/' }).innerText();
      assert.match(links[name], /\/share\/tcl_[a-z2-7]{45}$/);
    }
    await picture(member, 'share-1-shareable');
    // The same link again, after the page was left.
    await member.goto(resultPage(secret));
    await member.getByText(links.secret).waitFor();
  });

  test('somebody without an account reads the result and can do nothing else', async () => {
    const asked = [];
    for (const name of ['secret', 'plain']) {
      const stranger = await openPage(browser);
      stranger.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname.replace(/tcl_.*/, '{token}')}`));
      const answer = await stranger.goto(links[name]);
      assert.match(answer.headers()['x-robots-tag'], /noindex/);
      assert.equal(answer.headers()['cache-control'], 'no-store');
      assert.equal(answer.headers()['referrer-policy'], 'no-referrer');
      await stranger.getByText('Shared result, to be read only').waitFor();
      await stranger.getByRole('list', { name: 'Steps' }).waitFor();
      search(`shared page of ${name}, as it comes`, await pageText(stranger));
      const press = (locator) => locator.evaluateAll((all) => all.forEach((element) => element.click()));
      await press(stranger.locator('main button[aria-expanded="false"][aria-controls]'));
      for (const tab of ['Request', 'Response', 'Connection']) {
        await press(stranger.locator('main').getByRole('tab', { name: tab }));
        search(`shared page of ${name}, ${tab}`, await pageText(stranger));
      }
      for (const action of ['Edit Test', 'Run Again', 'Run Now', 'Stop']) assert.equal(await stranger.getByText(action, { exact: true }).count(), 0, action);
      const words = await stranger.locator('body').innerText();
      for (const person of Object.values(installation.people)) assert.ok(!words.includes(person.name) && !words.includes(person.email), person.name);
      assert.deepEqual(stranger.problems, []);
      await stranger.evaluate(() => scrollTo(0, 0));
      await picture(stranger, `share-2-stranger-${name}`);
      await stranger.context().close();
    }
    const api = asked.filter((line) => line.includes('/v1/'));
    assert.deepEqual([...new Set(api)], ['GET /v1/shared/{token}']);
    assert.ok(asked.every((line) => line.startsWith('GET ')), asked.join('\n'));
  });

  test('badges and a feed have addresses of their own', async () => {
    await member.goto(`${installation.url}/buckets/${installation.bucket}/settings`);
    await member.getByRole('button', { name: 'Make a badge' }).click();
    await member.getByRole('img', { name: /^Badge of / }).waitFor();
    await member.getByRole('button', { name: 'Make a feed' }).click();
    const feed = member.locator('code', { hasText: '/v1/feeds/' });
    await feed.waitFor();
    const broken = await member.locator('main img').evaluateAll((all) => all.filter((image) => !image.complete || image.naturalWidth === 0).length);
    assert.equal(broken, 0, 'the picture of the badge does not load');
    assert.equal(await member.getByRole('table', { name: 'Shared results' }).getByRole('row').count(), 3);
    await picture(member, 'share-3-bucket-settings');
    await member.goto(`${installation.url}/buckets/${installation.bucket}/tests/${secret.id}/settings`);
    await member.getByRole('button', { name: 'Make a badge' }).click();
    const badge = member.locator('code').filter({ hasText: /^http\S*\/v1\/badges\// });
    await badge.waitFor();
    await picture(member, 'share-4-test-settings');
    for (const [what, address] of [['badge', await badge.innerText()], ['feed', await feedAddress()]]) {
      const answer = await fetch(address);
      assert.equal(answer.status, 200, address);
      search(what, `${JSON.stringify([...answer.headers])}\n${await answer.text()}`);
    }
    const drawn = await openPage(browser);
    await drawn.setContent(`<body style="margin:8px;background:#fff"><img src="${await badge.innerText()}"> <img src="${await badge.innerText()}?show=success"></body>`);
    await drawn.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 40));
    await picture(drawn, 'share-5-badges');
    await drawn.context().close();

    async function feedAddress() {
      const all = await installation.people.member.api.take('GET', `/v1/buckets/${installation.bucket}/shares`);
      return new URL(all.find((one) => one.kind === 'feed').url, installation.url).href;
    }
  });

  test('no value and no name of a secret is in any of it; the control value is in all of it', () => {
    assert.deepEqual(hits, []);
    const missing = [...shown].filter(([, found]) => !found).map(([what]) => what);
    assert.deepEqual(missing, []);
    assert.ok(shown.size >= 10, `${shown.size} places were looked at`);
    console.log(`    ${shown.size} places, ${hits.length} hits`);
  });

  test('the name is where the team looks, so the search can find it', async () => {
    await member.goto(resultPage(secret));
    await member.getByRole('list', { name: 'Steps' }).waitFor();
    assert.notDeepEqual(new Traces(NAME).find(prepare(await pageText(member))), []);
  });

  test('a link that was withdrawn shows nothing', async () => {
    await member.getByText('Private', { exact: true }).click();
    await member.getByRole('button', { name: 'Make private' }).click();
    await member.getByText('Only people of the team see this result.').waitFor();
    const stranger = await openPage(browser);
    const words = [];
    for (const address of [links.secret, `${installation.url}/share/nothing`]) {
      await stranger.goto(address);
      await stranger.getByText('This link shows nothing').waitFor();
      words.push(await stranger.locator('main').innerText());
    }
    assert.equal(words[0], words[1]);
    await picture(stranger, 'share-6-withdrawn');
    assert.deepEqual(stranger.problems, []);
    await stranger.context().close();
  });

  test('a reader sees that a result is shared, and changes nothing about it', async () => {
    const reader = await openPage(browser);
    await signIn(reader, installation, installation.people.reader);
    await reader.goto(resultPage(plain));
    await reader.getByText('People outside the team can see this result by a link until').waitFor();
    assert.equal(await reader.getByText('Shareable', { exact: true }).count(), 0);
    assert.ok(!(await pageText(reader)).includes('/share/'));
    await reader.context().close();
  });

  test('the wall shows what fails first, and learns of news by itself', async () => {
    const { people, bucket } = installation;
    const { api } = people.member;
    const request = { step_type: 'request', method: 'GET', assertions: [{ source: 'response_status', comparison: 'equal_number', value: 200 }] };
    const orders = await api.makeTest(bucket, 'Orders', [{ ...request, url: `${target.url}/unauthorized` }]);
    for (const name of ['Search', 'Sign-in', 'Payments']) await api.run(bucket, (await api.makeTest(bucket, name, [{ ...request, url: `${target.url}/plain` }])).id);
    const wall = await openPage(browser);
    await signIn(wall, installation, people.reader);
    // A proxy whose server is away answers with a page of its own: the stream is opened again by itself.
    let refused = 0;
    await wall.route('**/v1/teams/*/events', (route) => (refused++ < 2 ? route.fulfill({ status: 502, body: 'Bad gateway' }) : route.continue()));
    await wall.getByRole('link', { name: 'Wall' }).click();
    await wall.getByText('Live', { exact: true }).waitFor();
    assert.equal(refused, 3);
    await wall.getByRole('heading', { name: '2 of 6 tests failing' }).waitFor();
    assert.deepEqual(await faultsInBoth(wall, 'wall', (scheme) => picture(wall, `wall-${scheme}`)), []);
    await wall.evaluate(() => (window.sameAsBefore = true));
    await api.run(bucket, orders.id);
    await wall.getByRole('heading', { name: '3 of 6 tests failing' }).waitFor();
    await wall.getByRole('link', { name: 'Orders', exact: true }).waitFor();
    const before = await api.take('GET', `/v1/buckets/${bucket}/tests/${orders.id}`);
    await api.take('PUT', `/v1/buckets/${bucket}/tests/${orders.id}`, { name: 'Orders', steps: [{ ...before.steps[0], url: `${target.url}/plain` }] });
    await api.run(bucket, orders.id);
    await wall.getByRole('heading', { name: '2 of 6 tests failing' }).waitFor();
    assert.equal(await wall.evaluate(() => window.sameAsBefore), true, 'the page was loaded again');
    await wall.getByRole('button', { name: 'Large type' }).click();
    await wall.setViewportSize({ width: 1920, height: 1080 });
    await picture(wall, 'wall-large');
    const size = await wall.getByRole('heading', { level: 1 }).evaluate((heading) => parseFloat(getComputedStyle(heading).fontSize));
    assert.ok(size > 60, `${size}`);
    await wall.reload();
    await wall.getByRole('button', { name: 'Large type', pressed: true }).waitFor();
    assert.deepEqual(wall.problems, []);
    await wall.context().close();
  });
});
