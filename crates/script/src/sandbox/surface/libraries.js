// The bundled libraries, each evaluated when a script first touches it.
(host, { define, lazy, text }, sealed) => {
  const loaded = new Map();
  const library = (name) => {
    if (!loaded.has(name)) loaded.set(name, host.library(name)(globalThis, host));
    return loaded.get(name);
  };

  // A plug-in of chai is evaluated when one of its names is.
  const plugIn = (chai, name, words, asserts, own) => {
    const places = [
      [chai.Assertion.prototype, words],
      [chai.assert, asserts],
      [chai, own],
    ];
    const use = () => {
      for (const [target, names] of places) for (const name of names) delete target[name];
      library(name)(chai);
    };
    const stub = (target) => (word) =>
      Object.defineProperty(target, word, {
        configurable: true,
        get() {
          use();
          return Reflect.get(target, word, this);
        },
        set(value) {
          define(this, word, value);
        },
      });
    for (const [target, names] of places) names.forEach(stub(target));
  };

  // Messages of assertions that held are shown beside the script's output.
  const report = (chai) => {
    const check = chai.Assertion.prototype.assert;
    let last;
    define(chai.Assertion.prototype, "assert", function (...args) {
      const result = check.apply(this, args);
      const plain = chai.util.flag(this, "ssfi") === chai.assert ? args[1] : undefined;
      const message = chai.util.flag(this, "message") ?? plain;
      if (typeof message === "string" && message !== "" && !(last?.on === this && last.message === message)) {
        last = { on: this, message };
        host.passed(text(message));
      }
      return result;
    });
  };

  const chai = () => {
    if (!loaded.has("chai")) {
      const made = library("chai");
      report(made);
      plugIn(made, "chai-json-schema", ["jsonSchema"], ["jsonSchema", "notJsonSchema"], ["tv4"]);
      plugIn(
        made,
        "chai-fuzzy",
        ["like", "containOneLike", "jsonOf"],
        ["like", "notLike", "containOneLike", "notContainOneLike", "jsonOf", "notJsonOf"],
        [],
      );
    }
    return loaded.get("chai");
  };

  lazy(globalThis, "chai", chai);
  lazy(globalThis, "assert", () => chai().assert);
  lazy(globalThis, "expect", () => chai().expect);
  lazy(globalThis, "should", () => chai().should);
  lazy(globalThis, "_", () => library("underscore"));
  lazy(globalThis, "moment", () => library("moment"));
  // All text goes into CryptoJS through its encoders: a token would be digested as if it were the value.
  lazy(globalThis, "CryptoJS", () => {
    const crypto = library("CryptoJS");
    for (const encoder of Object.values(crypto.enc)) {
      const parse = encoder.parse;
      encoder.parse = function (words) {
        sealed.refuse(words, "CryptoJS", "hmac_sha256(value, key), sha256(value) or another of tacit's own functions");
        return parse.call(this, words);
      };
    }
    return crypto;
  });

  // `value.should` works without calling `should()` first: the first use makes the call.
  Object.defineProperty(Object.prototype, "should", {
    configurable: true,
    get() {
      delete Object.prototype.should;
      chai().should();
      return Reflect.get(Object.prototype, "should", this);
    },
    set(value) {
      Object.defineProperty(this, "should", { value, enumerable: true, configurable: true, writable: true });
    },
  });
}
