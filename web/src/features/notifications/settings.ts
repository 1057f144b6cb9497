/**
 * Reading the settings of a channel from their form. What is typed lives in the fields alone, as a secret's value does: it is
 * read once, when it is sent.
 */
import type { Field, Kind } from './kinds';

export type Settings = Record<string, unknown>;

const lines = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The names of form fields; those of credentials too. */
export const fieldName = (field: Field): string => `settings.${field.name}`;
export const headerName = (row: number): string => `settings.header.${row}.name`;
export const headerValue = (row: number): string => `settings.header.${row}.value`;

export function readSettings(kind: Kind, form: FormData): Settings {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const settings: Settings = {};
  for (const field of kind.fields) {
    const value = text(fieldName(field));
    switch (field.type) {
      case 'credential':
      case 'text':
      case 'choice':
        if (value !== '') settings[field.name] = value;
        break;
      case 'number':
        if (value !== '') settings[field.name] = Number(value.replace(/\D/g, ''));
        break;
      case 'list': {
        const list = lines(value);
        if (list.length > 0) settings[field.name] = list;
        break;
      }
      case 'switch':
        settings[field.name] = form.get(fieldName(field)) !== null;
        break;
      case 'headers': {
        const headers: Record<string, string> = {};
        for (let row = 0; form.has(headerName(row)); row++) if (text(headerName(row)) !== '') headers[text(headerName(row))] = text(headerValue(row));
        if (Object.keys(headers).length > 0) settings[field.name] = headers;
      }
    }
  }
  return settings;
}

/** What must be there and is not, by the field's label. */
export const missing = (kind: Kind, settings: Settings): string[] => kind.fields.filter((field) => !field.optional && field.type !== 'switch' && !(field.name in settings)).map((field) => field.label);
