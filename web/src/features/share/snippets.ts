/** What to put into a page for a badge to show there. */
import type { Timeframe } from '@/api/types';

export type BadgeSays = 'state' | 'success';

export const badgeAddress = (url: string, says: BadgeSays, period: Timeframe): string => (says === 'state' ? url : `${url}?show=success${period === 'day' ? '' : `&timeframe=${period}`}`);

/** A name is text: what Markdown would read as more is escaped. */
export const markdownOf = (name: string, address: string): string => `![${name.replace(/[\\[\]`*_<>!&]/g, (c) => `\\${c}`)}](${address})`;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => entities[c] ?? c);

export const htmlOf = (name: string, address: string): string => `<img src="${escaped(address)}" alt="${escaped(name)}" height="20">`;
