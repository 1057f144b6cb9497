/** A step that hides what was sent and what came back says why it failed all the same. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { faultsInBoth } from '../lib/accessible.js';
import { launch, openPage, picture, signIn } from '../lib/browser.js';
import { Installation } from '../lib/installation.js';
import { startTarget } from '../lib/target.js';
import { Cleanup } from '../lib/wait.js';

describe('a failure behind a secret', () => {
  const cleanup = new Cleanup();
  let installation;
  let target;
  before(async () => {
    target = await startTarget();
    cleanup.add(() => target.stop());
    installation = await Installation.start(cleanup);
  });
  after(() => cleanup.run());

  test('names its cause and what to look at', async () => {
    const { owner, member } = installation.people;
    await owner.api.secret(installation.team, 'orders_key', 'Kq9/zX+4v~no-such-key');
    const step = {
      step_type: 'request',
      method: 'GET',
      url: `${target.url}/unauthorized`,
      headers: { 'X-Api-Key': ['{{get_secret(orders_key)}}'] },
      assertions: [{ source: 'response_status', comparison: 'equal_number', value: 200 }],
    };
    const { id } = await member.api.makeTest(installation.bucket, 'Orders', [step]);
    const run = await member.api.start(installation.bucket, id);
    await member.api.finished(installation.bucket, id, run);
    const page = await openPage(await launch(cleanup));
    await signIn(page, installation, member);
    await page.goto(`${installation.url}/buckets/${installation.bucket}/tests/${id}/results/${run}`);
    const why = page.getByRole('alert').filter({ hasText: 'did not accept the credentials (401)' });
    await why.getByText('the current one and has not expired').waitFor();
    await why.getByText('The step sent the secret orders_key').waitFor();
    assert.deepEqual(await faultsInBoth(page, 'a diagnosis', (scheme) => picture(page, `diagnosis-${scheme}`)), []);
  });
});
