/** What may be known of a run, exactly as the server's record has it. */

export type Hidden = 'secret_sent' | 'script_saw_secret' | 'conditional';

/** A part that is shown, hidden because of a secret, or was never there. */
export type Shown<V> = { shown: V } | { hidden: Hidden } | 'absent';

export interface Tally {
  defined: number;
  passed: number;
  failed: number;
}

export interface Counters {
  requests_executed: number;
  assertions: Tally;
  variables: Tally;
  scripts: Tally;
}

export type StepResult = 'pass' | 'fail' | 'skipped' | 'canceled';

export type BodyRecord =
  | 'empty'
  | 'dropped'
  | { text: { text: string; truncated: boolean } }
  | { binary: { size: number } };

export interface RequestRecord {
  method: string;
  url: string;
  headers: [string, string][];
  body: BodyRecord;
}

export interface ResponseRecord {
  reason: string;
  headers: [string, string][];
  body: BodyRecord;
}

/** Milliseconds per phase; null when the phase did not happen. */
export interface Timings {
  dns: number | null;
  connect: number | null;
  tls: number | null;
  send: number | null;
  wait: number | null;
  download: number | null;
  total: number;
}

export interface Sizes {
  request_body: number;
  response_body: number;
  response_wire: number;
}

export interface CertificateRecord {
  subject: string;
  issuer: string;
  names: string[];
  not_before: number;
  not_after: number;
}

export interface ConnectionRecord {
  remote: string;
  protocol: string | null;
  tls: { version: string; cipher: string; certificates: CertificateRecord[] } | null;
}

export interface HopRecord {
  request: Shown<RequestRecord>;
  status: Shown<number>;
  response: Shown<ResponseRecord>;
  timings: Shown<Timings>;
  sizes: Shown<Sizes>;
  connection: Shown<ConnectionRecord>;
}

export interface AssertionRecord {
  source: string;
  property: string | null;
  comparison: string;
  written: string | null;
  passed: Shown<boolean>;
  target: Shown<string>;
  actual: Shown<string | null>;
  error: Shown<string | null>;
}

export interface ExtractionRecord {
  name: string;
  source: string;
  property: string | null;
  passed: Shown<boolean>;
  value: Shown<string | null>;
  error: Shown<string | null>;
}

export interface ScriptRecord {
  place: 'initial' | 'pre_request' | 'post_response';
  origin: string;
  passed: Shown<boolean>;
  output: Shown<string[]>;
  error: Shown<string | null>;
}

export interface ConditionRecord {
  left: string;
  comparison: string;
  right: string;
  held: Shown<boolean>;
  left_value: Shown<string>;
  right_value: Shown<string>;
}

export interface SubtestRecord {
  test: string;
  name: string;
  environment: string;
  result: Shown<'pass' | 'fail' | 'canceled'>;
  variables: Shown<VariableRecord[]>;
}

export interface ErrorRecord {
  code: string;
  place: string;
  hint: string | null;
  detail: Shown<string>;
}

export interface StepRecord {
  id: string | null;
  step_type: string;
  /** `1`, `2`, `2.1` inside a condition or a subtest, `2.3.1` in the third round of a loop. */
  place: string;
  note: string;
  method: string | null;
  url: string | null;
  result: Shown<StepResult>;
  secrets: string[];
  start_ms: Shown<number>;
  hops: HopRecord[];
  assertions: AssertionRecord[];
  variables: ExtractionRecord[];
  scripts: ScriptRecord[];
  errors: Shown<ErrorRecord[]>;
  condition: ConditionRecord | null;
  /** Rounds of a loop. */
  iterations?: Shown<number>;
  subtest?: SubtestRecord;
  steps: StepRecord[];
  counters: Counters;
}

export interface VariableRecord {
  name: string;
  value: Shown<string>;
}

export interface RunRecord {
  result: 'pass' | 'fail' | 'canceled';
  /** Unix microseconds. */
  started_at: number;
  finished_at: number;
  response_time_ms: number | null;
  initial_variables: VariableRecord[];
  variables: VariableRecord[];
  steps: StepRecord[];
  counters: Counters;
  errors: ErrorRecord[];
  secrets: string[];
  withheld: boolean;
}

/** One piece of news of a run under way. */
export type Progress =
  | { event: 'step_started'; place: string }
  | { event: 'step_finished'; step: StepRecord }
  | { event: 'quiet' };

/** The part, if it is shown. */
export function shown<V>(part: Shown<V> | undefined): V | undefined {
  return typeof part === 'object' && 'shown' in part ? part.shown : undefined;
}

/** Why the part is hidden, if it is. */
export function hidden<V>(part: Shown<V> | undefined): Hidden | undefined {
  return typeof part === 'object' && 'hidden' in part ? part.hidden : undefined;
}
