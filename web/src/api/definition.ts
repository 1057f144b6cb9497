/** Tests and environments as the server reads and writes them. Unknown fields travel along untouched. */
import type { EmailsDraft } from '@/features/notifications/emails';
import type { components } from './schema';

// The description of the API leaves definitions open; these types are what the parser takes.
export const asTest = (answer: Promise<components['schemas']['Test']>) => answer as unknown as Promise<Test>;
export const asEnvironment = (answer: Promise<components['schemas']['Environment']>) => answer as unknown as Promise<Environment>;

export type Fields = Record<string, string[]>;

export type Source =
  | 'response_status'
  | 'response_headers'
  | 'response_json'
  | 'response_xml'
  | 'response_text'
  | 'response_time'
  | 'response_size';

export type Comparison =
  | 'empty'
  | 'not_empty'
  | 'equal'
  | 'not_equal'
  | 'contains'
  | 'does_not_contain'
  | 'has_key'
  | 'has_value'
  | 'is_null'
  | 'is_a_number'
  | 'equal_number'
  | 'is_less_than'
  | 'is_less_than_or_equal'
  | 'is_greater_than'
  | 'is_greater_than_or_equal';

export interface Assertion {
  source: Source;
  property?: string | null;
  comparison: Comparison;
  value?: string | number | null;
}

export interface Extraction {
  name: string;
  source: Source;
  property?: string | null;
}

export interface Auth {
  auth_type?: string;
  username?: string;
  password?: string;
}

export interface MultipartPart {
  name: string;
  value: string;
  file_name?: string | null;
  content_type?: string | null;
}

interface StepCommon {
  id?: string;
  skipped?: boolean;
  note?: string;
}

export interface RequestStep extends StepCommon {
  step_type: 'request';
  method: string;
  url: string;
  headers?: Record<string, string[] | string>;
  form?: Record<string, string[] | string>;
  body?: string | null;
  multipart_form?: MultipartPart[];
  auth?: Auth;
  assertions?: Assertion[];
  variables?: Extraction[];
  scripts?: string[];
  before_scripts?: string[];
}

export interface PauseStep extends StepCommon {
  step_type: 'pause';
  duration: number;
}

export interface ConditionStep extends StepCommon {
  step_type: 'condition';
  left_value: string;
  comparison: Comparison;
  right_value: string;
  steps: Step[];
}

export interface LoopStep extends StepCommon {
  step_type: 'conditional-loop';
  left_value: string;
  comparison: Comparison;
  right_value: string;
  max_iterations?: number;
  steps: Step[];
}

export interface SubtestParam {
  name: string;
  value?: string;
}

export interface SubtestStep extends StepCommon {
  step_type: 'subtest';
  test_uuid: string;
  bucket_key?: string | null;
  environment_uuid?: string | null;
  use_parent_environment?: boolean;
  params?: SubtestParam[];
  assertions?: Assertion[];
  variables?: Extraction[];
  scripts?: string[];
  before_scripts?: string[];
}

/** A step this version keeps but cannot run. */
export interface OtherStep extends StepCommon {
  step_type: string & { readonly other?: never };
}

export type Step = RequestStep | PauseStep | ConditionStep | LoopStep | SubtestStep | OtherStep;

/** A remote agent as an environment names it. */
export interface NamedAgent {
  name: string;
  uuid: string;
}

export interface Environment {
  id: string;
  test_id: string | null;
  name: string;
  parent_environment_id: string | null;
  initial_variables: Record<string, string>;
  script: string | null;
  pre_request_scripts?: string[];
  post_response_scripts?: string[];
  headers: Record<string, string[] | string>;
  auth?: Auth;
  preserve_cookies: boolean;
  verify_ssl: boolean;
  stop_on_failure: boolean;
  retry_on_failure?: boolean;
  regions?: string[];
  remote_agents?: NamedAgent[];
  /** Who gets mails. */
  emails?: EmailsDraft | null;
  /** Addresses that are told of every run. */
  webhooks?: string[] | null;
  /** Channels of the team. */
  integrations?: { id: string }[] | null;
  revision?: number;
}

export interface Test {
  id: string;
  name: string;
  description: string | null;
  default_environment_id: string | null;
  trigger_url: string;
  environments: Environment[];
  steps: Step[];
  created_at?: number;
  created_by?: { id: string; name: string; email?: string } | null;
  revision?: number;
}
