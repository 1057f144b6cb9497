// The globals `request` and `response`, asked of the host when first read, and what became of them.
(host, { lazy, stringify }, makeRequest, makeResponse) => {
  let request;
  let response;
  lazy(globalThis, "request", () => (request ??= makeRequest(host.request())).request);
  lazy(globalThis, "response", () => (response ??= makeResponse(host.response())).response);
  return {
    /** JSON of both sides' edits; "" for what was never read. */
    requestEdits: () => (request === undefined ? "" : stringify(request.edits())),
    responseEdits: () => (response === undefined ? "" : stringify(response.edits())),
  };
}
