/** A service that is told by POST, such as Slack's incoming webhooks. */
import { createServer } from 'node:http';
import { once } from 'node:events';

export class Receiver {
  /** What came: path, headers, body. */
  messages = [];
  /** What is answered. */
  status = 200;
  #echoes = false;
  #server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    this.messages.push({ path: request.url, headers: request.headers, text: Buffer.concat(parts).toString() });
    const { url, headers } = request;
    const echo = () => `${url}\n${JSON.stringify(headers)}\n${Buffer.concat(parts)}`;
    const more = this.#echoes ? { 'X-Echo': encodeURIComponent(url), Location: url } : {};
    response.writeHead(this.status, { 'Content-Type': 'text/plain', ...more }).end(this.#echoes ? echo() : this.status === 200 ? 'ok' : 'no_service');
  });

  static async start(cleanup) {
    const receiver = new Receiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    cleanup.add(() => {
      receiver.#server.closeAllConnections();
      receiver.#server.close();
    });
    return receiver;
  }

  /** Answers with all that came, from now on. */
  echo(status) {
    this.status = status;
    this.#echoes = true;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }
}
