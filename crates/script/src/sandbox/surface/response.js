// `response`: status and times are facts; headers and body may be edited, which changes what is stored and shown.
(host, { stringify, text }, fields) => {
  return (given) => {
    const same = stringify(given.headers);
    let headers = fields.headers(given.headers);
    let body = given.body;
    const fact = (value) => ({ enumerable: true, get: () => value });

    const response = Object.defineProperties({}, {
      status: fact(given.status),
      reason: fact(given.reason),
      headers: {
        enumerable: true,
        get: () => headers,
        set(value) {
          headers = fields.headers(fields.list(value));
        },
      },
      body: {
        enumerable: true,
        get: () => body,
        set(value) {
          body = value == null ? "" : typeof value === "object" ? text(stringify(value)) : text(value);
        },
      },
      response_time_ms: fact(given.response_time_ms),
      size_bytes: fact(given.size_bytes),
    });

    const edits = () => {
      const changed = {};
      const list = fields.list(headers);
      if (stringify(list) !== same) changed.headers = list;
      if (body !== given.body) changed.body = body;
      return changed;
    };
    return { response, edits };
  };
}
