/** Completion inside `{{`. */
import { templateBuiltins } from '@/lib/builtins';
import type { AvailableVariable } from './variables';

export interface Suggestion {
  label: string;
  help: string;
  /** Replaces everything from the braces to the caret. */
  insert: string;
}

/** Where an unfinished template begins before the caret, and what was typed of it. */
export function openTemplate(text: string, caret: number): { from: number; typed: string } | null {
  const before = text.slice(0, caret);
  const open = before.lastIndexOf('{{');
  if (open < 0 || before.indexOf('}}', open) >= 0) return null;
  const typed = before.slice(open + 2);
  return /^[\w .()]*$/.test(typed) ? { from: open, typed } : null;
}

export function suggest(typed: string, variables: AvailableVariable[], secrets: string[]): Suggestion[] {
  const all: Suggestion[] = [
    ...variables.map((v) => ({ label: v.name, help: v.origin, insert: `{{${v.name}}}` })),
    ...secrets.map((name) => ({ label: `get_secret(${name})`, help: 'secret', insert: `{{get_secret(${name})}}` })),
    ...templateBuiltins
      .filter((b) => b.name !== 'get_secret' || secrets.length === 0)
      .map((b) => ({ label: b.args ? `${b.name}(${b.args})` : b.name, help: b.help, insert: b.args ? `{{${b.name}(` : `{{${b.name}}}` })),
  ];
  const wanted = typed.trimStart().toLowerCase();
  const starts = all.filter((s) => s.label.toLowerCase().startsWith(wanted));
  const holds = all.filter((s) => !starts.includes(s) && s.label.toLowerCase().includes(wanted));
  return [...starts, ...holds].slice(0, 12);
}

/** The text with the suggestion put in, and where the caret goes. Closing braces that are there already are used. */
export function accept(text: string, caret: number, from: number, suggestion: Suggestion): { text: string; caret: number } {
  let rest = text.slice(caret);
  if (suggestion.insert.endsWith('}}') && rest.startsWith('}}')) rest = rest.slice(2);
  const before = text.slice(0, from) + suggestion.insert;
  return { text: before + rest, caret: before.length };
}
