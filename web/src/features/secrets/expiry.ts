/** The day on which a value stops working: told, counted down, never acted on. */

const day = 86_400;
/** Days ahead in which it is worth a mark; the server reminds of it on every page, too. */
const soon = 14;

/** What the list says of a date, in Unix seconds; null when it is far away. */
export function expiryMark(expiresAt: number | null, now: number): { text: string; tone: 'fail' | 'wait' } | null {
  if (expiresAt === null) return null;
  const days = Math.floor((expiresAt - now) / day);
  if (days < 0) return { text: 'expired', tone: 'fail' };
  if (days >= soon) return null;
  return { text: days === 0 ? 'expires today' : days === 1 ? 'expires tomorrow' : `expires in ${days} days`, tone: 'wait' };
}

const two = (n: number) => String(n).padStart(2, '0');

/** For a date field: `2027-01-31` in the reader's zone, or nothing. */
export function dateOf(expiresAt: number | null): string {
  if (expiresAt === null) return '';
  const at = new Date(expiresAt * 1000);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The end of that day in the reader's zone, in Unix seconds; null for an empty field. */
export function endOf(date: string): number | null {
  if (date === '') return null;
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
  return Math.floor(new Date(year, month - 1, dayOfMonth, 23, 59, 59).getTime() / 1000);
}
