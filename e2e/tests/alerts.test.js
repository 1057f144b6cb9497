/** The screens of alerting: channels of every kind, what became of messages, and incidents. */
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';

import { faultsInBoth } from '../lib/accessible.js';
import { launch, openPage, picture, signIn } from '../lib/browser.js';
import { chapters } from '../lib/chapters.js';
import { Installation } from '../lib/installation.js';
import { Receiver } from '../lib/receiver.js';
import { pageText, storageText } from '../lib/sinks.js';
import { prepare, Traces } from '../lib/traces.js';
import { Cleanup, until } from '../lib/wait.js';

/** The part of the webhook's address that whoever has it can write with. */
const CREDENTIAL = 'c4nary-B0Xq9-webhook-key';
const KINDS = ['Slack', 'E-mail', 'Webhook', 'Microsoft Teams', 'Discord', 'Telegram', 'PagerDuty', 'Opsgenie', 'Splunk On-Call', 'Datadog', 'Alertmanager'];

describe('the screens of alerting', () => {
  const test = chapters();
  const cleanup = new Cleanup();
  const traces = new Traces(CREDENTIAL);
  /** @type {Installation} */
  let installation;
  let receiver;
  let api;
  let owner;
  let broken;

  before(async () => {
    receiver = await Receiver.start(cleanup);
    installation = await Installation.start(cleanup);
    // Answers 404 to whatever is asked: what is tested here fails until that changes.
    api = await Receiver.start(cleanup);
    api.status = 404;
    const { people, bucket } = installation;
    broken = await people.member.api.makeTest(bucket, 'Orders answer', [
      { step_type: 'request', method: 'GET', url: `${api.url}/orders`, assertions: [{ source: 'response_status', comparison: 'equal_number', value: 200 }] },
    ]);
    owner = await openPage(await launch(cleanup));
    await signIn(owner, installation, people.owner);
  });
  after(() => cleanup.run());

  const silent = async (what) => assert.deepEqual(traces.find(prepare(`${await pageText(owner)}\n${await storageText(owner)}`)), [], what);
  const accessible = async (name) => {
    assert.deepEqual(await faultsInBoth(owner, name, (scheme) => picture(owner, `alerts-${name}-${scheme}`)), []);
  };

  test('an empty page says what channels are for, and offers every kind with its fields', async () => {
    await owner.getByRole('link', { name: 'Notifications' }).click();
    await owner.getByText('Nobody is told yet').waitFor();
    await owner.getByRole('button', { name: 'Add Channel' }).first().click();
    const dialog = owner.getByRole('dialog');
    const offered = dialog.getByRole('group', { name: 'Kind of channel' }).getByRole('button');
    await offered.first().waitFor();
    assert.equal(await offered.count(), KINDS.length);
    await accessible('kinds');
    for (const kind of KINDS) {
      await offered.filter({ hasText: kind }).first().click();
      await dialog.getByLabel('Name', { exact: true }).waitFor();
      assert.equal(await dialog.getByLabel('Name', { exact: true }).inputValue(), kind);
      const required = await dialog.locator('input[required], textarea[required]').count();
      assert.ok(required >= 2, `${kind} asks for nothing`);
      await picture(owner, `alerts-kind-${kind.replaceAll(' ', '-')}`);
      await dialog.getByRole('button', { name: 'Another kind' }).click();
    }
  });

  test('what is wrong is said where it is, and nothing is lost', async () => {
    const dialog = owner.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Slack' }).click();
    await dialog.getByLabel('Webhook URL').fill('no address');
    await dialog.getByRole('button', { name: 'Add Channel' }).click();
    const alert = dialog.getByRole('alert');
    await alert.waitFor();
    assert.ok(!(await alert.innerText()).includes('no address'), 'the field is quoted');
    await picture(owner, 'alerts-wrong-address');
  });

  test('a channel is made; its credential is never shown again', async () => {
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('Webhook URL').fill(`${receiver.url}/services/${CREDENTIAL}`);
    await dialog.getByLabel('Name', { exact: true }).fill('Orders channel');
    await dialog.getByRole('button', { name: 'Add Channel' }).click();
    const card = owner.getByRole('article', { name: 'Orders channel' });
    await card.waitFor();
    await card.getByText('When a test fails, and when it is back to normal').waitFor();
    await card.getByText('All tests of the team').waitFor();
    await owner.getByText('Orders channel hears of your tests from now on: a test message is there.').waitFor();
    assert.match(receiver.messages.at(-1).text, /Test message/);
    await silent('the page of channels');
    await owner.reload();
    await card.waitFor();
    await silent('the page of channels, loaded again');
  });

  test('a test message says in words what became of it', async () => {
    const card = owner.getByRole('article', { name: 'Orders channel' });
    await card.getByRole('button', { name: 'Send a test' }).click();
    await card.getByText('The message arrived').waitFor();
    assert.equal(receiver.messages.length, 2);
    assert.match(receiver.messages[1].path, new RegExp(CREDENTIAL), 'the control: the receiver gets the credential');
    assert.match(receiver.messages[1].text, /Test message/);
    receiver.status = 403;
    await card.getByRole('button', { name: 'Send a test' }).click();
    await card.getByText('The message did not arrive (403)').waitFor();
    receiver.status = 200;
    await accessible('channels');
    await card.getByRole('button', { name: 'Preview' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByText('is passing again').or(dialog.getByText('failed')).first().waitFor();
    await dialog.getByText('Back to normal', { exact: true }).click();
    await dialog.getByText('is passing again').first().waitFor();
    await dialog.getByText('As it is sent').click();
    await picture(owner, 'alerts-preview');
    await silent('the preview');
    await owner.keyboard.press('Escape');
  });

  test('a failure opens an incident, which says who was told, and can be taken care of', async () => {
    const { people, bucket } = installation;
    receiver.messages.length = 0;
    const run = await people.member.api.start(bucket, broken.id);
    await people.member.api.finished(bucket, broken.id, run);
    await until('the channel is told', () => receiver.messages.length === 1);
    await owner.getByRole('link', { name: 'tacit, start page' }).click();
    const card = owner.getByRole('article', { name: 'Orders answer' });
    await card.getByRole('link', { name: 'Incident: Failing' }).waitFor();
    await picture(owner, 'alerts-card');
    await card.getByRole('link', { name: 'Orders answer', exact: true }).click();
    await owner.getByText('Incident: failing').waitFor();
    await owner.goto(`${installation.url}/buckets/${bucket}/tests/${broken.id}/results/${run}`);
    await owner.getByRole('link', { name: 'See what happened' }).click();
    await owner.getByText('It began: the test did not pass in This server').waitFor();
    await owner.getByText('Orders channel was told: failed').waitFor();
    await accessible('incident');
    await owner.getByRole('link', { name: 'All incidents' }).click();
    await accessible('incidents');
    await owner.getByRole('button', { name: 'Take care of Orders answer' }).click();
    await owner.getByText('Failing, taken care of').waitFor();
    await owner.getByRole('link', { name: 'Orders answer' }).click();
    await owner.getByText('Olga Owner takes care of it').waitFor();
  });

  test('when it passes again the incident is over, and the channel hears of it', async () => {
    const { people, bucket } = installation;
    api.status = 200;
    await people.member.api.run(bucket, broken.id);
    await until('the channel is told', () => receiver.messages.length === 2);
    await owner.getByText('It is over').waitFor();
    await picture(owner, 'alerts-incident-over');
    await owner.getByRole('link', { name: 'Notifications' }).click();
    const card = owner.getByRole('article', { name: 'Orders channel' });
    await card.getByText('Delivered').waitFor();
    await card.getByRole('button', { name: 'Messages' }).click();
    const log = owner.getByRole('dialog').getByRole('list', { name: 'Messages' });
    await log.getByText('Delivered').nth(1).waitFor();
    await picture(owner, 'alerts-log');
    await silent('the log');
    await owner.keyboard.press('Escape');
  });

  test('a message that was refused is tried at once from the log', async () => {
    const { people, bucket } = installation;
    receiver.status = 404;
    api.status = 500;
    await people.member.api.run(bucket, broken.id);
    const card = owner.getByRole('article', { name: 'Orders channel' });
    await card.getByText('Not delivered yet, tried again').waitFor();
    await card.getByRole('button', { name: 'Messages' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Try now' }).waitFor();
    await picture(owner, 'alerts-log-failed');
    receiver.status = 200;
    const before = receiver.messages.length;
    await dialog.getByRole('button', { name: 'Try now' }).click();
    await until('it arrives', () => receiver.messages.length > before);
    await dialog.getByText('Delivered').nth(2).waitFor();
    await owner.keyboard.press('Escape');
  });

  test('a channel is changed, its settings stay; then it is paused', async () => {
    const card = owner.getByRole('article', { name: 'Orders channel' });
    const menu = async (item) => {
      await card.getByRole('button', { name: 'More about Orders channel' }).click();
      await owner.getByRole('menuitem', { name: item }).click();
    };
    await menu('Change');
    const dialog = owner.getByRole('dialog');
    await dialog.getByText('never shown again').waitFor();
    await dialog.getByLabel('Failed runs in a row before it counts').fill('3');
    await dialog.getByRole('button', { name: 'Reminders, flaky tests, causes' }).click();
    await dialog.getByLabel('Remind while it lasts').selectOption('3600');
    await picture(owner, 'alerts-change');
    await dialog.getByRole('button', { name: 'Save Channel' }).click();
    await card.getByText('When a test fails after 3 failed runs in a row, and when it is back to normal; again every hour while it lasts').waitFor();
    const before = receiver.messages.length;
    await card.getByRole('button', { name: 'Send a test' }).click();
    await until('the old settings count', () => receiver.messages.length > before);
    await menu('Pause');
    await card.getByText('Paused').waitFor();
  });

  test('mails say when the server cannot send any, and environments name channels', async () => {
    const { bucket, url, people } = installation;
    await owner.goto(`${url}/buckets/${bucket}/settings`);
    await owner.getByText('This server sends no mails yet').waitFor();
    await owner.getByRole('combobox', { name: 'Recipients' }).fill('olga@example.com');
    await owner.keyboard.press('Enter');
    await owner.getByRole('button', { name: 'Save mails' }).click();
    await owner.getByText('The mails of the bucket were saved.').waitFor();
    const saved = await people.owner.api.take('GET', `/v1/buckets/${bucket}/emails`);
    assert.deepEqual([saved.recipients.length, saved.notify_on], [1, 'switch']);
    await picture(owner, 'alerts-bucket-mails');
    await owner.goto(`${url}/buckets/${bucket}/tests/${broken.id}/editor`);
    await owner.getByRole('region', { name: 'Environment' }).getByRole('button', { name: 'Settings of the environment' }).click();
    await owner.getByRole('tab', { name: 'Notifications' }).click();
    await owner.getByRole('checkbox', { name: 'Orders channel' }).check();
    await picture(owner, 'alerts-environment');
    await owner.getByRole('button', { name: 'Save & Run' }).click();
    await owner.waitForURL(/\/results\//);
    await owner.getByText('Failed', { exact: true }).first().waitFor();
    const test = await people.owner.api.take('GET', `/v1/buckets/${bucket}/tests/${broken.id}`);
    assert.equal(test.environments[0].integrations.length, 1);
    await owner.getByRole('link', { name: 'Notifications' }).click();
    await owner.getByText('All tests of the team').waitFor();
    assert.deepEqual(owner.problems, []);
  });

  test('a member sees channels and manages none; a reader sees none', async () => {
    const browser = owner.context().browser();
    for (const [who, words] of [['member', 'Orders channel'], ['reader', 'Members see here whom the team tells']]) {
      const page = await openPage(browser);
      await signIn(page, installation, installation.people[who]);
      await page.getByRole('link', { name: 'Notifications' }).click();
      await page.getByText(words).first().waitFor();
      for (const action of ['Add Channel', 'Send a test']) assert.equal(await page.getByRole('button', { name: action }).count(), 0, `${who}: ${action}`);
      await page.context().close();
    }
  });
});
