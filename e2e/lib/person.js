/** A person who knows no more than what the screens say, and whose clicks and keystrokes are counted. */
export class Person {
  clicks = 0;
  keys = 0;
  #began = performance.now();

  constructor(page) {
    this.page = page;
  }

  /** Presses something that can be seen, by what it says. */
  async press(locator) {
    await locator.click();
    this.clicks += 1;
  }

  /** Types into a field that can be seen, by its label. */
  async type(locator, text) {
    await this.press(locator);
    await this.page.keyboard.press('ControlOrMeta+a');
    await locator.pressSequentially(text);
    this.keys += text.length;
  }

  /** Chooses from a list: one click to open it, one on the line. */
  async choose(locator, label) {
    await locator.selectOption({ label });
    this.clicks += 2;
  }

  get seconds() {
    return (performance.now() - this.#began) / 1000;
  }
}
