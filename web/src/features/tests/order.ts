/** Which cards are shown, and in what order. */
import type { TestSummary } from '@/api/types';

export type Order = 'failures' | 'name' | 'recent';

export const orders: { value: Order; label: string }[] = [
  { value: 'failures', label: 'Failures First' },
  { value: 'name', label: 'Name' },
  { value: 'recent', label: 'Recently Run' },
];

const byName = (a: TestSummary, b: TestSummary) => a.name.localeCompare(b.name);
const last = (t: TestSummary) => t.last_run?.finished_at ?? 0;
const failing = (t: TestSummary) => (t.last_run?.result === 'fail' ? 0 : 1);

const compare: Record<Order, (a: TestSummary, b: TestSummary) => number> = {
  failures: (a, b) => failing(a) - failing(b) || (a.success_ratio ?? 2) - (b.success_ratio ?? 2) || byName(a, b),
  name: byName,
  recent: (a, b) => last(b) - last(a) || byName(a, b),
};

/** Every word of the filter stands somewhere in name or description. */
export function arrange(tests: TestSummary[], filter: string, order: Order): TestSummary[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return tests
    .filter((t) => {
      const text = `${t.name} ${t.description ?? ''}`.toLowerCase();
      return words.every((w) => text.includes(w));
    })
    .sort(compare[order]);
}
