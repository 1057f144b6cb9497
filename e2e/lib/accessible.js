/** Whether people can use a page who do not see it well, or do not use a mouse. */
import { AxeBuilder } from '@axe-core/playwright';

import { settled, turn } from './scheme.js';

/** What is serious or critical in the page as it is: a sentence for each. */
export async function faults(page, name, rules) {
  await settled(page);
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  return grave.map(({ id, help, nodes }) => `${name}: ${id}, ${help}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
}

/** The same in light and in dark, where only the colours differ; `each` is called in between. Leaves the page light. */
export async function faultsInBoth(page, name, each = () => {}) {
  const found = [];
  for (const colorScheme of ['light', 'dark']) {
    await turn(page, colorScheme);
    found.push(...(await faults(page, `${name}, ${colorScheme}`, colorScheme === 'dark' ? ['color-contrast'] : undefined)));
    await each(colorScheme);
  }
  await turn(page, 'light');
  return found;
}
