/** What a channel hears of. */
import type { Bucket, Channel } from '@/api/types';

export interface Reach {
  wholeTeam: boolean;
  buckets: string[];
}

type Reaching = Pick<Channel, 'whole_team' | 'buckets' | 'environments'>;

/** In words, by the names of buckets. */
export function reachInWords(channel: Reaching, buckets: Bucket[]): string {
  if (channel.whole_team) return 'All tests of the team';
  const names = channel.buckets.map((key) => buckets.find((bucket) => bucket.key === key)?.name ?? key);
  const parts: string[] = [];
  if (names.length > 0) parts.push(`Tests of ${list(names)}`);
  if (channel.environments.length > 0) parts.push(channel.environments.length === 1 ? 'one environment that names it' : `${channel.environments.length} environments that name it`);
  if (parts.length === 0) return 'Nothing yet: choose buckets, or name it in an environment';
  return parts.join(', and ');
}

function list(names: string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** Whether a channel hears of the tests of a bucket in one of these environments. */
export const reaches = (channel: Reaching & { paused?: boolean }, bucket: string, environments: string[]): boolean =>
  !channel.paused && (channel.whole_team || channel.buckets.includes(bucket) || channel.environments.some((id) => environments.includes(id)));
