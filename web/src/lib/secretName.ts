/** What the server asks of a secret, told before it is sent. */
import { bytes, utf8Length } from './format';

export const longestName = 100;
export const largestValue = 16 * 1024;

/** What is wrong with a name, or null. */
export function nameProblem(name: string, others: string[]): string | null {
  if (name === '') return 'Give the secret a name.';
  if (!/^[A-Za-z_]/.test(name)) return 'A name starts with a letter or an underscore.';
  if (!/^[A-Za-z0-9_]+$/.test(name)) return 'A name is made of letters, digits and underscores.';
  if (name.length > longestName) return `A name has at most ${longestName} characters; this one has ${name.length}.`;
  if (others.includes(name)) return `There is a secret named ${name} already.`;
  return null;
}

/** What is wrong with a value, or null. Says nothing about the value itself. */
export function valueProblem(value: string): string | null {
  if (value === '') return 'Enter the value.';
  const size = utf8Length(value);
  return size > largestValue ? `A value has at most 16 KiB; this one has ${bytes(size)}.` : null;
}
