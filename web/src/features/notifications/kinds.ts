/** The kinds of channels: what each needs, and where to find it. */
import { IconActivity, IconAlertOctagon, IconBell, IconBrandDiscord, IconBrandSlack, IconBrandTeams, IconBrandTelegram, IconFlame, IconMail, IconPhone, IconWebhook } from '@tabler/icons-react';

interface Common {
  name: string;
  label: string;
  help?: string;
  placeholder?: string;
  optional?: boolean;
}

/** How a field of the settings is asked for. */
export type Field =
  /** Whoever has it can write in the team's name: it is never shown again. */
  | (Common & { type: 'credential' })
  | (Common & { type: 'text' })
  | (Common & { type: 'number'; min: number; max: number })
  /** Separated by commas or line breaks. */
  | (Common & { type: 'list' })
  /** Names and credentials. */
  | (Common & { type: 'headers' })
  | (Common & { type: 'switch'; preset: boolean })
  | (Common & { type: 'choice'; choices: { value: string; label: string }[] });

export interface Kind {
  id: string;
  label: string;
  Icon: typeof IconMail;
  /** What it does, in a few words. */
  about: string;
  /** Where to find what is asked for. */
  where: string;
  fields: Field[];
}

const address = (help: string, placeholder: string): Field => ({ type: 'credential', name: 'url', label: 'Address', help, placeholder });
const region = (choices: { value: string; label: string }[]): Field => ({ type: 'choice', name: 'endpoint', label: 'Account', optional: true, choices });

