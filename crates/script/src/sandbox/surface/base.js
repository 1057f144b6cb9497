// Shared by the files of the surface. Each of them is a function of (host, base) and is called once, when the image is
// made; `host` holds the native functions and never reaches a script.
(host) => {
  const wellFormed = Function.prototype.call.bind(String.prototype.toWellFormed);
  const stringify = JSON.stringify;
  const parse = JSON.parse;

  /** Any value as text that can leave the engine: lone surrogates replaced. */
  const text = (value) => wellFormed(typeof value === "symbol" ? value.toString() : `${value}`);

  /** A global or property that a script may overwrite, as it may any built-in. */
  const define = (target, name, value) =>
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });

  /** One whose value is made when it is first read. */
  const lazy = (target, name, make) =>
    Object.defineProperty(target, name, {
      configurable: true,
      enumerable: false,
      get() {
        const value = make();
        define(target, name, value);
        return value;
      },
      set(value) {
        define(this === undefined ? target : this, name, value);
      },
    });

  /** Objects as JSON, everything else as text; never throws. */
  const pretty = (value) => {
    if (value instanceof Error) return text(value.stack ? `${value}\n${value.stack}` : value);
    if (value === null || typeof value !== "object") return text(value);
    const path = [];
    const guard = function (key, inner) {
      while (path.length > 0 && path[path.length - 1] !== this) path.pop();
      if (typeof inner === "bigint") return `${inner}n`;
      if (inner === null || typeof inner !== "object") return inner;
      if (path.includes(inner)) return "[Circular]";
      path.push(inner);
      return inner;
    };
    try {
      const json = stringify(value, guard, 2);
      return json === undefined ? text(value) : wellFormed(json);
    } catch (error) {
      return `[cannot be shown: ${text(error)}]`;
    }
  };

  return { define, lazy, parse, pretty, stringify, text };
}
