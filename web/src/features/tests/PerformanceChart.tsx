/** Average response time over a period; larger, red dots mark moments with failures. */
import { Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';

import type { Metrics, Timeframe } from '@/api/types';
import { useNow } from '@/components/Ago';
import { duration, moment, percent } from '@/lib/format';
import { scale } from './scale';

const height = 180;
const left = 56;
const bottom = 22;
const seconds: Record<Timeframe, number> = { hour: 3600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 };

interface Point {
  at: number;
  ms: number;
  success: number;
}

export function PerformanceChart({ points, timeframe }: { points: Metrics['response_times']; timeframe: Timeframe }) {
  const { ref, width } = useElementSize();
  const now = useNow(60);
  const known: Point[] = points.flatMap(({ timestamp, avg_response_time_ms: ms, success_ratio: success }) =>
    typeof ms === 'number' ? [{ at: timestamp, ms, success: success ?? 1 }] : [],
  );
  if (known.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No response time to show in this period.
      </Text>
    );
  // The whole period, so that a lone point stands where it happened. The first slice may begin a little before it.
  const from = Math.min(now - seconds[timeframe], ...known.map((p) => p.at));
  const { top, ticks } = scale(Math.max(...known.map((p) => p.ms)));
  const x = (at: number) => left + ((at - from) / (now - from)) * Math.max(0, width - left - 8);
  const y = (ms: number) => 8 + (1 - ms / top) * (height - bottom - 8);
  const line = known.map((p, i) => `${i === 0 ? 'M' : 'L'}${x(p.at).toFixed(1)} ${y(p.ms).toFixed(1)}`).join('');
  const [first, last] = [known[0], known.at(-1)];
  return (
    <figure style={{ margin: 0 }}>
      <div ref={ref}>
        <svg width="100%" height={height} role="img" aria-label={`Average response time, between 0 and ${duration(top)}, from ${moment(from)} until now`}>
          {ticks.map((tick) => (
            <g key={tick}>
              <line x1={left} x2="100%" y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
              <text x={left - 8} y={y(tick) + 4} textAnchor="end" fontSize="11" fill="var(--mantine-color-dimmed)">
                {tick === 0 ? '0' : duration(tick)}
              </text>
            </g>
          ))}
          {width > 0 && (
            <>
              {first && last && <path d={`${line}L${x(last.at)} ${y(0)}L${x(first.at)} ${y(0)}Z`} fill="var(--mantine-color-slate-5)" opacity="0.13" />}
              <path d={line} fill="none" stroke="var(--mantine-color-slate-5)" strokeWidth="2" strokeLinejoin="round" />
              {known.map((p) => (
                <circle
                  key={p.at}
                  cx={x(p.at)}
                  cy={y(p.ms)}
                  r={p.success < 1 ? 4.5 : 3}
                  fill={p.success < 1 ? 'var(--fail)' : 'var(--mantine-color-slate-5)'}
                  stroke="var(--paper)"
                  strokeWidth="1.5"
                >
                  <title>{`${moment(p.at)}: ${duration(p.ms)}, ${percent(p.success)} passed`}</title>
                </circle>
              ))}
            </>
          )}
        </svg>
      </div>
      <Text component="figcaption" size="xs" c="dimmed" style={{ display: 'flex', justifyContent: 'space-between', paddingLeft: left }}>
        <span>{moment(from)}</span>
        <span>now</span>
      </Text>
    </figure>
  );
}
