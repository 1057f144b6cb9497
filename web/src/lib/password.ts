/** A hint about a new password: length counts, tricks do not. */

/** The server refuses shorter ones. */
export const shortest = 10;

export function strength(password: string): { score: 0 | 1 | 2 | 3; hint: string } {
  const distinct = new Set(password.toLowerCase()).size;
  if (password.length === 0) return { score: 0, hint: `At least ${shortest} characters. A few unrelated words are good and easy to remember.` };
  if (password.length < shortest) return { score: 0, hint: `${shortest - password.length} more to go: at least ${shortest} characters.` };
  if (distinct < 6) return { score: 1, hint: 'Long enough, but it repeats itself. Mix in other characters.' };
  if (password.length < 16) return { score: 2, hint: 'Good. Longer is better.' };
  return { score: 3, hint: 'Strong.' };
}