export const kinds: Kind[] = [
  {
    id: 'slack',
    label: 'Slack',
    Icon: IconBrandSlack,
    about: 'A message in a channel',
    where: 'In Slack: api.slack.com/apps, Create New App, Incoming Webhooks, Add New Webhook. Choose the channel and copy the Webhook URL.',
    fields: [{ type: 'credential', name: 'url', label: 'Webhook URL', placeholder: 'https://hooks.slack.com/services/…' }],
  },
  {
    id: 'email',
    label: 'E-mail',
    Icon: IconMail,
    about: 'By a mail server of your own',
    where: 'What a mail program would need to send: ask whoever runs your mail. The server’s name must be one that this server may reach.',
    fields: [
      { type: 'list', name: 'to', label: 'Recipients', placeholder: 'ada@example.com, team@example.com' },
      { type: 'text', name: 'from', label: 'Sender', placeholder: 'tacit <alerts@example.com>' },
      { type: 'text', name: 'host', label: 'Mail server', placeholder: 'smtp.example.com' },
      {
        type: 'choice',
        name: 'security',
        label: 'Encryption',
        choices: [
          { value: 'tls', label: 'TLS from the start (port 465)' },
          { value: 'starttls', label: 'STARTTLS (port 587)' },
          { value: 'none', label: 'None, without a password (port 25)' },
        ],
      },
      { type: 'number', name: 'port', label: 'Port', help: 'Only if it is another one', optional: true, min: 1, max: 65535 },
      { type: 'text', name: 'username', label: 'User', optional: true },
      { type: 'credential', name: 'password', label: 'Password', optional: true },
    ],
  },
  {
    id: 'webhook',
    label: 'Webhook',
    Icon: IconWebhook,
    about: 'The result as JSON, to any program',
    where: 'The address of your receiver. It gets a POST with the body that Runscope sends; with a signing key also a signature by the Standard Webhooks scheme.',
    fields: [
      address('Receives a POST for each message', 'https://example.com/hooks/tacit'),
      { type: 'credential', name: 'signing_key', label: 'Signing key', help: 'whsec_ and 24 to 64 bytes as base64; the receiver checks signatures with it', optional: true },
      { type: 'headers', name: 'headers', label: 'More headers', optional: true },
      { type: 'text', name: 'username', label: 'User', help: 'Of basic authentication', optional: true },
      { type: 'credential', name: 'password', label: 'Password', help: 'Of basic authentication', optional: true },
      { type: 'switch', name: 'values', label: 'Send values of variables', help: 'Those that every reader of the result sees; never what depends on a secret', preset: true },
    ],
  },
  {
    id: 'teams',
    label: 'Microsoft Teams',
    Icon: IconBrandTeams,
    about: 'A card in a channel',
    where: 'In Teams: the menu of the channel, Workflows, Send webhook alerts to a channel. Copy the address at the end.',
    fields: [address('The address of the workflow', 'https://….api.powerplatform.com/…')],
  },
  {
    id: 'discord',
    label: 'Discord',
    Icon: IconBrandDiscord,
    about: 'A message in a channel',
    where: 'In Discord: Edit Channel, Integrations, Webhooks, New Webhook, Copy Webhook URL.',
    fields: [{ type: 'credential', name: 'url', label: 'Webhook URL', placeholder: 'https://discord.com/api/webhooks/…' }],
  },
  {
    id: 'telegram',
    label: 'Telegram',
    Icon: IconBrandTelegram,
    about: 'A message by a bot',
    where: 'In Telegram: write /newbot to @BotFather and copy the token. Add the bot to the chat; the chat’s id ends its address in web.telegram.org.',
    fields: [
      { type: 'credential', name: 'token', label: 'Bot token', placeholder: '123456:ABC…' },
      { type: 'text', name: 'chat', label: 'Chat', help: 'Its id, or @name of a public channel', placeholder: '-1001234567890' },
      { type: 'number', name: 'thread', label: 'Topic', help: 'The id of a topic in the chat', optional: true, min: 1, max: Number.MAX_SAFE_INTEGER },
      { type: 'text', name: 'endpoint', label: 'Bot API server', help: 'Only for a server of your own', placeholder: 'https://api.telegram.org', optional: true },
    ],
  },
  {
    id: 'pagerduty',
    label: 'PagerDuty',
    Icon: IconBell,
    about: 'Triggers, acknowledges and resolves incidents',
    where: 'In PagerDuty: the service, Integrations, Add integration, Events API V2. Copy the integration key.',
    fields: [
      { type: 'credential', name: 'routing_key', label: 'Integration key' },
      region([
        { value: '', label: 'United States' },
        { value: 'https://events.eu.pagerduty.com', label: 'Europe' },
      ]),
    ],
  },
  {
    id: 'opsgenie',
    label: 'Opsgenie',
    Icon: IconAlertOctagon,
    about: 'Opens, acknowledges and closes alerts',
    where: 'In Opsgenie: Teams, your team, Integrations, Add integration, API. Copy the API key.',
    fields: [
      { type: 'credential', name: 'api_key', label: 'API key' },
      { type: 'choice', name: 'priority', label: 'Priority', optional: true, choices: ['', 'P1', 'P2', 'P3', 'P4', 'P5'].map((value) => ({ value, label: value || 'P3, as Opsgenie does' })) },
      region([
        { value: '', label: 'United States' },
        { value: 'https://api.eu.opsgenie.com', label: 'Europe' },
      ]),
    ],
  },
  {
    id: 'splunk_on_call',
    label: 'Splunk On-Call',
    Icon: IconPhone,
    about: 'Opens, acknowledges and closes incidents',
    where: 'In Splunk On-Call: Integrations, REST Generic, Enable Integration. The address ends in the API key and $routing_key; routing keys are under Settings.',
    fields: [
      { type: 'credential', name: 'api_key', label: 'API key', help: 'The part of the address after /alert/' },
      { type: 'credential', name: 'routing_key', label: 'Routing key', help: 'Chooses the team' },
      { type: 'text', name: 'endpoint', label: 'Server', help: 'Only if it is another one', placeholder: 'https://alert.victorops.com', optional: true },
    ],
  },
  {
    id: 'datadog',
    label: 'Datadog',
    Icon: IconActivity,
    about: 'Events beside your own metrics',
    where: 'In Datadog: Organization Settings, API Keys, New Key. Choose the site your account is at.',
    fields: [
      { type: 'credential', name: 'api_key', label: 'API key' },
      {
        ...region([
          { value: '', label: 'US1, datadoghq.com' },
          { value: 'https://api.us3.datadoghq.com', label: 'US3, us3.datadoghq.com' },
          { value: 'https://api.us5.datadoghq.com', label: 'US5, us5.datadoghq.com' },
          { value: 'https://api.datadoghq.eu', label: 'EU1, datadoghq.eu' },
          { value: 'https://api.ap1.datadoghq.com', label: 'AP1, ap1.datadoghq.com' },
          { value: 'https://api.ddog-gov.com', label: 'US1-FED, ddog-gov.com' },
        ]),
        label: 'Site',
      },
      { type: 'list', name: 'tags', label: 'Tags', help: 'Beside the test’s own', placeholder: 'env:production, team:orders', optional: true },
    ],
  },
  {
    id: 'alertmanager',
    label: 'Alertmanager',
    Icon: IconFlame,
    about: 'Alerts of Prometheus’ Alertmanager',
    where: 'Its own address, as in alertmanagers of prometheus.yml. In a private network the operator of this server opens the range first.',
    fields: [
      address('Where Alertmanager is', 'https://alertmanager.example.com'),
      { type: 'credential', name: 'token', label: 'Bearer token', help: 'Where a proxy in front of it wants one', optional: true },
      { type: 'number', name: 'lasts_hours', label: 'Hours an alert lasts', help: 'When nothing more is heard of it; a day when left out', optional: true, min: 1, max: 8760 },
    ],
  },
];

export const kindOf = (id: string): Kind | undefined => kinds.find((kind) => kind.id === id);
