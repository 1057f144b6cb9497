/** Names that templates and scripts know without anybody defining them. */

export interface Builtin {
  name: string;
  /** What stands between the parentheses; absent for plain variables. */
  args?: string;
  help: string;
}

export const templateBuiltins: Builtin[] = [
  { name: 'get_secret', args: 'name', help: 'A secret, by name; hides what the step sends and receives' },
  { name: 'timestamp', help: 'Unix seconds, now' },
  { name: 'utc_datetime', help: 'Date and time in UTC, ISO 8601' },
  { name: 'format_timestamp', args: 'value, format', help: 'Unix seconds as YYYY-MM-DD, HH:mm:ss, ...' },
  { name: 'timestamp_offset', args: 'seconds', help: 'Unix seconds, now plus an offset' },
  { name: 'random_int', args: 'a, b', help: 'A whole number between a and b' },
  { name: 'random_string', args: 'length', help: 'Letters and digits, at most 1,000' },
  { name: 'uuid', help: 'A random UUID' },
  { name: 'encode_base64', args: 'value', help: 'Base64' },
  { name: 'md5', args: 'value', help: 'MD5, hexadecimal' },
  { name: 'sha1', args: 'value', help: 'SHA-1, hexadecimal' },
  { name: 'sha256', args: 'value', help: 'SHA-256, hexadecimal' },
  { name: 'sha512', args: 'value', help: 'SHA-512, hexadecimal' },
  { name: 'hmac_sha1', args: 'value, key', help: 'HMAC-SHA1, hexadecimal; base64 or base64url as a third argument' },
  { name: 'hmac_sha256', args: 'value, key', help: 'HMAC-SHA256, hexadecimal; base64 or base64url as a third argument' },
  { name: 'hmac_sha512', args: 'value, key', help: 'HMAC-SHA512, hexadecimal; base64 or base64url as a third argument' },
  { name: 'url_encode', args: 'value', help: 'Percent-encoding' },
  { name: 'base64url', args: 'value', help: 'Base64 for URLs, without padding' },
  { name: 'hex', args: 'value', help: 'Hexadecimal' },
  { name: 'basic_auth', args: 'user, password', help: 'Value of an Authorization header' },
  { name: 'jwt_sign', args: 'payload, key', help: 'A JSON Web Token signed with HS256; HS384 or HS512 as a third argument' },
  { name: 'totp', args: 'key', help: 'A one-time password by time, of six digits' },
  { name: 'runscope_environment', help: 'Name of the environment' },
  { name: 'runscope_environment_uuid', help: 'Id of the environment' },
  { name: 'runscope_bucket', help: 'Key of the bucket' },
  { name: 'runscope_bucket_name', help: 'Name of the bucket' },
  { name: 'runscope_test_uuid', help: 'Id of the test' },
  { name: 'runscope_test_name', help: 'Name of the test' },
  { name: 'runscope_region', help: 'Where the run happens' },
  { name: 'runscope_agent', help: 'Agent that runs it; empty without one' },
];

export const scriptBuiltins: Builtin[] = [
  { name: 'get_secret', args: '"name"', help: 'A secret; of a sealed one a token, else all that this script touches is hidden' },
  { name: 'log', args: 'value', help: 'Writes a line to the result' },
  { name: 'variables.get', args: '"name"', help: 'Value of a variable' },
  { name: 'variables.set', args: '"name", value', help: 'Sets a variable for the steps that follow' },
  { name: 'encode_base64', args: 'value', help: 'Base64' },
  { name: 'decode_base64', args: 'value', help: 'From Base64' },
  { name: 'hmac_sha256', args: 'value, key', help: 'HMAC-SHA256, hexadecimal; works on sealed secrets' },
  { name: 'sha256', args: 'value', help: 'SHA-256, hexadecimal; works on sealed secrets' },
  { name: 'basic_auth', args: 'user, password', help: 'Value of an Authorization header; works on sealed secrets' },
  { name: 'jwt_sign', args: 'payload, key', help: 'A signed JSON Web Token; works on sealed secrets' },
  { name: 'totp', args: 'key', help: 'A one-time password by time; works on sealed secrets' },
  { name: 'url_encode', args: 'value', help: 'Percent-encoding; works on sealed secrets' },
  { name: 'assert.equal', args: 'actual, expected', help: 'Fails the step when they differ' },
  { name: 'assert.ok', args: 'value', help: 'Fails the step when it is false' },
  { name: 'expect', args: 'value', help: 'Chai’s expectation' },
  { name: 'moment', args: '', help: 'Moment.js' },
  { name: 'xmltojson', args: 'xml', help: 'XML as JSON text' },
  { name: 'runscope_bucket', help: 'Key of the bucket' },
];

export const scriptObjects: Record<'request' | 'response', Builtin[]> = {
  request: [
    { name: 'method', help: 'Text' },
    { name: 'url', help: 'Whole URL; wins over params' },
    { name: 'scheme', help: 'Text' },
    { name: 'host', help: 'Text' },
    { name: 'path', help: 'Text' },
    { name: 'params', help: 'List of {name, value}' },
    { name: 'headers', help: 'Name to list of values' },
    { name: 'form', help: 'Name to list of values' },
    { name: 'body', help: 'Text; wins over form' },
    { name: 'content_type', help: 'Text' },
    { name: 'size_bytes', help: 'Number' },
  ],
  response: [
    { name: 'status', help: 'Number' },
    { name: 'reason', help: 'Text' },
    { name: 'headers', help: 'Name to list of values' },
    { name: 'body', help: 'Text' },
    { name: 'response_time_ms', help: 'Number' },
    { name: 'size_bytes', help: 'Number' },
  ],
};
