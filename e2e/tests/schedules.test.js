/** Schedules and agents as people change them: when, where, at rest, and on a narrow screen. */
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';

import { faultsInBoth } from '../lib/accessible.js';
import { launch, openPage, picture, signIn } from '../lib/browser.js';
import { chapters } from '../lib/chapters.js';
import { Installation } from '../lib/installation.js';
import { startTarget } from '../lib/target.js';
import { Cleanup, until } from '../lib/wait.js';

describe('schedules', () => {
  const test = chapters();
  const cleanup = new Cleanup();
  let installation;
  let page;
  let api;
  let path;

  before(async () => {
    const target = await startTarget();
    cleanup.add(() => target.stop());
    installation = await Installation.start(cleanup);
    page = await openPage(await launch(cleanup));
    await signIn(page, installation, installation.people.owner);
    api = installation.people.owner.api;
    const steps = [{ step_type: 'request', method: 'GET', url: `${target.url}/plain` }];
    const { id } = await api.makeTest(installation.bucket, 'Orders', steps);
    path = `/v1/buckets/${installation.bucket}/tests/${id}`;
    await api.post(`${path}/schedules`, { interval: '1d', note: 'nightly' });
    await page.goto(`${installation.url}/buckets/${installation.bucket}/tests/${id}/schedules`);
  });
  after(() => cleanup.run());

  const row = () => page.getByRole('row', { name: /nightly/ });
  const more = async (item) => {
    await row().getByRole('button', { name: 'More about the schedule' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const kept = async () => (await api.get(`${path}/schedules`)).data[0];

  test('a schedule is changed where it stands', async () => {
    await more('Change');
    const dialog = page.getByRole('dialog', { name: 'Change the schedule' });
    assert.equal(await dialog.getByLabel('How often').inputValue(), 'Every day', 'it begins with what is there');
    assert.equal(await dialog.getByLabel('Note').inputValue(), 'nightly');
    await dialog.getByText('Cron', { exact: true }).click();
    await dialog.getByLabel('Cron expression').fill('0 9 * *');
    await dialog.getByRole('button', { name: 'Save Schedule' }).click();
    await dialog.getByText('this is no cron expression').first().waitFor();
    await dialog.getByLabel('Cron expression').fill('0 9 * * 1-5');
    await dialog.getByLabel('Time zone').fill('Europe/Berlin');
    assert.deepEqual(await faultsInBoth(page, 'change a schedule', (scheme) => picture(page, `schedule-change-${scheme}`)), []);
    await dialog.getByRole('button', { name: 'Save Schedule' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await row().getByText('0 9 * * 1-5 (Europe/Berlin)').waitFor();
    assert.deepEqual([(await kept()).cron, (await kept()).interval], ['0 9 * * 1-5', null]);
  });

  test('an environment rests, which shows, and wakes again', async () => {
    await more('Pause the environment');
    const alert = page.getByRole('alert').filter({ hasText: 'is paused' });
    await alert.waitFor();
    await row().getByText('Paused: the environment').waitFor();
    assert.equal((await kept()).paused_by, 'environment');
    assert.deepEqual(await faultsInBoth(page, 'an environment that rests', (scheme) => picture(page, `schedule-rest-${scheme}`)), []);
    await alert.getByRole('button', { name: /^Resume/ }).click();
    await alert.waitFor({ state: 'hidden' });
    assert.equal((await kept()).paused_by, null);
  });

  test('a shared environment rests from its own page', async () => {
    await api.post(`/v1/buckets/${installation.bucket}/environments`, { name: 'Production' });
    await page.goto(`${installation.url}/buckets/${installation.bucket}/environments`);
    const one = page.getByRole('region', { name: 'Production' });
    await one.getByRole('button', { name: 'Pause schedules' }).click();
    await one.getByText('Paused', { exact: true }).waitFor();
    const rests = async () => (await api.get(`/v1/buckets/${installation.bucket}/pauses`)).data.environments.length;
    assert.equal(await rests(), 1);
    await one.getByRole('button', { name: 'Resume schedules' }).click();
    await until('it wakes', async () => (await rests()) === 0);
  });

  test('an agent gets another name and more room', async () => {
    await api.post(`/v1/teams/${installation.team}/agents`, { name: 'Office' });
    await page.goto(`${installation.url}/agents`);
    await page.getByRole('button', { name: 'Change Office' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change Office' });
    await dialog.getByLabel('Name').fill('Office Berlin');
    await dialog.getByLabel('Runs at once').fill('25');
    await picture(page, 'agent-change');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('row', { name: /Office Berlin/ }).getByText('0 of 25').waitFor();
  });

  test('what can be done stays in view on a narrow screen', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    for (const [address, button] of [
      ['/agents', /^Change Office/],
      [`/buckets/${installation.bucket}/tests/${path.split('/').at(-1)}/schedules`, /^More about the schedule/],
    ]) {
      await page.goto(`${installation.url}${address}`);
      const action = page.getByRole('button', { name: button });
      await action.waitFor();
      const box = await action.boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= 390, `${address}: ${JSON.stringify(box)}`);
      await picture(page, `narrow-${address.split('/').at(-1)}`);
    }
  });
});
