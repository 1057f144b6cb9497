/** What the server's routes answer. Times are Unix seconds. */
import type { RunRecord } from './record';

export type Role = 'owner' | 'administrator' | 'member' | 'read-only';

export interface Session {
  person: { id: string; name: string; email: string };
  team: { id: string; name: string };
  role: Role;
}

export interface Account {
  id: string;
  name: string;
  email: string;
  created_at: number;
  teams: { id: string; name: string; role?: Role; owner?: { uuid: string; name: string; email: string } }[];
}

export interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
  created_at: number;
  last_login_at: number | null;
}

export interface Token {
  id: string;
  name: string;
  created_at: number;
  last_used_at?: number | null;
  /** Only in the answer that makes it. */
  token?: string;
}

export interface Bucket {
  key: string;
  name: string;
  default: boolean;
  trigger_url?: string;
  verify_ssl?: boolean;
}

export interface Secret {
  secret_uuid: string;
  name: string;
  description: string | null;
  version: number;
  visibility: 'strict' | 'redact';
  allowed_hosts: string[];
  created_at: number;
  updated_at: number;
  last_used_at: number | null;
  /** Tests and shared environments that name it. */
  used_by: number;
}

export interface SecretUse {
  bucket_key: string;
  bucket_name: string;
  /** Null for a shared environment. */
  test_id: string | null;
  test_name: string | null;
  environment_id: string | null;
  environment_name: string | null;
  places: string[];
}

export interface SecretName {
  name: string;
  scope: 'team' | 'bucket';
}

export type Outcome = 'pass' | 'fail' | 'working' | 'queued' | 'canceled';

export interface StripEntry {
  test_run_id: string;
  result: Outcome;
  finished_at: number | null;
  response_time_ms: number | null;
}

export interface LastRun {
  test_run_id: string;
  result: Outcome;
  finished_at: number | null;
  region: string | null;
  environment_name: string | null;
  source: string | null;
}

export interface TestSummary {
  id: string;
  name: string;
  description: string | null;
  step_count?: number;
  last_run?: LastRun | null;
  strip?: StripEntry[];
  success_ratio?: number | null;
  avg_response_time_ms?: number | null;
  change_success_ratio?: number | null;
  change_avg_response_time_ms?: number | null;
}

export type Timeframe = 'hour' | 'day' | 'week' | 'month';

export interface ResultSummary {
  test_run_id: string;
  test_id: string;
  test_name: string;
  bucket_key: string;
  environment_id: string | null;
  environment_name: string | null;
  region: string | null;
  result: Outcome;
  /** Why there is no record, where there should be one. */
  reason: { code: string; message: string } | null;
  source: string | null;
  run_by: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  /** Null when the time of a request is hidden. */
  response_time_ms: number | null;
  requests_executed: number;
  assertions_defined: number;
  assertions_passed: number;
  assertions_failed: number;
}

export interface ResultDetail extends ResultSummary {
  record?: RunRecord | null;
}

export interface StartedRun {
  test_run_id: string;
  test_id: string;
  bucket_key: string;
  environment_id: string;
  environment_name: string;
}

export interface Started {
  runs: StartedRun[];
  runs_started: number;
  runs_failed: number;
  runs_total: number;
}

export interface Percentiles {
  response_time_50th_percentile: number | null;
  response_time_95th_percentile: number | null;
  response_time_99th_percentile: number | null;
  total_test_runs: number | null;
}

export interface Metrics {
  response_times: { timestamp: number; success_ratio: number | null; avg_response_time_ms: number | null }[];
  this_time_period: Percentiles;
  change_from_last_period: Percentiles;
}

export interface Revision {
  revision: number;
  created_at: number;
  author: { id?: string; name?: string; email?: string } | string | null;
}

export interface FieldError {
  path: string;
  line?: number | null;
  column?: number | null;
  message: string;
  hint?: string | null;
}
