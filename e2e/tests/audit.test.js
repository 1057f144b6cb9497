/** The owner reads the audit log: sentences, a search, a check, an export. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe } from 'node:test';

import { faultsInBoth } from '../lib/accessible.js';
import { launch, openPage, picture, profile, signIn } from '../lib/browser.js';
import { chapters } from '../lib/chapters.js';
import { Installation } from '../lib/installation.js';
import { pageText } from '../lib/sinks.js';
import { Cleanup } from '../lib/wait.js';

const VALUE = 'audit-s3cr3t-Kq9zX4v';

describe('the audit log', () => {
  const test = chapters();
  const cleanup = new Cleanup();
  /** @type {Installation} */
  let installation;
  let owner;
  let member;

  before(async () => {
    installation = await Installation.start(cleanup);
    const { people, team } = installation;
    for (let n = 0; n < 60; n++) await people.owner.api.secret(team, `key_${n}`, VALUE);
    const browser = await launch(cleanup);
    [owner, member] = await Promise.all([openPage(browser), openPage(browser)]);
    await signIn(owner, installation, people.owner);
    await signIn(member, installation, people.member);
  });
  after(() => cleanup.run());

  const entries = () => owner.getByRole('list', { name: 'Entries, newest first' }).getByRole('listitem');

  test('is found in the menu, and reads as sentences', async () => {
    await profile(owner, installation.people.owner).click();
    await owner.getByRole('menuitem', { name: 'Audit' }).click();
    await owner.getByText('added the secret key_59').waitFor();
    await owner.getByText(/signed in/).first().waitFor();
    assert.deepEqual(await faultsInBoth(owner, 'the log'), []);
    await picture(owner, 'audit-1-log');
    await owner.getByRole('button', { name: 'Older entries' }).click();
    await owner.getByText('added the secret key_0').waitFor();
  });

  test('is searched by what was done and by whom', async () => {
    await owner.getByLabel('What').selectOption('People and sign-ins');
    await owner.getByText('added the secret key_59').waitFor({ state: 'detached' });
    await owner.getByLabel('Who').selectOption(installation.people.member.name);
    await owner.getByText('signed in').first().waitFor();
    for (const text of await entries().allInnerTexts()) assert.match(text, new RegExp(installation.people.member.name));
    await owner.getByLabel('What').selectOption('Keys and backups');
    await owner.getByText('Nothing of this kind was done.').waitFor();
  });

  test('is checked, and its end can be kept', async () => {
    await owner.getByRole('button', { name: 'Check the log' }).click();
    await owner.getByText(/The log is as it was written: \d+ entries/).waitFor();
    await owner.getByRole('button', { name: 'Copy the end of the log' }).waitFor();
    await picture(owner, 'audit-2-checked');
    assert.deepEqual(await faultsInBoth(owner, 'the check'), []);
  });

  test('is exported as it is stored', async () => {
    const [download] = await Promise.all([owner.waitForEvent('download'), owner.getByRole('link', { name: 'Export' }).click()]);
    assert.equal(download.suggestedFilename(), 'tacit-audit.ndjson');
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line));
    assert.ok(lines.length > 60);
    assert.equal(JSON.parse(lines.at(-1).entry).action, 'export_made');
    for (const text of [JSON.stringify(lines), await pageText(owner)]) assert.ok(!text.includes(VALUE));
  });

  test('is nobody else’s', async () => {
    await member.goto(`${installation.url}/audit`);
    await member.getByText('The audit log is the owner’s').waitFor();
    await profile(member, installation.people.member).click();
    assert.equal(await member.getByRole('menuitem', { name: 'Audit' }).count(), 0);
  });
});
