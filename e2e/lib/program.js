/** The program under test, as a user starts it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ours = fileURLToPath(new URL('../../target/debug/tacit', import.meta.url));

/** Path of the binary: `TACIT_BIN`, or the debug build of this checkout. */
export function program() {
  const path = process.env.TACIT_BIN ?? ours;
  if (!existsSync(path)) throw new Error(`There is no program at ${path}. Build it with \`cargo build -p tacit-cli\`, or name another with TACIT_BIN.`);
  return path;
}

/** Nothing of the tester's own environment changes what the program does. */
export const cleanEnvironment = (more = {}) => ({ PATH: process.env.PATH, HOME: process.env.HOME, ...more });

/**
 * Runs the program to its end.
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, input?: string, cwd?: string }} [options]
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
export function run(args, { env, input, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program(), args, { env: cleanEnvironment(env), cwd, stdio: 'pipe' });
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (out.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (out.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...out }));
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

/** Runs the program and takes its JSON answer; any other end is an error. */
export async function runJson(args, options) {
  const { code, stdout, stderr } = await run(args, options);
  if (code !== 0) throw new Error(`tacit ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout);
}
