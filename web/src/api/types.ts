/** The server's answers under shorter names. What `openapi.json` leaves open (steps, records) is typed by hand beside it. */
import type { RunRecord } from './record';
import type { components } from './schema';

type Schema = components['schemas'];

export type Role = Schema['RoleName'];
export type Session = Schema['SessionBody'];
export type Token = Schema['TokenBody'];
export type Person = Schema['PersonBody'];
export type Bucket = Schema['BucketBody'];
export type Secret = Schema['SecretBody'];
export type SecretSource = Schema['SecretSource'];
export type KeptIn = Schema['KeptIn'];
export type SecretEcho = Schema['SecretEcho'];
export type SecretUse = Schema['SecretUseBody'];
export type SecretSearch = Schema['SecretSearchBody'];
export type AuditEntry = Schema['EntryBody'];
export type AuditVerdict = Schema['VerificationBody'];
export type WrittenCredential = Schema['WrittenCredentialBody'];
export type SecretTrial = Schema['SecretTrialBody'];
export type StripEntry = Schema['Bar'];
export type LastRun = Pick<Schema['LastRun'], 'test_run_id' | 'result' | 'finished_at' | 'environment_name'> & Partial<Pick<Schema['LastRun'], 'agent_expired'>>;
/** What a card shows of a test. */
export type TestSummary = Pick<Schema['TestSummaryBody'], 'id' | 'name' | 'description' | 'step_count'> & { last_run?: LastRun | null } & Partial<Schema['ActivityBody']>;
export type ResultSummary = Schema['ResultBody'];
export type ResultDetail = Omit<Schema['ResultDetailBody'], 'record'> & { record?: RunRecord | null };
export type Metrics = Schema['MetricsBody'];
export type Schedule = Schema['Schedule'];
export type Maintenance = Schema['Maintenance'];
export type OpenMaintenance = Schema['OpenMaintenance'];
export type Revision = Schema['RevisionBody'];
export type StartedRun = Schema['StartedRunBody'];
export type Agent = Schema['AgentBody'];
export type Enrolment = Schema['EnrolmentBody'];
export type Share = Schema['ShareBody'];
export type SharedResult = Omit<Schema['SharedResultBody'], 'record'> & { record?: RunRecord | null };
export type BucketStatus = Schema['BucketStatus'];
export type TestStatus = Schema['TestStatus'];
export type Channel = Schema['Channel'];
export type AlertRule = Schema['AlertRule'];
export type Delivery = Schema['Delivery'];
export type ChannelTrial = Schema['ChannelTrial'];
export type ChannelPreview = Schema['ChannelPreview'];
export type Integration = Schema['Integration'];
export type Emails = Schema['Emails'];
export type Incident = Schema['Incident'];
export type IncidentDetail = Schema['IncidentDetail'];
export type TimelineEntry = Schema['TimelineEntry'];
export type FieldError = Schema['ProblemBody'];

export type Timeframe = 'hour' | 'day' | 'week' | 'month';
export type StepDiagnosis = Schema['StepDiagnosis'];
