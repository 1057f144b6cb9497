// What can be made of a sealed secret, whose text no script sees: a token goes in, another token comes out. Of ordinary
// text the same functions make the result itself.
(host, { define, text }) => {
  const holds = (value) => typeof value === "string" && value.toLowerCase().includes(host.tokenMark);

  const call = (name, ...values) => {
    const [error, result] = host.call(name, values.map(text));
    if (error !== "") throw new TypeError(error);
    return result;
  };

  const names = [
    "base64url", "basic_auth", "hex", "hmac_sha1", "hmac_sha256", "hmac_sha512", "jwt_sign", "md5", "sha1", "sha256",
    "sha512", "totp", "url_encode",
  ];
  for (const name of names) define(globalThis, name, (...values) => call(name, ...values));

  /** A function that would only see the token. */
  const refuse = (value, name, instead) => {
    if (!holds(value)) return;
    throw new TypeError(`${name} cannot work on a sealed secret, whose text no script sees: use ${instead}`);
  };

  return { call, holds, refuse };
}
