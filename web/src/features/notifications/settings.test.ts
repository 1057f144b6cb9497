import { expect, test } from 'vitest';

import { kindOf, kinds } from './kinds';
import { headerName, headerValue, missing, readSettings } from './settings';

const form = (fields: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};
const kind = (id: string) => {
  const found = kindOf(id);
  if (!found) throw new Error(id);
  return found;
};

test('all eleven kinds are there', () => {
  expect(kinds.map((one) => one.id).toSorted()).toEqual(
    ['alertmanager', 'datadog', 'discord', 'email', 'opsgenie', 'pagerduty', 'slack', 'splunk_on_call', 'teams', 'telegram', 'webhook'].toSorted(),
  );
});

test('fields become settings, empty ones are left out', () => {
  expect(readSettings(kind('slack'), form({ 'settings.url': ' https://hooks.example/x ' }))).toEqual({ url: 'https://hooks.example/x' });
  expect(readSettings(kind('telegram'), form({ 'settings.token': 't', 'settings.chat': '@c', 'settings.thread': '1 234', 'settings.endpoint': '' }))).toEqual({ token: 't', chat: '@c', thread: 1234 });
  expect(readSettings(kind('email'), form({ 'settings.to': 'a@example.com,\nb@example.com, ', 'settings.security': 'tls' }))).toEqual({ to: ['a@example.com', 'b@example.com'], security: 'tls' });
});

test('headers and switches', () => {
  const data = form({ 'settings.url': 'u', [headerName(0)]: 'X-Key', [headerValue(0)]: 'k', [headerName(1)]: '', [headerValue(1)]: '' });
  expect(readSettings(kind('webhook'), data)).toEqual({ url: 'u', headers: { 'X-Key': 'k' }, values: false });
  data.set('settings.values', 'on');
  expect(readSettings(kind('webhook'), data)['values']).toBe(true);
});

test('what is missing is named', () => {
  expect(missing(kind('splunk_on_call'), { api_key: 'k' })).toEqual(['Routing key']);
  expect(missing(kind('webhook'), { url: 'u', values: true })).toEqual([]);
});
