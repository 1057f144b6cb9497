/** A service that is told by POST, such as Slack's incoming webhooks. */
import { createServer } from 'node:http';
import { once } from 'node:events';

export class Receiver {
  /** What came: path, headers, body. */
  messages = [];
  /** What is answered. */
  status = 200;
  #server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    this.messages.push({ path: request.url, headers: request.headers, text: Buffer.concat(parts).toString() });
    response.writeHead(this.status, { 'Content-Type': 'text/plain' }).end(this.status === 200 ? 'ok' : 'no_service');
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

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }
}
