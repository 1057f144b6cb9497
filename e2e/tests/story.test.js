/** The announced story, in a browser: an owner stores a secret, a member's test uses it, nobody sees it. */
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';

import { launch, openPage, picture, profile, signIn } from '../lib/browser.js';
import { chapters } from '../lib/chapters.js';
import { addAssertion, addInitialVariable, addRow, createTest, lastAssertion, resultStep, saveAndRun, setPreRequestScript, setUrl, step, tab } from '../lib/editor.js';
import { Installation } from '../lib/installation.js';
import { startTarget } from '../lib/target.js';
import { Traces } from '../lib/traces.js';
import { Cleanup } from '../lib/wait.js';

const NAME = 'private_api_key';
const VALUE = 'pk_live_4fQ9-zR7xW2m+K8=';
const MASK = '•••';
const SCRIPT = `request.params.push({name:"api_key", value: get_secret("${NAME}")});`;

describe('the first story', () => {
  const test = chapters();
  const cleanup = new Cleanup();
  /** @type {Installation} */
  let installation;
  let target;
  let owner;
  let member;
  let testId;

  before(async () => {
    target = await startTarget();
    cleanup.add(() => target.stop());
    installation = await Installation.start(cleanup);
    const browser = await launch(cleanup);
    owner = await openPage(browser);
    member = await openPage(browser);
  });
  after(() => cleanup.run());

  test('the owner stores a secret from the menu under the profile picture', async () => {
    const { people } = installation;
    await signIn(owner, installation, people.owner);
    await profile(owner, people.owner).click();
    await picture(owner, 'story-1-menu');
    await owner.getByRole('menuitem', { name: 'Secrets' }).click();
    await owner.getByRole('button', { name: 'Add Secret' }).click();
    await owner.getByLabel('Name').fill(NAME);
    const value = owner.getByLabel('Value', { exact: true });
    await value.fill(VALUE);
    await owner.getByLabel('Anywhere (plain)').check();
    await picture(owner, 'story-2-add-secret');
    await owner.getByRole('button', { name: 'Save Changes' }).click();
    const row = owner.getByRole('listitem').filter({ has: owner.getByRole('button', { name: `Edit ${NAME}` }) });
    await row.waitFor();
    await row.getByLabel('Value: never shown').waitFor();
    await picture(owner, 'story-3-secrets');
    const fields = await owner.locator('input, textarea').evaluateAll((all) => all.map((field) => field.value));
    assert.ok(fields.every((text) => !text.includes(VALUE)), 'a field still holds the value');
    assert.deepEqual(new Traces(VALUE).find(await owner.content()), []);
  });

  test('a value that was changed by mistake can be left as it is', async () => {
    await owner.getByRole('button', { name: `Edit ${NAME}` }).click();
    const value = owner.getByLabel(`New value of ${NAME}`);
    assert.equal(await value.inputValue(), '', 'the value came back');
    await owner.getByRole('button', { name: 'Keep as it is' }).click();
    await value.waitFor({ state: 'detached' });
  });

  test('a member has no Secrets menu, and the API answers 403 naming the owner', async () => {
    const { people, team, url } = installation;
    await signIn(member, installation, people.member);
    await profile(member, people.member).click();
    await member.getByRole('menuitem', { name: 'Sign Out' }).waitFor();
    await picture(member, 'story-4-member-menu');
    assert.equal(await member.getByRole('menuitem', { name: 'Secrets' }).count(), 0);
    await member.keyboard.press('Escape');
    for (const who of ['administrator', 'member', 'reader']) {
      const { api } = people[who];
      for (const [method, path, body] of [
        ['GET', `/v1/teams/${team}/secrets`],
        ['POST', `/v1/teams/${team}/secrets`, { name: 'other', value: 'whatever it is' }],
        ['GET', `/v1/buckets/${installation.bucket}/secrets`],
      ]) {
        const answer = await api.send(method, path, body);
        assert.equal(answer.status, 403, `${who} ${method} ${path}: ${answer.text}`);
        assert.match(answer.error.message, new RegExp(people.owner.name));
      }
    }
    await member.goto(`${url}/secrets`);
    await member.getByText(`Ask ${people.owner.name}`).waitFor();
    await picture(member, 'story-5-member-secrets');
  });

  test('the member writes a test that uses it in four ways', async () => {
    testId = await createTest(member, installation, 'Orders with a key');
    const secret = `{{get_secret(${NAME})}}`;
    const header = await step(member, 1);
    await setUrl(header, `${target.url}/header`);
    await addRow(header, 'Header', 'X-Api-Key', secret);
    await picture(member, 'story-6-editor-header');
    await addAssertion(header, { source: 'response_json', property: "headers['x-api-key']", comparison: 'equal', value: secret });
    await picture(member, 'story-7-editor-assertions');

    await addInitialVariable(member, 'key', secret);
    const variable = await step(member, 2);
    await setUrl(variable, `${target.url}/variable`);
    await addRow(variable, 'Header', 'X-Api-Key', '{{key}}');

    const parameter = await step(member, 3);
    await setUrl(parameter, `${target.url}/parameter`);
    await addRow(parameter, 'Parameter', 'api_key', secret);

    const script = await step(member, 4);
    await setUrl(script, `${target.url}/script`);
    await setPreRequestScript(script, SCRIPT);
    await picture(member, 'story-8-editor-script');

    const plain = await step(member, 5);
    await setUrl(plain, `${target.url}/plain`);
    await addAssertion(plain, { source: 'response_json', property: 'message', comparison: 'equal', value: 'nothing of interest' });
  });

  test('Save & Run: the target received the real value each time', async () => {
    await saveAndRun(member);
    await picture(member, 'story-9-result');
    const [header, variable, parameter, script, plain] = ['/header', '/variable', '/parameter', '/script', '/plain'].map((path) => {
      const requests = target.of(path);
      assert.equal(requests.length, 1, `${path} was called ${requests.length} times`);
      return requests[0];
    });
    assert.equal(header.headers['x-api-key'], VALUE);
    assert.equal(variable.headers['x-api-key'], VALUE);
    assert.equal(parameter.query.get('api_key'), VALUE);
    assert.equal(script.query.get('api_key'), VALUE);
    assert.equal(plain.headers['x-api-key'], undefined);
    const list = await installation.people.member.api.take('GET', `/v1/buckets/${installation.bucket}/tests/${testId}/results`);
    assert.equal(list[0].result, 'pass', JSON.stringify(list[0]));
  });

  test('what a secret was sent with is masked: assertions, Request tab, body in the Response tab', async () => {
    for (const number of [1, 2, 3]) {
      const item = await resultStep(member, number);
      const cells = await lastAssertion(item);
      assert.equal(cells[0], 'Passed');
      assert.deepEqual(cells.slice(-2), [MASK, MASK], `step ${number}: ${cells}`);
      const request = await tab(item, 'Request');
      await request.getByRole('note', { name: 'The request is hidden' }).waitFor();
      assert.match(await request.innerText(), new RegExp(`used the secret ${NAME}.*What you can do.*${installation.people.owner.name}`, 's'));
      assert.doesNotMatch(await request.innerText(), /127\.0\.0\.1|user-agent/i);
      if (number === 1) await picture(member, 'story-10-hidden-request');
      const response = await tab(item, 'Response');
      await response.getByRole('note', { name: 'The response is hidden' }).waitFor();
      assert.match(await response.innerText(), /Status code 200/);
      assert.doesNotMatch(await response.innerText(), /content-type/i);
      if (number === 1) await picture(member, 'story-11-hidden-response');
      await (await tab(item, 'Connection')).getByText('127.0.0.1').first().waitFor();
    }
  });

  test('where a script read the secret, not even the status shows', async () => {
    const item = await resultStep(member, 4);
    const cells = await lastAssertion(item);
    assert.deepEqual([cells[0], ...cells.slice(-2)], ['Hidden', MASK, MASK]);
    assert.doesNotMatch(await item.innerText(), /Status code 200/);
    for (const name of ['Request', 'Response', 'Connection']) {
      const panel = await tab(item, name);
      await panel.getByRole('note').first().waitFor();
      assert.match(await panel.innerText(), /A script read the secret private_api_key/);
    }
    await picture(member, 'story-12-hidden-by-script');
  });

  test('a step without a secret is fully visible', async () => {
    const item = await resultStep(member, 5);
    const cells = await lastAssertion(item);
    assert.equal(cells[0], 'Passed');
    assert.match(cells.at(-1), /nothing of interest/);
    const request = await tab(item, 'Request');
    await request.getByText(`${target.url}/plain`).waitFor();
    const response = await tab(item, 'Response');
    assert.match(await response.innerText(), /nothing of interest/);
    await tab(item, 'Connection');
    await picture(member, 'story-13-visible');
  });

  test('the value is nowhere on the page, and no script of it failed', async () => {
    assert.deepEqual(new Traces(VALUE).find(await member.content()), []);
    assert.deepEqual([...owner.problems, ...member.problems], []);
  });
});
