/** From an empty server to a schedule and a message on failure, by what the screens offer and nothing else. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';

import { launch, openPage, picture } from '../lib/browser.js';
import { Installation, PASSWORD } from '../lib/installation.js';
import { Person } from '../lib/person.js';
import { Receiver } from '../lib/receiver.js';
import { Cleanup, until } from '../lib/wait.js';

describe('the first hour', () => {
  const cleanup = new Cleanup();
  let installation;
  let page;
  let slack;
  /** The API that shall be watched. */
  const target = { status: 200, asked: 0 };

  before(async () => {
    const server = createServer((_, response) => {
      target.asked += 1;
      response.writeHead(target.status, { 'Content-Type': 'application/json' }).end('{"ok":true}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanup.add(() => {
      server.closeAllConnections();
      server.close();
    });
    target.url = `http://127.0.0.1:${server.address().port}/orders`;
    slack = await Receiver.start(cleanup);
    installation = await Installation.empty(cleanup);
    await installation.serve();
    page = await openPage(await launch(cleanup));
    // The one address that has to be known: the server prints it.
    await page.goto(installation.url);
  });
  after(() => cleanup.run());

  test('ends with a message, within three minutes', async () => {
    const person = new Person(page);
    const button = (name) => page.getByRole('button', { name, exact: true });
    const dialog = page.getByRole('dialog');

    await page.getByRole('heading', { name: 'Welcome to tacit' }).waitFor();
    await person.type(page.getByLabel('Team name'), 'Orders');
    await person.type(page.getByLabel('Your name'), 'Ada First');
    await person.type(page.getByLabel('Email'), 'ada@example.com');
    await person.type(page.getByLabel('Password', { exact: true }), PASSWORD);
    await person.press(button('Create team'));

    await page.getByText('No test yet').waitFor();
    await person.press(button('Create Test').last());
    await person.type(dialog.getByLabel('Test name'), 'Orders answer');
    await person.press(dialog.getByRole('button', { name: 'Create Test' }));
    await person.type(page.getByLabel('URL', { exact: true }), target.url);
    await picture(page, 'first-1-editor');
    await person.press(page.getByRole('button', { name: 'Save & Run' }));

    // The result leads on.
    await page.getByText('Passed', { exact: true }).first().waitFor();
    await page.getByText('Nobody hears when it fails').waitFor();
    await page.getByText('This test runs only when somebody starts it').waitFor();
    await picture(page, 'first-2-result');
    await person.press(button('In Slack'));
    await person.type(dialog.getByLabel('Webhook URL'), `${slack.url}/services/T00/B00/first-hour`);
    await picture(page, 'first-3-slack');
    await person.press(dialog.getByRole('button', { name: 'Add Channel' }));
    await page.getByText('Nobody hears when it fails').waitFor({ state: 'detached' });
    await page.getByText('a test message is there').waitFor();
    assert.match(slack.messages[0].text, /Test message/);

    // The API breaks; the schedule finds out by itself.
    target.status = 500;
    await page.getByLabel('Run it by itself').waitFor();
    assert.equal(await page.getByLabel('Run it by itself').inputValue(), '5m');
    await person.press(button('Schedule it'));
    const told = await until('Slack is told', () => slack.messages[1], 30_000);
    const seconds = person.seconds;

    assert.equal(told.path, '/services/T00/B00/first-hour');
    assert.match(told.text, /Orders answer/);
    assert.match(told.text, /failed/i);
    await page.getByText('This test runs only when somebody starts it').waitFor({ state: 'detached' });
    await person.press(page.getByRole('link', { name: 'Overview' }));
    await page.getByText('Incident: failing').waitFor();
    await picture(page, 'first-4-overview');
    assert.deepEqual(page.problems, []);
    assert.ok(seconds < 180, `${seconds} seconds`);
    console.log(`    ${person.clicks} clicks, ${person.keys} keystrokes, ${seconds.toFixed(1)} seconds until Slack was told`);
  });
});
