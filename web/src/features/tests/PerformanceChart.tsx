/** Average response time over time; dots mark moments with failures. */
import { Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';

import type { Metrics } from '@/api/types';
import { duration, moment, percent } from '@/lib/format';
import { scale } from './scale';

const height = 180;
const left = 56;
const bottom = 22;

export function PerformanceChart({ points }: { points: Metrics['response_times'] }) {
  const { ref, width } = useElementSize();
  const known = points.filter((p) => p.avg_response_time_ms !== null);
  if (known.length === 0) return null;
  const first = points[0]?.timestamp ?? 0;
  const last = points.at(-1)?.timestamp ?? first;
  const { top, ticks } = scale(Math.max(...known.map((p) => p.avg_response_time_ms ?? 0)));
  const x = (t: number) => left + (last === first ? 0.5 : (t - first) / (last - first)) * Math.max(0, width - left - 8);
  const y = (ms: number) => 8 + (1 - ms / top) * (height - bottom - 8);
  const line = known.map((p, i) => `${i === 0 ? 'M' : 'L'}${x(p.timestamp).toFixed(1)} ${y(p.avg_response_time_ms ?? 0).toFixed(1)}`).join('');
  const ends = known.at(-1);
  const start = known[0];
  return (
    <figure style={{ margin: 0 }}>
      <div ref={ref}>
        <svg width="100%" height={height} role="img" aria-label={`Average response time, between 0 and ${duration(top)}, from ${moment(first)} to ${moment(last)}`}>
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
              {start && ends && <path d={`${line}L${x(ends.timestamp)} ${y(0)}L${x(start.timestamp)} ${y(0)}Z`} fill="var(--mantine-color-slate-5)" opacity="0.13" />}
              <path d={line} fill="none" stroke="var(--mantine-color-slate-5)" strokeWidth="2" strokeLinejoin="round" />
              {known.map((p) => {
                const fails = p.success_ratio !== null && p.success_ratio < 1;
                return (
                  <circle
                    key={p.timestamp}
                    cx={x(p.timestamp)}
                    cy={y(p.avg_response_time_ms ?? 0)}
                    r={fails ? 4.5 : 3}
                    fill={fails ? 'var(--fail)' : 'var(--mantine-color-slate-5)'}
                    stroke="var(--paper)"
                    strokeWidth="1.5"
                  >
                    <title>{`${moment(p.timestamp)}: ${duration(p.avg_response_time_ms ?? 0)}${p.success_ratio === null ? '' : `, ${percent(p.success_ratio)} passed`}`}</title>
                  </circle>
                );
              })}
            </>
          )}
        </svg>
      </div>
      <Text component="figcaption" size="xs" c="dimmed" style={{ display: 'flex', justifyContent: 'space-between', paddingLeft: left }}>
        <span>{moment(first)}</span>
        <span>{moment(last)}</span>
      </Text>
    </figure>
  );
}
