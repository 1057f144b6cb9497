/** Places where something could have been left, as named pieces of text or bytes. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Every file below a folder, whole. */
export async function filesOf(folder) {
  const found = [];
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    const about = await stat(path).catch(() => null);
    // Sockets and files that went away meanwhile hold nothing.
    if (about?.isFile()) found.push({ what: name, text: await readFile(path).catch(() => Buffer.alloc(0)) });
  }
  return found;
}

/** Everything the page holds that a script on it, or a person with developer tools, could read. */
export const pageText = (page) =>
  page.evaluate(async () => {
    const roots = [document];
    const parts = [document.title, location.href];
    for (const root of roots) {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) {
          roots.push(element.shadowRoot);
          parts.push(element.shadowRoot.innerHTML);
        }
        if ('value' in element) parts.push(String(element.value));
      }
    }
    parts.push(document.documentElement.outerHTML, document.documentElement.innerText);
    return parts.join('\n');
  });

/** What the page's origin keeps in the browser. */
export const storageText = (page) =>
  page.evaluate(async () => {
    const databases = (await indexedDB.databases?.()) ?? [];
    const caches = await window.caches.keys();
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases, caches, document.cookie, history.state, window.name]);
  });

/**
 * The addresses of every GET route of the OpenAPI document, filled with the ids of this installation.
 * @param {Record<string, any>} document
 * @param {Record<string, string>[]} places what each parameter may be; one object for each step of each run
 */
export function addresses(document, places) {
  const found = new Map();
  for (const [route, methods] of Object.entries(document.paths)) {
    if (!methods.get) continue;
    const stream = JSON.stringify(methods.get.responses).includes('text/event-stream');
    for (const place of places) {
      const path = route.replace(/\{([^}]+)\}/g, (_, name) => {
        if (!(name in place)) throw new Error(`${route} has the parameter ${name}, which this test cannot fill: add it to its places`);
        return place[name];
      });
      found.set(path, { route, path, stream });
    }
  }
  return [...found.values()];
}
