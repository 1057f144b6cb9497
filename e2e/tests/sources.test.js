/** A secret whose value is kept in a mounted file: chosen in the form, used by a run, and told of when it is gone. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';

import { faultsInBoth } from '../lib/accessible.js';
import { launch, openPage, picture, signIn } from '../lib/browser.js';
import { chapters } from '../lib/chapters.js';
import { Installation } from '../lib/installation.js';
import { startTarget } from '../lib/target.js';
import { Cleanup } from '../lib/wait.js';

const VALUE = 'Kq9/zX+4v~kept-elsewhere';

describe('a value that is kept elsewhere', () => {
  const test = chapters();
  const cleanup = new Cleanup();
  let installation;
  let target;
  let page;
  let folder;
  let orders;

  before(async () => {
    target = await startTarget();
    cleanup.add(() => target.stop());
    installation = await Installation.empty(cleanup);
    folder = await installation.folder('mounted');
    await writeFile(join(folder, 'orders_key'), `${VALUE}\n`);
    const file = installation.path('sources.json');
    const sources = [{ name: 'mounted', files: { directory: folder }, keep_seconds: 0, outage_seconds: 0, teams: [{ team: '*', prefix: '' }] }];
    await writeFile(file, JSON.stringify({ sources }));
    await installation.makeOwner();
    await installation.serve({ args: ['--value-sources', file] });
    await installation.addPeople();
    page = await openPage(await launch(cleanup));
    await signIn(page, installation, installation.people.owner);
    await page.goto(`${installation.url}/secrets`);
  });
  after(() => cleanup.run());

  const panel = () => page.getByRole('list', { name: 'Secrets' });
  const run = () => installation.people.member.api.run(installation.bucket, orders.id);

  test('the owner says where it is, and hears at once when it is not there', async () => {
    await page.getByRole('button', { name: 'Add Secret' }).click();
    await page.getByLabel('Name').fill('orders_key');
    await page.getByText('Kept elsewhere', { exact: true }).click();
    await page.getByLabel('Path').fill('order_key');
    await page.getByText('Anywhere', { exact: false }).first().click();
    assert.deepEqual(await faultsInBoth(page, 'a place', (scheme) => picture(page, `source-place-${scheme}`)), []);
    await page.getByRole('button', { name: 'Save Changes' }).click();
    await page.getByText('The source has nothing there').waitFor();
    await page.getByLabel('Path').fill('orders_key');
    await page.getByRole('button', { name: 'Save Changes' }).click();
    await panel().getByText('Kept in mounted, at').waitFor();
  });

  test('a run gets it from there', async () => {
    const step = { step_type: 'request', method: 'GET', url: `${target.url}/reflect`, headers: { 'X-Api-Key': ['{{get_secret(orders_key)}}'] } };
    orders = await installation.people.member.api.makeTest(installation.bucket, 'Orders', [step]);
    assert.equal((await run()).result, 'pass');
    assert.equal(target.requests.at(-1).headers['x-api-key'], VALUE);
  });

  test('when it is gone, the step says so, and the owner sees why', async () => {
    await rm(join(folder, 'orders_key'));
    const failed = await run();
    assert.equal(failed.result, 'fail');
    assert.equal(failed.diagnoses[0].cause, 'secret_unavailable');
    assert.match(failed.requests[0].error_messages.join(), /kept elsewhere and could not be fetched/);
    await page.goto(`${installation.url}/secrets`);
    await panel().getByText('The source has nothing there').waitFor();
    assert.deepEqual(await faultsInBoth(page, 'a source in trouble', (scheme) => picture(page, `source-trouble-${scheme}`)), []);
    const { text } = await installation.people.member.api.send('GET', '/v1/buckets');
    assert.ok(!text.includes(VALUE));
  });
});
