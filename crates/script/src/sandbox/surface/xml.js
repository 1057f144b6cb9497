// `runscope_xml2json` and `xmltojson`: attributes as "@name", text as "#text" beside them, repeated elements as arrays.
(host, { define, lazy, parse, stringify, text }, makeMarknote) => {
  const tree = (xml) => {
    const [error, json] = host.xml(text(xml));
    if (error !== "") throw new SyntaxError(error);
    return parse(json);
  };

  const convert = (element) => {
    const result = {};
    const put = (name, value) =>
      Object.defineProperty(result, name, { value, writable: true, enumerable: true, configurable: true });
    for (const [name, value] of element.attributes) put(`@${name}`, value);
    let words = "";
    for (const { element: child, text: plain, cdata } of element.children) {
      if (child === undefined) {
        words += plain ?? cdata ?? "";
        continue;
      }
      const value = convert(child);
      if (!Object.hasOwn(result, child.name)) put(child.name, value);
      else if (Array.isArray(result[child.name])) result[child.name].push(value);
      else put(child.name, [result[child.name], value]);
    }
    words = words.trim();
    if (Object.keys(result).length === 0) return words === "" ? null : words;
    if (words !== "") put("#text", words);
    return result;
  };

  const toObject = (xml) => {
    const root = tree(xml);
    return { [root.name]: convert(root) };
  };
  define(globalThis, "runscope_xml2json", toObject);
  define(globalThis, "xmltojson", (xml) => stringify(toObject(xml)));
  lazy(globalThis, "marknote", () => makeMarknote(tree));
}
