/** A real Chromium, and what the tests do in it again and again. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

import { PASSWORD } from './installation.js';

const places = [process.env.TACIT_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where screenshots go; not under version control. */
const out = fileURLToPath(new URL('../out/', import.meta.url));

function executable() {
  const found = places.find((path) => path && existsSync(path));
  if (!found) throw new Error('Chromium is missing. Install it with `apt-get install chromium`, or name another one with TACIT_CHROMIUM.');
  return found;
}

/** Quiet: it talks to nobody but the page's own server. */
const args = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-gpu',
];

const look = { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' };

/** A browser whose contexts share nothing. */
export async function launch(cleanup) {
  const browser = await chromium.launch({ executablePath: executable(), args });
  cleanup.add(() => browser.close());
  return browser;
}

/** A person's own browser, with a profile on disk. */
export async function launchWithProfile(cleanup, folder) {
  const context = await chromium.launchPersistentContext(folder, { executablePath: executable(), args, ...look });
  cleanup.add(() => context.close());
  return context;
}

/** A page of a browser, or of a person's own browser, that fails the test when a script on it fails. */
export async function openPage(from, options = {}) {
  const context = 'newContext' in from ? await from.newContext({ ...look, ...options }) : from;
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => {
    // The browser reports every answer that is no success; the tests look at answers themselves.
    if (message.type() === 'error' && !/the server responded with a status of/.test(message.text())) page.problems.push(message.text());
  });
  return page;
}

/** Signs in as a person does. */
export async function signIn(page, installation, person) {
  await page.goto(`${installation.url}/sign-in`);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await profile(page, person).waitFor();
}

/** The picture at the top right. */
export const profile = (page, person) => page.getByRole('button', { name: `Profile of ${person.name}` });

/** Keeps a picture of the page, to be looked at by people. */
export async function picture(page, name) {
  await mkdir(out, { recursive: true });
  await page.screenshot({ path: `${out}${name}.png`, fullPage: true });
}
