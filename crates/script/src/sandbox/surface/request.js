// `request`: edited freely, read once at the end.
(host, { parse, stringify, text }, fields) => {
  const SHAPE = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(?:([^/?#@]*)@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
  const split = (url) => {
    const [, scheme, user, host, path, query, fragment] = SHAPE.exec(url) ?? [];
    return { scheme, user, host, path, query, fragment };
  };
  const join = ({ scheme, user, host, path, query, fragment }) =>
    (scheme === undefined ? "" : `${scheme}://`) +
    (user === undefined ? "" : `${user}@`) +
    (host ?? "") +
    (path ?? "") +
    (query === undefined || query === "" ? "" : `?${query}`) +
    (fragment === undefined ? "" : `#${fragment}`);
  const encode = (pairs) =>
    pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");

  // Params are a list of {name, value}; a plain object may be assigned in their place.
  const toParams = (value) => {
    if (Array.isArray(value) || value === null || typeof value !== "object") return value;
    return Object.keys(value).flatMap((name) => fields.values(value[name]).map((one) => ({ name, value: one })));
  };
  const toPairs = (params) =>
    (Array.isArray(params) ? params : [])
      .filter((param) => param !== null && typeof param === "object" && param.name != null)
      .map((param) => [text(param.name), param.value == null ? "" : text(param.value)]);

  return (given) => {
    const same = { headers: stringify(given.headers), params: stringify(given.params), form: stringify(given.form ?? []) };
    let method = given.method;
    let parts = split(given.url);
    let headers = fields.headers(given.headers);
    let params = given.params.map(([name, value]) => ({ name, value }));
    let form = fields.form(given.form ?? []);
    let urlSet = false;
    let moved = false;
    let body;

    const paramsEdited = () => stringify(toPairs(params)) !== same.params;
    const formEdited = () => stringify(fields.list(form)) !== same.form;
    const url = () => {
      if (!urlSet && paramsEdited()) return join({ ...parts, query: encode(toPairs(params)) });
      return urlSet || moved ? join(parts) : given.url;
    };
    const currentBody = () => {
      if (body !== undefined) return body;
      if (!formEdited()) return given.body;
      return encode(fields.list(form).flatMap(([name, all]) => all.map((one) => [name, one])));
    };
    const part = (name) => ({
      enumerable: true,
      get: () => parts[name] ?? "",
      set(value) {
        parts[name] = text(value);
        moved = true;
      },
    });

    const request = Object.defineProperties({}, {
      method: {
        enumerable: true,
        get: () => method,
        set(value) {
          method = text(value);
        },
      },
      url: {
        enumerable: true,
        get: url,
        set(value) {
          parts = split(text(value));
          urlSet = true;
        },
      },
      scheme: part("scheme"),
      host: part("host"),
      path: part("path"),
      headers: {
        enumerable: true,
        get: () => headers,
        set(value) {
          headers = fields.headers(fields.list(value));
        },
      },
      params: {
        enumerable: true,
        get: () => params,
        set(value) {
          params = toParams(value);
        },
      },
      form: {
        enumerable: true,
        get: () => form,
        set(value) {
          form = value;
        },
      },
      body: {
        enumerable: true,
        get: currentBody,
        set(value) {
          body = value == null ? "" : typeof value === "object" ? text(stringify(value)) : text(value);
        },
      },
      content_type: {
        enumerable: true,
        get: () => fields.values(headers["Content-Type"])[0] ?? "",
        set(value) {
          headers["Content-Type"] = [text(value)];
        },
      },
      size_bytes: { enumerable: true, get: () => host.byteLength(text(currentBody())) },
    });

    /** What differs from what was given; `undefined` members are left out. */
    const edits = () => {
      const changed = {};
      if (method !== given.method) changed.method = text(method);
      const now = url();
      if (now !== given.url) changed.url = now;
      const list = fields.list(headers);
      if (stringify(list) !== same.headers) changed.headers = list;
      if (paramsEdited()) changed.params = toPairs(params);
      if (formEdited()) changed.form = fields.list(form);
      const sent = currentBody();
      if (sent !== given.body) changed.body = sent;
      changed.url_set = urlSet;
      changed.body_set = body !== undefined;
      return changed;
    };
    return { request, edits };
  };
}
