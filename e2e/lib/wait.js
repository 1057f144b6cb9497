/** Waiting for conditions, never for time to pass. */

/**
 * Asks again until the answer is truthy.
 * @template T
 * @param {string} what for the error when it never is
 * @param {() => T | Promise<T>} ask
 * @param {number} [limit] milliseconds
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, ask, limit = 15_000) {
  const end = performance.now() + limit;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`Waited ${limit} ms in vain: ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Things to stop at the end, the youngest first; one that fails does not keep the others from stopping. */
export class Cleanup {
  #steps = [];

  /** @param {() => unknown} step */
  add(step) {
    this.#steps.push(step);
  }

  async run() {
    const errors = [];
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be stopped');
  }
}
