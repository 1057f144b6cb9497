/** Tests that tell one story: what comes after a broken chapter fails at once instead of waiting in vain. */
import { test } from 'node:test';

/** Answers a `test` for the chapters of one story. */
export function chapters() {
  let broken;
  return (name, tell) =>
    test(name, async (context) => {
      if (broken) throw new Error(`Not reached: "${broken}" failed`);
      try {
        await tell(context);
      } catch (error) {
        broken = name;
        throw error;
      }
    });
}
