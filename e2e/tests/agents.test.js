/** An agent from the page that makes its token to the run that is not made when it is away. */
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';

import { faults } from '../lib/accessible.js';
import { AgentProgram } from '../lib/agent.js';
import { launch, openPage, picture, profile, signIn } from '../lib/browser.js';
import { chapters } from '../lib/chapters.js';
import { Installation } from '../lib/installation.js';
import { turn } from '../lib/scheme.js';
import { startTarget } from '../lib/target.js';
import { Cleanup, until } from '../lib/wait.js';

/** An agent that says nothing for half a minute is offline. */
const AWAY = 60_000;

describe('agents', () => {
  const test = chapters();
  const cleanup = new Cleanup();
  /** @type {Installation} */
  let installation;
  let browser;
  let owner;
  let member;
  let target;
  let checked;
  let agent;

  before(async () => {
    target = await startTarget();
    cleanup.add(() => target.stop());
    installation = await Installation.start(cleanup);
    browser = await launch(cleanup);
    owner = await openPage(browser);
    member = await openPage(browser);
    await signIn(owner, installation, installation.people.owner);
    await signIn(member, installation, installation.people.member);
    const steps = [{ step_type: 'request', method: 'GET', url: `${target.url}/echo`, assertions: [{ source: 'response_status', comparison: 'equal_number', value: 200 }] }];
    checked = await installation.people.member.api.makeTest(installation.bucket, 'Intranet', steps);
  });
  after(() => cleanup.run());

  const row = (page) => page.getByRole('row', { name: /Office/ });
  const editor = () => `${installation.url}/buckets/${installation.bucket}/tests/${checked.id}/editor`;

  async function accessible(page, what) {
    assert.deepEqual(await faults(page, what), []);
  }

  /** Opens the places of the environment in the editor. */
  async function locations(page) {
    await page.goto(editor());
    const panel = page.getByRole('region', { name: 'Environment' });
    await panel.getByRole('button', { name: 'Settings of the environment' }).click();
    await panel.getByRole('tab', { name: 'Locations' }).click();
    return panel;
  }

  test('the owner adds an agent and gets a token and a command', async () => {
    await profile(owner, installation.people.owner).click();
    await owner.getByRole('menuitem', { name: 'Agents' }).click();
    await owner.getByText('No agents yet').waitFor();
    await picture(owner, 'agents-1-empty');
    await owner.getByRole('button', { name: 'Add Agent' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Office');
    await dialog.getByRole('button', { name: 'Add Agent' }).click();
    await dialog.getByText(`tacit agent --server ${installation.url} --token-file token`).waitFor();
    await accessible(owner, 'token');
    await picture(owner, 'agents-2-token');
    const token = await dialog.locator('code', { hasText: /^tca_/ }).innerText();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await row(owner).getByText('Not enrolled yet').waitFor();
    assert.ok(!(await owner.content()).includes(token), 'a token is shown once');

    agent = await AgentProgram.start(installation, token, cleanup);
    await row(owner).getByText('Online').waitFor();
    await row(owner).getByText('0 of 10').waitFor();
    await accessible(owner, 'list');
    await picture(owner, 'agents-3-online');
  });

  test('a member sees agents and changes none', async () => {
    await member.goto(`${installation.url}/agents`);
    await row(member).getByText('Online').waitFor();
    assert.equal(await member.getByRole('button', { name: /Add Agent|Remove Office/ }).count(), 0);
  });

  test('a member lets a test run there', async () => {
    const panel = await locations(member);
    await panel.getByText('Where tests run as long as nothing is chosen').waitFor();
    await panel.getByRole('checkbox', { name: 'Office' }).check();
    await accessible(member, 'locations');
    await picture(member, 'agents-4-locations');
    await member.getByRole('button', { name: /^Save & Run/ }).click();
    await member.waitForURL(/\/results\//);
    await member.getByText('Passed', { exact: true }).first().waitFor();
    await member.getByText('Office', { exact: true }).first().waitFor();
    await picture(member, 'agents-5-result');
  });

  test('what a shared environment switched on stays on', async () => {
    const { api } = installation.people.member;
    const agents = await api.take('GET', `/v1/teams/${installation.team}/agents`);
    const shared = await api.take('POST', `/v1/buckets/${installation.bucket}/environments`, { name: 'Everywhere', remote_agents: [{ name: 'Office', uuid: agents[0].agent_id }] });
    const path = `/v1/buckets/${installation.bucket}/tests/${checked.id}`;
    const [own] = (await api.take('GET', path)).environments;
    await api.take('PUT', `${path}/environments/${own.id}`, { ...own, parent_environment_id: shared.id, remote_agents: [] });
    const panel = await locations(member);
    await panel.getByText('Switched on in Everywhere').waitFor();
    const box = panel.getByRole('checkbox', { name: 'Office' });
    assert.ok((await box.isChecked()) && (await box.isDisabled()));
    await picture(member, 'agents-6-inherited');
  });

  test('a run at an agent that is away is orange, not red', async () => {
    await agent.stop();
    assert.equal(agent.code, 0, agent.said);
    await row(owner).getByText('Offline').waitFor({ timeout: AWAY });
    await picture(owner, 'agents-7-offline');
    const run = await until('the run ends', () => installation.people.member.api.run(installation.bucket, checked.id));
    assert.equal(run.agent_expired, true);
    const test = `${installation.url}/buckets/${installation.bucket}/tests/${checked.id}`;
    await member.goto(`${test}/results/${run.test_run_id}`);
    await member.getByText('Agent expired', { exact: true }).first().waitFor();
    await picture(member, 'agents-8-expired');
    await member.goto(`${test}/results`);
    const rows = member.getByRole('row', { name: /Office/ });
    await rows.getByText('Agent expired').first().waitFor();
    await rows.getByText('Passed').first().waitFor();
    await picture(member, 'agents-9-results');
    await member.goto(`${installation.url}/buckets/${installation.bucket}`);
    await member.locator('a[data-result="expired"]').first().waitFor();
    await picture(member, 'agents-10-strip');
  });

  test('removing says what names it', async () => {
    await row(owner).getByRole('button', { name: 'Remove Office' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByText('shared by tests in the bucket Default').waitFor();
    await accessible(owner, 'remove');
    await picture(owner, 'agents-11-remove');
    await dialog.getByRole('button', { name: 'Remove agent' }).click();
    await owner.getByText('No agents yet').waitFor();
    // The environments that name it say so, and can let go of it.
    const panel = await locations(member);
    await panel.getByText('Switched on in Everywhere').waitFor();
    await member.goto(`${installation.url}/buckets/${installation.bucket}/environments`);
    await member.getByRole('tab', { name: 'Locations' }).click();
    await member.getByText('This agent was removed: its runs end at once').waitFor();
    await turn(member, 'dark');
    await accessible(member, 'dark');
    await picture(member, 'agents-12-removed-dark');
    assert.deepEqual([...owner.problems, ...member.problems], []);
  });
});
