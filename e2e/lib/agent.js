/** The program as an agent, as somebody on another machine starts it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';

import { cleanEnvironment, program } from './program.js';
import { until } from './wait.js';

export class AgentProgram {
  #child;
  #ended = null;
  said = '';

  /** Starts it with a token and waits until it works; stopped by `cleanup`. */
  static async start(installation, token, cleanup) {
    const agent = new AgentProgram();
    await writeFile(installation.path('agent.token'), `${token}\n`, { mode: 0o600 });
    const args = ['agent', '--server', installation.url, '--token-file', installation.path('agent.token'), '--state-file', installation.path('agent.state'), '--allow-egress', '127.0.0.0/8'];
    const child = spawn(program(), args, { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    agent.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (agent.said += text));
    child.on('exit', (code) => (agent.#ended = { code }));
    cleanup.add(() => agent.stop());
    await until('the agent works', () => {
      if (agent.#ended) throw new Error(agent.said);
      return agent.said.includes(' works for ');
    });
    return agent;
  }

  /** Its exit code, when it has ended; null as long as it has not. */
  get code() {
    return this.#ended?.code ?? null;
  }

  /** Stops it in order. */
  async stop() {
    if (this.#ended) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exit;
  }
}
