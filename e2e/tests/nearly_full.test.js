/** A disk that is nearly full: people are told, schedules rest, and with room again they go on by themselves. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { after, describe, test } from 'node:test';

import { faultsInBoth } from '../lib/accessible.js';
import { launch, openPage, picture, signIn } from '../lib/browser.js';
import { Installation, PASSWORD } from '../lib/installation.js';
import { startTarget } from '../lib/target.js';
import { Cleanup, until } from '../lib/wait.js';

/** A disk of 64 MiB that only the server sees; it gets nearly full, and room again, when a file appears outside of it. */
const DISK = `
  mount -t tmpfs -o size=64m tmpfs "$1"
  await() { while [ ! -e "$1" ]; do sleep 0.1; done; }
  (
    await "$2/fill"
    free=$(df --output=avail --block-size=1 "$1" | tail -n 1)
    head -c $((free - 2500000)) /dev/zero > "$1/ballast"
    await "$2/empty"
    rm "$1/ballast"
  ) &
  shift 2
  exec "$@"`;

const settled = (run) => !['queued', 'working'].includes(run.result);

describe('a nearly full disk', () => {
  const cleanup = new Cleanup();
  after(() => cleanup.run());

  test('is told, lets schedules rest, and then go on by themselves', async () => {
    const target = await startTarget();
    cleanup.add(() => target.stop());
    const installation = await Installation.empty(cleanup);
    await installation.folder('data');
    const signals = await installation.folder('signals');
    const wrap = (command) => ['unshare', '--mount', '--map-root-user', 'bash', '-ec', DISK, 'disk', installation.dataDir, signals, ...command];
    await installation.serve({ wrap });
    const person = { email: 'ada@example.com', name: 'Ada', password: PASSWORD, team_name: 'Team' };
    const { headers } = await installation.anonymous.post('/v1/setup', person, { 'X-Tacit-CSRF': '1' });
    const cookie = { Cookie: headers.get('set-cookie').split(';')[0], 'X-Tacit-CSRF': '1' };
    const take = async (method, path, body) => (await installation.anonymous.send(method, path, body, cookie)).data;
    const [{ key }] = await take('GET', '/v1/buckets');
    const steps = [{ step_type: 'request', method: 'GET', url: `${target.url}/plain` }];
    const { id } = await take('POST', `/v1/buckets/${key}/tests`, { name: 'Orders', steps });
    const path = `/v1/buckets/${key}/tests/${id}`;
    const results = () => take('GET', `${path}/results?count=50`);
    const schedule = async () => (await take('GET', `${path}/schedules`))[0];
    await take('POST', `${path}/schedules`, { interval: '10s' });
    await until('the schedule has run', async () => (await results()).filter((run) => run.result === 'pass').length >= 1);

    const due = (await schedule()).next_run_at * 1000;
    await writeFile(`${signals}/fill`, '');
    const page = await openPage(await launch(cleanup));
    await until('it is told', async () => (await take('GET', '/v1/notices')).notices[0]?.code === 'disk_low');
    await signIn(page, installation, { ...person, role: 'owner' });
    const notice = page.getByText('disk is nearly full: schedules rest');
    await notice.waitFor();
    assert.deepEqual(await faultsInBoth(page, 'notice', (scheme) => picture(page, `nearly-full-${scheme}`)), []);
    const { paused_by: rests, next_run_at: next } = await schedule();
    assert.deepEqual([rests, next], ['disk', null]);
    const before = (await results()).length;
    // From the one that was due a tick comes every ten seconds.
    const from = Math.max(due, Date.now());
    await until('two ticks have gone by, of which only the newest can still run', async () => Date.now() > from + 21_000, 90_000);
    const { test_run_id: byHand } = await take('POST', `${path}/run`, {}).then(({ runs }) => runs[0]);
    await until('a run by hand goes on', async () => settled(await take('GET', `${path}/results/${byHand}`)));
    assert.equal((await results()).length, before + 1, 'nothing is made by the schedule, not even a record');

    await writeFile(`${signals}/empty`, '');
    await until('what was left out is listed', async () => (await results()).some((run) => run.reason?.code === 'missed_disk'), 90_000);
    await until('the schedule runs again', async () => (await results()).filter((run) => run.source === 'scheduled' && run.result === 'pass').length >= 2, 60_000);
    await page.reload();
    await page.getByRole('heading').first().waitFor();
    await until('the notice is gone', async () => (await notice.count()) === 0);
    assert.deepEqual(page.problems, []);
  });
});
