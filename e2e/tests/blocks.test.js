/** Loops and subtests in the editor and in results. */
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';

import { faultsInBoth } from '../lib/accessible.js';
import { launch, openPage, picture, signIn } from '../lib/browser.js';
import { chapters } from '../lib/chapters.js';
import { addInitialVariable, addRow, createTest, saveAndRun, setPreRequestScript, setUrl, step } from '../lib/editor.js';
import { Installation } from '../lib/installation.js';
import { startTarget } from '../lib/target.js';
import { Cleanup } from '../lib/wait.js';

const VALUE = 'Kq9/zX+4v~of-the-shop';
const MASK = '•••';

describe('loops and subtests', () => {
  const test = chapters();
  const cleanup = new Cleanup();
  let installation;
  let target;
  let page;
  let suite;

  before(async () => {
    target = await startTarget();
    cleanup.add(() => target.stop());
    installation = await Installation.start(cleanup);
    const { owner, member } = installation.people;
    await owner.api.secret(installation.team, 'shop_key', VALUE);
    await member.api.makeTest(installation.bucket, 'Log in', [
      {
        step_type: 'request', method: 'GET', url: `${target.url}/header`, headers: { 'X-Api-Key': ['{{get_secret(shop_key)}}'], 'X-User': ['{{user}}'] },
        variables: [{ name: 'token', source: 'response_json', property: "headers['x-api-key']" }],
        assertions: [{ source: 'response_status', comparison: 'equal_number', value: 200 }],
      },
    ]);
    page = await openPage(await launch(cleanup));
    await signIn(page, installation, member);
  });
  after(() => cleanup.run());

  test('are added, filled in and saved', async () => {
    suite = await createTest(page, installation, 'Orders');
    await addInitialVariable(page, 'n', '0');
    const first = await step(page, 1);
    await setUrl(first, `${target.url}/plain`);

    await page.getByRole('button', { name: 'Add Subtest' }).last().click();
    const subtest = await step(page, 2);
    await subtest.getByRole('combobox', { name: 'Test', exact: true }).selectOption({ label: 'Log in' });
    await addRow(subtest, 'Parameter', 'user', 'olive');
    await subtest.getByRole('tab', { name: 'Variables' }).click();
    await subtest.getByRole('button', { name: 'Add Variable' }).click();
    await subtest.getByLabel('Variable 1 property').fill('variables.token');
    await subtest.getByLabel('Variable 1 name').fill('token');
    await subtest.getByRole('tab', { name: 'Test', exact: true }).click();

    await page.getByRole('button', { name: 'Add Loop' }).last().click();
    const loop = await step(page, 3);
    await loop.getByRole('textbox', { name: 'Left value' }).fill('{{n}}');
    await loop.getByRole('combobox', { name: 'Comparison' }).selectOption('is_less_than');
    await loop.getByRole('textbox', { name: 'Right value' }).fill('3');
    await loop.getByLabel('Rounds at most').fill('5');
    await loop.getByRole('button', { name: 'Add Request' }).click();
    const inner = loop.getByRole('list', { name: 'Steps inside step 3' }).locator('> li').first();
    await setUrl(inner, `${target.url}/header`);
    await addRow(inner, 'Header', 'X-Token', '{{token}}');
    await setPreRequestScript(inner, "variables.set('n', String(Number(variables.get('n')) + 1));");
    assert.deepEqual(await faultsInBoth(page, 'loops and subtests in the editor', (scheme) => picture(page, `blocks-editor-${scheme}`)), []);
  });

  test('show every round, the steps inside, and nothing of the secret', async () => {
    await saveAndRun(page);
    const inside = (place) => page.getByRole('button', { name: new RegExp(`^Step ${place.replaceAll('.', '\\.')}: `) });
    for (const place of ['2.1', '3.1.1', '3.2.1', '3.3.1']) await inside(place).waitFor();
    assert.equal(await inside('3.4.1').count(), 0);
    await inside('2').click();
    const ran = page.getByRole('region', { name: 'Subtest' });
    await ran.getByText('It passed.').waitFor();
    assert.equal(await ran.getByRole('row', { name: /^token/ }).getByRole('cell').textContent(), MASK);
    await inside('3').click();
    await page.getByRole('region', { name: 'Loop' }).getByText('The steps inside ran 3 times.').waitFor();
    assert.ok(!(await page.content()).includes(VALUE));
    const seen = target.requests.filter((request) => request.headers['x-token'] === VALUE);
    assert.equal(seen.length, 3, 'what the subtest took went on to each round');
    assert.deepEqual(await faultsInBoth(page, 'a result with loops and subtests', (scheme) => picture(page, `blocks-result-${scheme}`)), []);
  });

  test('say what is wrong with them', async () => {
    const { member } = installation.people;
    const { id } = await member.api.makeTest(installation.bucket, 'Lonely', [{ step_type: 'subtest', test_uuid: suite, assertions: [] }]);
    const gone = await member.api.send('DELETE', `/v1/buckets/${installation.bucket}/tests/${suite}`);
    assert.ok(gone.status < 300, gone.text);
    await page.goto(`${installation.url}/buckets/${installation.bucket}/tests/${id}/editor`);
    await page.getByRole('button', { name: /^Step 1: Subtest/ }).waitFor();
    const card = await step(page, 1);
    await card.getByText('There is no such test in this bucket').waitFor();
    await picture(page, 'blocks-no-such-test');
    await saveAndRun(page, 'Run Now');
    await page.getByRole('alert').filter({ hasText: 'There is no such test to run here' }).first().waitFor();
    await picture(page, 'blocks-unavailable');
  });
});
