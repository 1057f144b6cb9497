/** The words of definitions and results, and which go together. */
import type { Comparison, Source } from '@/api/definition';

export const sources: { value: Source; label: string; property?: string }[] = [
  { value: 'response_status', label: 'Status Code' },
  { value: 'response_headers', label: 'Headers', property: 'Header name' },
  { value: 'response_json', label: 'JSON Body', property: 'data.items[0].id' },
  { value: 'response_xml', label: 'XML Body', property: "//*[local-name()='id']/text()" },
  { value: 'response_text', label: 'Text Body' },
  { value: 'response_time', label: 'Response Time (ms)' },
  { value: 'response_size', label: 'Response Size (bytes)' },
];

export const comparisons: { value: Comparison; label: string; unary?: boolean; only?: Source[] }[] = [
  { value: 'empty', label: 'is empty', unary: true },
  { value: 'not_empty', label: 'is not empty', unary: true },
  { value: 'equal', label: 'equals' },
  { value: 'not_equal', label: 'does not equal' },
  { value: 'contains', label: 'contains' },
  { value: 'does_not_contain', label: 'does not contain' },
  { value: 'has_key', label: 'has key', only: ['response_json'] },
  { value: 'has_value', label: 'has value', only: ['response_json'] },
  { value: 'is_null', label: 'is null', unary: true, only: ['response_json'] },
  { value: 'is_a_number', label: 'is a number', unary: true },
  { value: 'equal_number', label: 'equals (number)' },
  { value: 'is_less_than', label: 'less than' },
  { value: 'is_less_than_or_equal', label: 'less than or equal' },
  { value: 'is_greater_than', label: 'greater than' },
  { value: 'is_greater_than_or_equal', label: 'greater than or equal' },
];

// Results name sources and comparisons a little differently from definitions; both are understood.
const resultSource: Record<string, Source> = {
  status_code: 'response_status',
  response_header: 'response_headers',
  json: 'response_json',
  xml: 'response_xml',
  text: 'response_text',
  response_time_ms: 'response_time',
  response_size_bytes: 'response_size',
};

export const takesProperty = (source: string): boolean => sources.some((s) => s.value === source && s.property !== undefined);
export const takesValue = (comparison: string): boolean => !comparisons.some((c) => c.value === comparison && c.unary);
export const comparisonsFor = (source: Source) => comparisons.filter((c) => !c.only || c.only.includes(source));

export const sourceLabel = (source: string): string =>
  sources.find((s) => s.value === (resultSource[source] ?? source))?.label ?? source;

const resultComparison: Record<string, string> = {
  is_empty: 'empty',
  is_not_empty: 'not_empty',
  equals: 'equal',
  does_not_equal: 'not_equal',
  equals_number: 'equal_number',
  less_than: 'is_less_than',
  less_than_or_equal: 'is_less_than_or_equal',
  greater_than: 'is_greater_than',
  greater_than_or_equal: 'is_greater_than_or_equal',
};
export const comparisonLabel = (comparison: string): string =>
  comparisons.find((c) => c.value === (resultComparison[comparison] ?? comparison))?.label ?? comparison;

export const roles = [
  { value: 'owner', label: 'Owner', hint: 'Everything, and the only role that manages secrets.' },
  { value: 'administrator', label: 'Administrator', hint: 'Manages people, buckets and tests; uses secrets by name.' },
  { value: 'member', label: 'Member', hint: 'Writes and runs tests; uses secrets by name.' },
  { value: 'read-only', label: 'Read-only', hint: 'Reads tests and results.' },
] as const;

export const roleLabel = (role: string): string => roles.find((r) => r.value === role)?.label ?? role;
export const canEdit = (role: string): boolean => role !== 'read-only';
export const managesBuckets = (role: string): boolean => role === 'owner' || role === 'administrator';
export const managesPeople = (role: string): boolean => role === 'owner' || role === 'administrator';
export const managesAgents = managesPeople;
/** Whether somebody chooses whom the team tells. */
export const managesChannels = managesBuckets;
/** Whether readers outside the team may be let in. */
export const canShare = canEdit;
