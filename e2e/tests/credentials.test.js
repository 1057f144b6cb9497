/** A credential that is written out in a test is noticed when it is saved, and turned into a secret with one click. */
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';

import { faultsInBoth } from '../lib/accessible.js';
import { launch, openPage, picture, signIn } from '../lib/browser.js';
import { chapters } from '../lib/chapters.js';
import { Installation } from '../lib/installation.js';
import { startTarget } from '../lib/target.js';
import { Cleanup } from '../lib/wait.js';

/** Looks random, and is of nobody. */
const KEY = 'kX9vbQ27TzRmmW4pLq8s';

describe('a credential that is written out', () => {
  const test = chapters();
  const cleanup = new Cleanup();
  /** @type {Installation} */
  let installation;
  let owner;
  let member;
  let target;
  let editor;
  let testId;

  before(async () => {
    target = await startTarget();
    cleanup.add(() => target.stop());
    installation = await Installation.start(cleanup);
    const { people, bucket } = installation;
    const steps = [{ step_type: 'request', method: 'GET', url: `${target.url}/plain`, headers: { 'X-Api-Key': [KEY] } }];
    testId = (await people.member.api.makeTest(bucket, 'Orders answer', steps)).id;
    editor = `${installation.url}/buckets/${bucket}/tests/${testId}/editor`;
    const browser = await launch(cleanup);
    [owner, member] = await Promise.all([openPage(browser), openPage(browser)]);
    await signIn(owner, installation, people.owner);
    await signIn(member, installation, people.member);
  });
  after(() => cleanup.run());

  const notice = (page) => page.getByRole('status').filter({ hasText: 'is written out here' });

  test('is told to a member, who asks the owner', async () => {
    await member.goto(editor);
    await notice(member).getByText(/Ask .* to turn them into secrets/).waitFor();
    assert.match(await notice(member).innerText(), /steps\[0\]\.headers\["X-Api-Key"\]\[0\]/);
    assert.equal(await member.getByRole('button', { name: /Turn .* into a secret/ }).count(), 0);
  });

  test('is turned into a secret by the owner', async () => {
    await owner.goto(editor);
    await notice(owner).waitFor();
    await picture(owner, 'credentials-1-notice');
    assert.deepEqual(await faultsInBoth(owner, 'the notice'), []);
    await notice(owner).getByRole('button', { name: 'Turn x_api_key into a secret' }).click();
    const dialog = owner.getByRole('dialog', { name: 'Turn into a secret' });
    await dialog.getByLabel('Name').fill('orders_key');
    await picture(owner, 'credentials-2-dialog');
    assert.ok(!(await dialog.innerText()).includes(KEY));
    await dialog.getByRole('button', { name: 'Turn into a secret' }).click();
    await dialog.waitFor({ state: 'detached' });
    await notice(owner).waitFor({ state: 'detached' });
    const saved = await installation.people.member.api.take('GET', `/v1/buckets/${installation.bucket}/tests/${testId}`);
    assert.deepEqual(saved.steps[0].headers['X-Api-Key'], ['{{get_secret(orders_key)}}']);
  });

  test('and the target still gets it', async () => {
    const { api } = installation.people.member;
    const run = await api.start(installation.bucket, testId);
    await api.finished(installation.bucket, testId, run);
    assert.equal(target.requests.at(-1).headers['x-api-key'], KEY);
  });

  test('and what the test was before tells the owner so, and is cleaned', async () => {
    await owner.goto(`${installation.url}/buckets/${installation.bucket}/settings`);
    await owner.getByRole('button', { name: /Its value stands in \d+ stored text/ }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByText(/definitions? of before/).first().waitFor();
    await picture(owner, 'credentials-3-traces');
    assert.deepEqual(await faultsInBoth(owner, 'the traces'), []);
    assert.ok(!(await dialog.innerText()).includes(KEY));
    await dialog.getByRole('button', { name: 'Take it out' }).click();
    await dialog.getByText('It was taken out everywhere.').waitFor();
    const { api } = installation.people.member;
    const path = `/v1/buckets/${installation.bucket}/tests/${testId}/revisions`;
    const revisions = await api.take('GET', path);
    const texts = await Promise.all(revisions.map(({ revision }) => api.take('GET', `${path}/${revision}`)));
    assert.ok(!JSON.stringify(texts).includes(KEY));
    assert.match(JSON.stringify(texts), /\[secret:orders_key\]/);
  });
});
