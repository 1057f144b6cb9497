/** Light and dark, and pages on their way between two looks. */

/** Waits until nothing moves any more that comes to an end: a page in between is neither the one nor the other. */
export async function settled(page) {
  await page.evaluate(async () => {
    const moving = () => document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    // What was asked for begins with a later frame.
    for (let still = 0; still < 3; still += 1) {
      await frame();
      const now = moving();
      if (now.length > 0) still = -1;
      await Promise.allSettled(now.map((one) => one.finished));
    }
  });
}

/** Turns the page's colours and waits until they have turned. */
export async function turn(page, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, colorScheme);
  await settled(page);
}
