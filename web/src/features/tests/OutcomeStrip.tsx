/** Recent outcomes, oldest to newest. Colour, height and pattern each tell pass from fail. */
import { Link } from '@tanstack/react-router';

import type { StripEntry } from '@/api/types';
import { verdictOf, wordOf } from '@/components/Verdict';
import { count, duration, moment } from '@/lib/format';
import classes from './OutcomeStrip.module.css';

const slots = 35;

interface Props {
  entries: StripEntry[];
  bucket: string;
  test: string;
  tall?: boolean;
}

export function OutcomeStrip({ entries, bucket, test, tall }: Props) {
  const shown = entries.slice(-slots);
  const failed = shown.filter((e) => verdictOf(e) === 'fail').length;
  const label = shown.length === 0 ? 'No runs yet' : `Last ${count(shown.length, 'run')}, ${failed === 0 ? 'none' : failed} failed`;
  return (
    <div className={classes.strip} data-tall={tall || undefined} role="group" aria-label={label}>
      {Array.from({ length: slots - shown.length }, (_, i) => (
        <span key={i} className={classes.bar} data-result="none" aria-hidden="true" />
      ))}
      {shown.map((entry) => {
        const what = `${wordOf(verdictOf(entry))}${entry.finished_at ? `, ${moment(entry.finished_at)}` : ''}${
          entry.response_time_ms === null || entry.response_time_ms === undefined ? '' : `, ${duration(entry.response_time_ms)}`
        }`;
        return (
          <Link
            key={entry.test_run_id}
            to="/buckets/$bucket/tests/$test/results/$run"
            params={{ bucket, test, run: entry.test_run_id }}
            className={classes.bar}
            data-result={verdictOf(entry)}
            title={what}
            aria-label={what}
            // A strip is one stop for the keyboard: its newest run. The results list has them all.
            tabIndex={entry === shown.at(-1) ? 0 : -1}
            preload={false}
          />
        );
      })}
    </div>
  );
}
