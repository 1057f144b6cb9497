/** A secret's value is changed without a gap: the next one waits, is tried, takes its place, and the old one is taken back. */
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';

import { faultsInBoth } from '../lib/accessible.js';
import { launch, openPage, picture, signIn } from '../lib/browser.js';
import { chapters } from '../lib/chapters.js';
import { Installation } from '../lib/installation.js';
import { pageText } from '../lib/sinks.js';
import { startTarget } from '../lib/target.js';
import { Cleanup } from '../lib/wait.js';

const FIRST = 'first-s3cr3t-Kq9zX4v';
const SECOND = 'second-s3cr3t-Lm2Xn7p';
const NAME = 'orders_key';

describe('the rotation of a secret', () => {
  const test = chapters();
  const cleanup = new Cleanup();
  /** @type {Installation} */
  let installation;
  let browser;
  let owner;
  let target;
  let testId;

  before(async () => {
    target = await startTarget();
    cleanup.add(() => target.stop());
    installation = await Installation.start(cleanup);
    const { people, team, bucket } = installation;
    await people.owner.api.secret(team, NAME, FIRST);
    const steps = [
      {
        step_type: 'request',
        method: 'GET',
        url: `${target.url}/plain`,
        headers: { 'X-Api-Key': [`{{get_secret(${NAME})}}`] },
        assertions: [{ source: 'response_status', comparison: 'equal_number', value: 200 }],
      },
    ];
    const made = await people.member.api.makeTest(bucket, 'Orders answer', steps);
    testId = made.id;
    browser = await launch(cleanup);
    owner = await openPage(browser);
    await signIn(owner, installation, people.owner);
  });
  after(() => cleanup.run());

  const keys = () => target.requests.map(({ headers }) => headers['x-api-key']);
  const dialog = () => owner.getByRole('dialog', { name: `Rotate ${NAME}` });
  const open = async () => {
    await owner.getByRole('button', { name: `Rotate ${NAME}` }).click();
    await dialog().getByText('Values that are kept').waitFor();
  };
  const runOnce = async () => {
    const { api } = installation.people.member;
    const run = await api.start(installation.bucket, testId);
    await api.finished(installation.bucket, testId, run);
  };

  test('the owner stages the next value, and tests go on with the current one', async () => {
    await owner.goto(`${installation.url}/secrets`);
    await open();
    await dialog().getByRole('button', { name: 'Keep as next value' }).click();
    await dialog().getByText(/Enter/).first().waitFor();
    await dialog().getByLabel(`Next value of ${NAME}`).fill(SECOND);
    await dialog().getByRole('button', { name: 'Keep as next value' }).click();
    await dialog().getByText('Not tried yet').waitFor();
    assert.doesNotMatch(await pageText(owner), new RegExp(SECOND));
    await picture(owner, 'rotation-1-waits');
    await runOnce();
    assert.deepEqual(keys(), [FIRST]);
  });

  test('every test that uses it is run once with the next value', async () => {
    await dialog().getByRole('button', { name: 'Try it' }).click();
    await dialog().getByText('The run with the next value passed.').waitFor();
    assert.deepEqual(keys(), [FIRST, SECOND]);
    await picture(owner, 'rotation-2-tried');
    assert.deepEqual(await faultsInBoth(owner, 'the dialog'), []);
    const run = dialog().getByRole('list', { name: 'Runs with the next value' }).getByRole('link', { name: 'Orders answer' });
    assert.match(await run.getAttribute('href'), /\/results\//);
  });

  test('it takes the place of the current one', async () => {
    await dialog().getByRole('button', { name: 'Use it from now on' }).click();
    await dialog().waitFor({ state: 'detached' });
    await runOnce();
    assert.equal(keys().at(-1), SECOND);
  });

  test('the value of before is taken back', async () => {
    await open();
    await dialog().getByRole('button', { name: 'Restore version 1' }).click();
    await dialog().getByText('Version 3').waitFor();
    await runOnce();
    assert.equal(keys().at(-1), FIRST);
    await owner.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  test('one that was not tried is taken after a question only', async () => {
    await open();
    await dialog().getByLabel(`Next value of ${NAME}`).fill(SECOND);
    await dialog().getByRole('button', { name: 'Keep as next value' }).click();
    await dialog().getByRole('button', { name: 'Use it from now on' }).click();
    const question = owner.getByRole('dialog', { name: 'Use it nevertheless?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await dialog().getByRole('button', { name: 'Discard it' }).click();
    await dialog().getByRole('button', { name: 'Keep as next value' }).waitFor();
    await owner.keyboard.press('Escape');
  });

  test('the owner is reminded of the day a value expires', async () => {
    await owner.getByRole('button', { name: `Edit ${NAME}` }).click();
    const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    await owner.getByLabel('Expires').fill(day);
    await owner.getByRole('button', { name: 'Save Changes' }).click();
    await owner.getByText(/^expires in [234] days$/).waitFor();
    await owner.reload();
    await owner.getByText(new RegExp(`The secret ${NAME} of .* expires in [234] days`)).waitFor();
    await picture(owner, 'rotation-3-expires');
    assert.deepEqual(await faultsInBoth(owner, 'the reminder'), []);
    const text = await pageText(owner);
    for (const value of [FIRST, SECOND]) assert.ok(!text.includes(value));
  });
});
