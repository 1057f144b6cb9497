/** What stands where on the wall: what is broken first. */
import type { BucketStatus } from '@/api/types';

const rank = (bucket: BucketStatus): number => ['failing', 'unwatched', 'passing', 'unknown'].indexOf(bucket.state);

/** Failing buckets first, those with most failing tests before others; then by name. */
export const arranged = (buckets: BucketStatus[]): BucketStatus[] =>
  buckets.toSorted((a, b) => rank(a) - rank(b) || b.failing - a.failing || a.name.localeCompare(b.name));

/** The same list with newer states. */
export const replaced = (known: BucketStatus[], fresh: BucketStatus[]): BucketStatus[] => known.map((bucket) => fresh.find((one) => one.bucket_key === bucket.bucket_key) ?? bucket);

/** In one sentence. */
export function summary(buckets: BucketStatus[]): string {
  const tests = buckets.reduce((sum, bucket) => sum + bucket.tests.length, 0);
  const failing = buckets.reduce((sum, bucket) => sum + bucket.failing, 0);
  if (tests === 0) return 'No tests yet';
  if (failing > 0) return `${failing} of ${tests} ${tests === 1 ? 'test' : 'tests'} failing`;
  const unwatched = buckets.flatMap((bucket) => bucket.tests).filter((test) => test.state === 'unwatched').length;
  if (unwatched > 0) return `${unwatched} of ${tests} ${tests === 1 ? 'test' : 'tests'} cannot be run`;
  const ran = buckets.some((bucket) => bucket.state === 'passing');
  return ran ? 'Everything is passing' : 'Nothing has run yet';
}
