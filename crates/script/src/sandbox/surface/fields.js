// Names with lists of values, as scripts see headers and forms: a dictionary of arrays, found in any letter case.
(host, { text }) => {
  const own = Object.prototype.hasOwnProperty;

  const find = (target, name) => {
    if (typeof name !== "string" || own.call(target, name)) return name;
    const lower = name.toLowerCase();
    return Object.keys(target).find((key) => key.toLowerCase() === lower) ?? name;
  };
  const put = (target, name, value) =>
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });

  const anyCase = {
    get: (target, name) => Reflect.get(target, find(target, name)),
    has: (target, name) => Reflect.has(target, find(target, name)),
    set: (target, name, value) => {
      put(target, find(target, name), value);
      return true;
    },
    deleteProperty: (target, name) => Reflect.deleteProperty(target, find(target, name)),
    getOwnPropertyDescriptor: (target, name) => Reflect.getOwnPropertyDescriptor(target, find(target, name)),
  };

  const values = (value) => (Array.isArray(value) ? value : [value]).filter((one) => one != null).map(text);

  return {
    /** From [[name, [value, ...]], ...]. */
    headers(list) {
      const target = {};
      for (const [name, all] of list) put(target, name, all);
      return new Proxy(target, anyCase);
    },
    form(list) {
      const target = {};
      for (const [name, all] of list) put(target, name, all);
      return target;
    },
    /** Back again, whatever the script has put in: a plain string counts as a list of one. */
    list(dictionary) {
      if (dictionary === null || typeof dictionary !== "object") return [];
      return Object.keys(dictionary)
        .map((name) => [text(name), values(dictionary[name])])
        .filter(([, all]) => all.length > 0);
    },
    values,
  };
}
