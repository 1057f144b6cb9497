// log, console, variables, secrets, Base64, randomness.
(host, { define, lazy, pretty, stringify, text }) => {
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
  define(globalThis, "encode_base64", (value) => host.encodeBase64(text(value)));
  define(globalThis, "decode_base64", (value) => decoded(host.decodeBase64(text(value)), "decode_base64"));
  define(globalThis, "btoa", (value) => host.btoa(text(value)));
  define(globalThis, "atob", (value) => decoded(host.atob(text(value)), "atob"));

  // The engine's own generator is part of the image and would repeat itself in every script.
  define(Math, "random", () => host.random());
}
