/** Every way of using a value in a test, and every way of failing with it. */

/**
 * @typedef {object} Source
 * @property {string} template how a field of a step gives the value
 * @property {string} script how a script gives it
 */

/** @returns {Source} */
export const fromSecret = (name) => ({ template: `{{get_secret(${name})}}`, script: `get_secret("${name}")` });
/** @returns {Source} */
export const fromVariable = (name) => ({ template: `{{${name}}}`, script: `variables.get("${name}")` });

const request = (note, url, more = {}) => ({ step_type: 'request', method: 'GET', note, url, ...more });
const check = (source, property, comparison, value) => ({ source, property, comparison, value });

/**
 * The steps.
 * @param {Source} value
 * @param {{ http: string, untrusted: string, closed: number }} targets
 */
export function steps({ template: v, script: s }, { http, untrusted, closed }) {
  const header = { headers: { 'X-Api-Key': [v] } };
  const before = (note, ...scripts) => request(note, `${http}/${note.replaceAll(' ', '-')}`, { before_scripts: scripts });
  const after = (note, ...scripts) => request(note, `${http}/reflect`, { ...header, scripts });
  return [
    request('header', `${http}/header`, header),
    request('header among text', `${http}/header`, { headers: { Authorization: [`Bearer ${v}.sig`] } }),
    request('query', `${http}/query?k=${v}&x=1`),
    request('path', `${http}/path/${v}`),
    request('raw body', `${http}/body`, { method: 'POST', body: `{"k":"${v}"}` }),
    request('form body', `${http}/form`, { method: 'POST', form: { k: [v] } }),
    request('multipart body', `${http}/multipart`, { method: 'POST', multipart_form: [{ name: 'k', value: v }] }),
    request('basic password', `${http}/basic`, { auth: { auth_type: 'basic', username: 'robot', password: v } }),
    request('basic user', `${http}/basic`, { auth: { auth_type: 'basic', username: v, password: 'x' } }),
    request('variable', `${http}/variable?k={{of_value}}`),
    request('encoded variable', `${http}/variable?k={{encode_base64({{of_value}})}}&d={{hmac_sha256(x,{{of_value}})}}`),
    request('unauthorized', `${http}/unauthorized`, { ...header, assertions: [check('response_status', null, 'equal_number', 200)] }),
    request('assertions that fail', `${http}/reflect`, {
      ...header,
      assertions: [
        check('response_json', 'key', 'equal', 'something else'),
        check('response_json', 'base64', 'equal', v),
        check('response_json', 'reversed', 'is_less_than', '1'),
        check('response_xml', `//a[.='${v}']`, 'equal', v),
        check('response_headers', 'X-Reflected', 'does_not_contain', v),
        check('response_text', null, 'does_not_contain', 'key'),
      ],
    }),
    request('extraction', `${http}/reflect`, {
      ...header,
      variables: [
        { name: 'taken', source: 'response_json', property: 'key' },
        { name: 'taken_reversed', source: 'response_json', property: 'reversed' },
        { name: 'taken_wrong', source: 'response_json', property: `no[${v}` },
      ],
    }),
    request('use of the extraction', `${http}/extracted?k={{taken}}&r={{taken_reversed}}`),
    request('cookie', `${http}/set-cookie?session=${v}`),
    request('cookie sent again', `${http}/cookies`),
    before('script parameter', `request.params.push({ name: "api_key", value: ${s} });`),
    before('script log', `log("before"); log(${s}); console.log({ k: [${s}] }); log(btoa(${s})); log(encodeURIComponent(${s}));`),
    before('script throws', `throw new Error("it was " + ${s});`),
    before('script throws an object', `throw { message: ${s}, toString: function () { return ${s}; } };`),
    before('script asserts', `assert.equal(${s}, "guess", "no: " + ${s});`),
    before('script sets a variable', `variables.set("from_script", ${s});`),
    request('use of the script variable', `${http}/from-script?k={{from_script}}`),
    after('script after the answer', 'log(response.body); variables.set("from_answer", response.body);'),
    after('script after the answer throws', `throw new Error(response.body + ${s});`),
    request('refused connection', `http://127.0.0.1:${closed}/${v}?k=${v}`, header),
    request('bad host name', `http://no-such-host.invalid/${v}`, header),
    request('it is the host name', `http://${v}/`),
    request('it is the port', `http://127.0.0.1:${v}/`),
    request('it is the URL', v),
    request('user information', `http://u:${v}@127.0.0.1:${closed}/`),
    request('refused address', `http://169.254.169.254/${v}`, header),
    request('TLS failure', `${untrusted}/${v}`, header),
    request('timeout', `${http}/wait?k=${v}`, header),
    request('redirect here', `${http}/redirect?to=/redirected/${v}`, header),
    request('redirect elsewhere', `${http}/redirect?to=http://localhost:${closed}/${v}`, header),
    request('template error', `${http}/never`, { headers: { X: [`{{format_timestamp(${v}, YYYY)}}`] } }),
    request('unknown secret', `${http}/never?k=${v}`, { headers: { X: ['{{get_secret(no_such_secret)}}'] } }),
    {
      step_type: 'condition',
      note: 'condition',
      left_value: v,
      comparison: 'not_empty',
      right_value: '',
      steps: [request('inside the condition', `${http}/inside`, header)],
    },
    request('plain', `${http}/plain`, { assertions: [check('response_json', 'message', 'equal', 'nothing of interest')] }),
  ];
}

/**
 * The environment around them.
 * @param {Source} value
 */
export const environment = ({ template, script }, initial = {}) => ({
  initial_variables: { ...initial, of_value: template },
  headers: { 'X-Environment': [template] },
  script: `log("initial"); variables.set("initial", ${script});`,
  preserve_cookies: true,
  verify_ssl: true,
  stop_on_failure: false,
});
