/** The REST API as a client with a token, or without one. */
import { get } from 'node:http';

import { until } from './wait.js';

export class Answer {
  constructor(status, headers, text) {
    this.status = status;
    this.headers = headers;
    this.text = text;
  }

  get json() {
    return JSON.parse(this.text);
  }

  get data() {
    return this.json.data;
  }

  get error() {
    return this.json.error;
  }
}

export class Api {
  #url;
  #token;
  #hear;

  /** @param {(what: string, text: string) => void} [hear] is told of every answer */
  constructor(url, token, hear = () => {}) {
    this.#url = url;
    this.#token = token;
    this.#hear = hear;
  }

  /**
   * @param {string} method
   * @param {string} path begins with `/`; of the server's root
   * @param {unknown} [body] text as it stands, anything else as JSON
   */
  async send(method, path, body, headers = {}) {
    const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
    const all = { ...(this.#token && { Authorization: `Bearer ${this.#token}` }), ...(text !== undefined && { 'Content-Type': 'application/json' }), ...headers };
    const response = await fetch(this.#url + path, { method, body: text, headers: all, redirect: 'manual' });
    const answered = await response.text();
    this.#hear(`${method} ${path}`, `${JSON.stringify([...response.headers])}\n${answered}`);
    return new Answer(response.status, response.headers, answered);
  }

  get = (path) => this.send('GET', path);
  post = (path, body, headers) => this.send('POST', path, body, headers);
  put = (path, body) => this.send('PUT', path, body);
  del = (path) => this.send('DELETE', path);

  /** The data of an answer that must be a success. */
  async take(method, path, body) {
    const answer = await this.send(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.text === '' ? null : answer.data;
  }

  /**
   * Everything a stream of events says until the server ends it, or until `enough` says so.
   * @param {(text: string) => boolean} [enough]
   */
  async stream(path, { enough = () => false, limit = 20_000 } = {}) {
    const headers = { Authorization: `Bearer ${this.#token}`, Accept: 'text/event-stream' };
    const request = get(this.#url + path, { headers, agent: false });
    const text = await new Promise((resolve, reject) => {
      let all = '';
      const end = () => {
        clearTimeout(timer);
        request.destroy();
        resolve(all);
      };
      const timer = setTimeout(end, limit);
      request.on('error', (error) => (all === '' ? reject(error) : end()));
      request.on('response', (response) => {
        response.setEncoding('utf8');
        response.on('data', (part) => {
          all += part;
          if (enough(all)) end();
        });
        response.on('close', end);
      });
    });
    this.#hear(`GET ${path}`, text);
    return text;
  }

  /** Stores a secret of the team. */
  secret(team, name, value) {
    return this.take('POST', `/v1/teams/${team}/secrets`, { name, value });
  }

  /**
   * Makes a test with these steps and settings of its environment.
   * @returns {Promise<{ id: string, default_environment_id: string }>}
   */
  async makeTest(bucket, name, steps, environment) {
    const made = await this.take('POST', `/v1/buckets/${bucket}/tests`, { name });
    const test = await this.take('PUT', `/v1/buckets/${bucket}/tests/${made.id}`, { name, steps });
    if (environment) {
      const before = test.environments[0];
      await this.take('PUT', `/v1/buckets/${bucket}/tests/${made.id}/environments/${before.id}`, { ...before, ...environment });
    }
    return test;
  }

  /** Starts a run; its id. */
  async start(bucket, test, body = {}) {
    const { runs } = await this.take('POST', `/v1/buckets/${bucket}/tests/${test}/run`, body);
    return runs[0].test_run_id;
  }

  /** The result of a run, when it has ended. */
  finished(bucket, test, run, limit = 60_000) {
    return until(
      `run ${run} ends`,
      async () => {
        const detail = await this.take('GET', `/v1/buckets/${bucket}/tests/${test}/results/${run}`);
        return ['pass', 'fail', 'canceled'].includes(detail.result) && detail;
      },
      limit,
    );
  }

  /** Runs a test to its end. */
  async run(bucket, test, body) {
    return this.finished(bucket, test, await this.start(bucket, test, body));
  }
}
