/** The API that tests call: records what it received, and answers in the ways the tests need. */
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { once } from 'node:events';
import { generate } from 'selfsigned';

const collect = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
};

/** What each path answers; anything else is echoed. */
const answers = {
  '/plain': (_, response) => json(response, 200, { message: 'nothing of interest', items: [1, 2, 3] }),
  '/unauthorized': (_, response) => json(response, 401, { error: 'unauthorized' }),
  '/set-cookie': (request, response) => {
    response.setHeader('Set-Cookie', `session=${encodeURIComponent(request.query.get('session'))}; Path=/`);
    json(response, 200, { ok: true });
  },
  '/reflect': (request, response) => {
    const { headers, query } = request;
    const key = headers['x-api-key'] ?? query.get('api_key') ?? '';
    const bytes = Buffer.from(key, 'latin1');
    response.setHeader('X-Reflected', encodeURIComponent(key));
    json(response, 200, { key, base64: bytes.toString('base64'), hex: bytes.toString('hex'), reversed: [...key].reverse().join('') });
  },
  '/redirect': (request, response) => {
    response.writeHead(302, { Location: request.query.get('to') ?? '/plain' }).end();
  },
  '/loop': (_, response) => response.writeHead(302, { Location: '/loop' }).end(),
  '/huge': (request, response) => {
    // One gigabyte, as fast as it is taken.
    const chunk = Buffer.alloc(1 << 16, 'x');
    let left = (1 << 30) / chunk.length;
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    const more = () => {
      while (left > 0) {
        left -= 1;
        if (!response.write(chunk)) return response.once('drain', more);
      }
      response.end();
    };
    request.socket.on('error', () => {});
    response.on('error', () => {});
    more();
  },
};

function json(response, status, value) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

export class Target {
  /** Every request that came: method, path, query, headers, body. */
  requests = [];
  #waiting = [];
  #server;
  #scheme;
  #open = new Set();

  constructor(server, scheme) {
    this.#server = server;
    this.#scheme = scheme;
    server.on('request', (request, response) => this.#answer(request, response).catch((error) => json(response, 500, { error: String(error) })));
    server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.on('close', () => this.#open.delete(socket));
    });
    server.on('tlsClientError', () => {});
  }

  get port() {
    return this.#server.address().port;
  }

  get url() {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  /** Requests of this path, in order. */
  of(path) {
    return this.requests.filter((request) => request.path === path);
  }

  forget() {
    this.requests.length = 0;
  }

  /** Lets requests to `/wait` go on; answers how many were waiting. */
  release() {
    const waiting = this.#waiting.splice(0);
    for (const response of waiting) json(response, 200, { released: true });
    return waiting.length;
  }

  get waiting() {
    return this.#waiting.length;
  }

  async #answer(request, response) {
    const url = new URL(request.url, 'http://target');
    const seen = { method: request.method, path: url.pathname, query: url.searchParams, raw: request.url, headers: request.headers, body: await collect(request) };
    this.requests.push(seen);
    if (url.pathname === '/wait') {
      this.#waiting.push(response);
      return;
    }
    const answer = answers[url.pathname];
    if (answer) answer(Object.assign(request, { query: url.searchParams }), response);
    else json(response, 200, { method: seen.method, path: seen.path, query: Object.fromEntries(url.searchParams), headers: request.headers, body: seen.body.toString() });
  }

  async stop() {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

const listening = async (server, scheme) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new Target(server, scheme);
};

/** A target without TLS. */
export const startTarget = () => listening(createServer(), 'http');

/** A target with a certificate nobody vouches for. */
export async function startUntrustedTarget() {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' });
  return listening(createSecureServer({ key, cert }), 'https');
}

/** A loopback port where nobody listens. */
export async function closedPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
