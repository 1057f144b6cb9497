/** One bucket on the wall: its failing tests, and those that cannot be run, in full, the others as marks. */
import { Link } from '@tanstack/react-router';

import type { BucketStatus, TestStatus } from '@/api/types';
import { Ago } from '@/components/Ago';
import { VerdictBadge, VerdictIcon } from '@/components/Verdict';
import { OutcomeStrip } from '@/features/tests/OutcomeStrip';
import { count } from '@/lib/format';
import classes from './Wall.module.css';

const looks: Record<string, string> = { failing: 'fail', unwatched: 'missed', passing: 'pass', unknown: 'none' };
const spoken: Record<string, string> = { failing: 'failing', unwatched: 'cannot be run', passing: 'passing', unknown: 'not run yet' };

export function BucketPanel({ bucket }: { bucket: BucketStatus }) {
  const failing = bucket.tests.filter((test) => test.state === 'failing');
  const unwatched = bucket.tests.filter((test) => test.state === 'unwatched');
  const others = bucket.tests.filter((test) => test.state !== 'failing' && test.state !== 'unwatched');
  return (
    <section className={classes.bucket} data-state={bucket.state} aria-label={bucket.name}>
      <div className={classes.title}>
        <Link to="/buckets/$bucket" params={{ bucket: bucket.bucket_key }} className={classes.name}>
          {bucket.name}
        </Link>
        {failing.length > 0 ? (
          <span className={classes.count}>
            <VerdictIcon result="fail" size={20} /> {failing.length} of {bucket.tests.length} failing
          </span>
        ) : unwatched.length > 0 ? (
          <span className={classes.count}>
            <VerdictIcon result="missed" size={20} /> {unwatched.length} of {bucket.tests.length} cannot be run
          </span>
        ) : (
          <VerdictBadge result={looks[bucket.state] ?? 'none'} />
        )}
      </div>
      {failing.length + unwatched.length > 0 && (
        <ul className={classes.failing}>
          {[...failing, ...unwatched].map((test) => (
            <Broken key={test.id} test={test} bucket={bucket.bucket_key} />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul className={classes.marks} aria-label={`${count(others.length, 'other test')} of ${bucket.name}`}>
          {others.map((test) => (
            <li key={test.id}>
              <Link
                to="/buckets/$bucket/tests/$test"
                params={{ bucket: bucket.bucket_key, test: test.id }}
                className={classes.mark}
                data-state={test.state}
                title={`${test.name}: ${spoken[test.state] ?? test.state}`}
                aria-label={`${test.name}: ${spoken[test.state] ?? test.state}`}
                preload={false}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Broken({ test, bucket }: { test: TestStatus; bucket: string }) {
  return (
    <li>
      <div className={classes.test}>
        <Link to="/buckets/$bucket/tests/$test" params={{ bucket, test: test.id }} className={classes.name}>
          {test.name}
        </Link>
        {test.state === 'unwatched' && <span className={classes.since}>cannot be run</span>}
        {test.failing_since && (
          <span className={classes.since}>
            first failed <Ago at={test.failing_since} />
          </span>
        )}
      </div>
      <OutcomeStrip entries={test.strip} bucket={bucket} test={test.id} />
    </li>
  );
}
