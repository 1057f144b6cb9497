/** What a person does in the test editor and on the page of a result. */

const steps = (page) => page.getByRole('list', { name: 'Steps', exact: true }).locator('> li');

/** Makes a test with the button, and waits for its editor. */
export async function createTest(page, installation, name) {
  await page.goto(`${installation.url}/buckets/${installation.bucket}`);
  await page.getByRole('button', { name: 'Create Test' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Test name').fill(name);
  await dialog.getByRole('button', { name: 'Create Test' }).click();
  await steps(page).first().waitFor();
  return /tests\/([^/]+)\/editor/.exec(page.url())[1];
}

/** The card of a step, opened. The test has as many steps as needed afterwards. */
export async function step(page, number) {
  while ((await steps(page).count()) < number) await page.getByRole('button', { name: 'Add Request' }).last().click();
  const card = steps(page).nth(number - 1);
  const line = card.getByRole('button', { name: `Step ${number}:` });
  if ((await line.getAttribute('aria-expanded')) === 'false') await line.click();
  return card;
}

export const setUrl = (card, url) => card.getByLabel('URL', { exact: true }).fill(url);

/** Adds a header, a parameter or a variable to the end of a table. */
export async function addRow(part, what, name, value) {
  const group = part.getByRole('group', { name: `${what}s` });
  // Every table ends with an empty row: the rows can be counted once one is there.
  await group.getByLabel(/ name$/).first().waitFor();
  const number = await group.getByLabel(/ name$/).count();
  await group.getByLabel(`${what} ${number} name`).fill(name);
  await group.getByLabel(`${what} ${number} value`).fill(value);
}

/** Adds an assertion; leaves the tab open. */
export async function addAssertion(card, { source, property, comparison, value }) {
  await card.getByRole('tab', { name: 'Assertions' }).click();
  const add = card.getByRole('button', { name: 'Add Assertion' });
  await add.waitFor();
  const number = 1 + (await card.getByRole('group', { name: /^Assertion / }).count());
  await add.click();
  const field = (name) => card.getByLabel(`Assertion ${number} ${name}`);
  await field('source').selectOption(source);
  if (property !== undefined) await field('property').fill(property);
  await field('comparison').selectOption(comparison);
  if (value !== undefined) await field('target value').fill(value);
}

export async function setPreRequestScript(card, text) {
  await card.getByRole('tab', { name: 'Pre-request Script' }).click();
  await card.getByRole('textbox', { name: 'Pre-request script' }).fill(text);
}

export async function addInitialVariable(page, name, value) {
  const panel = page.getByRole('region', { name: 'Environment' });
  const line = panel.getByRole('button', { name: 'Settings of the environment' });
  if ((await line.getAttribute('aria-expanded')) === 'false') await line.click();
  await addRow(panel, 'Variable', name, value);
}

/** Presses the button and waits for the whole result. */
export async function saveAndRun(page, button = 'Save & Run') {
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL(/\/results\//);
  await page.getByRole('heading', { name: 'Variables', level: 2 }).last().waitFor({ timeout: 60_000 });
  return /results\/([^/?#]+)/.exec(page.url())[1];
}

/** A step of a result, opened. */
export async function resultStep(page, number) {
  const item = steps(page).nth(number - 1);
  const line = item.getByRole('button', { name: `Step ${number}:` });
  if ((await line.getAttribute('aria-expanded')) === 'false') await line.click();
  return item;
}

/** Chooses a tab of an opened step of a result and answers its panel. */
export async function tab(item, name) {
  await item.getByRole('tab', { name, exact: true }).click();
  return item.getByRole('tabpanel', { name, exact: true });
}

/** The cells of the last assertion of an opened step of a result: verdict, check, expected, found. */
export async function lastAssertion(item) {
  const row = item.getByRole('table', { name: 'Assertions' }).getByRole('row').last();
  await row.getByRole('cell').first().waitFor();
  return row.getByRole('cell').allTextContents();
}
