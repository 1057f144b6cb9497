/** An installation in a directory of its own, with people in every role, and its running server. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Api } from './api.js';
import { cleanEnvironment, program, runJson } from './program.js';
import { until } from './wait.js';

/** The same for everybody, and for nothing else than these tests. */
export const PASSWORD = 'a long enough pass phrase 27';

/** People of the team; the owner is made by `init`. */
const people = {
  owner: { name: 'Olga Owner', email: 'olga@example.com' },
  administrator: { name: 'Adam Admin', email: 'adam@example.com', role: 'administrator' },
  member: { name: 'Mia Member', email: 'mia@example.com', role: 'member' },
  reader: { name: 'Rita Reader', email: 'rita@example.com', role: 'read-only' },
};

/** How long an orderly end of the server may take, in milliseconds. */
const STOP_LIMIT = 40_000;

/**
 * @typedef {object} Person
 * @property {string} name
 * @property {string} email
 * @property {Api} api with the person's token
 */

export class Installation {
  #folder;
  #server;

  /** The folder for everything: `data`, `data.key`, the log. */
  constructor(folder) {
    this.#folder = folder;
    this.dataDir = join(folder, 'data');
    this.keyFile = join(folder, 'data.key');
    this.log = join(folder, 'server.log');
    this.passwordFile = join(folder, 'password');
    /** Every answer of the API to anybody. */
    this.heard = [];
    /** @type {Record<keyof typeof people, Person>} */
    this.people = {};
  }

  /** Makes folder and people, and starts the server. Stopped and removed by `cleanup`. */
  static async start(cleanup, options) {
    const installation = await Installation.empty(cleanup);
    await installation.makeOwner();
    await installation.serve(options);
    await installation.addPeople();
    return installation;
  }

  /** The folder alone. */
  static async empty(cleanup) {
    const folder = await mkdtemp(join(tmpdir(), 'tacit-e2e-'));
    const installation = new Installation(folder);
    await writeFile(installation.passwordFile, PASSWORD, { mode: 0o600 });
    cleanup.add(async () => {
      await installation.stop();
      await rm(folder, { recursive: true, force: true });
    });
    return installation;
  }

  /** A path inside the folder, beside the data directory. */
  path(...names) {
    return join(this.#folder, ...names);
  }

  async folder(name) {
    const path = this.path(name);
    await mkdir(path, { recursive: true });
    return path;
  }

  /** `tacit init`. */
  async makeOwner() {
    const { name, email } = people.owner;
    const args = ['init', '--data-dir', this.dataDir, '--owner-email', email, '--owner-name', name, '--owner-password-file', this.passwordFile];
    const { team_id, bucket_key, token } = await runJson([...args, '--team-name', 'Orders team', '--json']);
    Object.assign(this, { team: team_id, bucket: bucket_key });
    this.people.owner = { name, email, token };
  }

  /** `tacit admin add-person` for everybody else, while the server runs. */
  async addPeople() {
    for (const [key, { name, email, role }] of Object.entries(people)) {
      if (!role) continue;
      const args = ['admin', 'add-person', '--data-dir', this.dataDir, '--email', email, '--name', name, '--role', role];
      const { token } = await runJson([...args, '--password-file', this.passwordFile, '--json']);
      this.people[key] = { name, email, token };
    }
    this.#connect();
  }

  /**
   * `tacit serve` on a free port of loopback, logging everything it can to `this.log`.
   * @param {{ args?: string[], wrap?: (command: string[]) => string[] }} [options]
   */
  async serve({ args = [], wrap = (command) => command } = {}) {
    const listen = this.url ? new URL(this.url).host : '127.0.0.1:0';
    const [command, ...rest] = wrap([
      program(),
      ...['serve', '--data-dir', this.dataDir, '--listen', listen, '--allow-egress', '127.0.0.0/8', ...args],
    ]);
    const log = openSync(this.log, 'a');
    const child = spawn(command, rest, { env: cleanEnvironment({ TACIT_LOG: 'trace' }), stdio: ['ignore', 'pipe', log] });
    closeSync(log);
    const server = { child, out: '', ended: null };
    this.#server = server;
    child.stdout.setEncoding('utf8').on('data', (text) => (server.out += text));
    child.on('exit', (code, signal) => (server.ended = { code, signal }));
    try {
      this.url = await until('the server says where it listens', () => {
        if (server.ended) return 'ended';
        return /http:\/\/[\d.]+:\d+/.exec(server.out)?.[0];
      });
      if (server.ended) throw new Error('It ended at once');
    } catch (error) {
      throw new Error(`The server did not start:\n${server.out}${await readFile(this.log, 'utf8')}`, { cause: error });
    }
    this.#connect();
  }

  /** Process id of the server. */
  get pid() {
    return this.#server.child.pid;
  }

  /** How the server ended, or null. */
  get ended() {
    return this.#server?.ended ?? null;
  }

  /** What the server printed. */
  get printed() {
    return this.#server.out;
  }

  /** Stops the server in order, or at once with `SIGKILL`. */
  async stop(signal = 'SIGTERM') {
    const server = this.#server;
    if (!server || server.ended) return server?.ended;
    const { child } = server;
    const exit = once(child, 'exit');
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
    await exit;
    clearTimeout(force);
    return server.ended;
  }

  /** The API as nobody. */
  get anonymous() {
    return new Api(this.url, undefined, this.#hear);
  }

  #connect() {
    for (const person of Object.values(this.people)) person.api = new Api(this.url, person.token, this.#hear);
  }

  #hear = (what, text) => this.heard.push({ what, text });
}
