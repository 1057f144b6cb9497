// log, console, variables, secrets, Base64, randomness.
(host, { define, lazy, pretty, stringify, text }, sealed) => {
  const log = (...values) => host.log(values.map(pretty).join(" "));
  define(globalThis, "log", log);
  define(globalThis, "console", { log, info: log, warn: log, error: log, debug: log });

  // Variables are text everywhere else, so a script reads back what later steps will see.
  const stored = (value) =>
    value !== null && typeof value === "object" ? text(stringify(value) ?? value) : text(value);
  define(globalThis, "variables", {
    get: (name) => host.variable(text(name)),
    set: (name, value) => host.setVariable(text(name), stored(value)),
  });

  define(globalThis, "get_secret", (name) => {
    const value = host.secret(text(name));
    if (value === undefined) throw new Error(`SECRET_UNAVAILABLE: ${text(name)}`);
    return value;
  });
  lazy(globalThis, "runscope_bucket", () => host.bucketKey());

  const decoded = (result, name) => {
    if (result === undefined) throw new TypeError(`${name}: the text is not Base64`);
    return result;
  };
  const encoded = (native) => (value) => (sealed.holds(text(value)) ? sealed.call("encode_base64", value) : native(text(value)));
  const plain = (name, native) => (value) => {
    sealed.refuse(text(value), name, "a secret that is stored decoded");
    return decoded(native(text(value)), name);
  };
  define(globalThis, "encode_base64", encoded(host.encodeBase64));
  define(globalThis, "decode_base64", plain("decode_base64", host.decodeBase64));
  define(globalThis, "btoa", encoded(host.btoa));
  define(globalThis, "atob", plain("atob", host.atob));

  // The engine's own generator is part of the image and would repeat itself in every script.
  define(Math, "random", () => host.random());
}
