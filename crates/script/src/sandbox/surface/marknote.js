// The `marknote` XML library's reading and writing interface, over our own parser.
(host, { text }) => {
  const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
  const escape = (value) => text(value).replace(/[&<>"']/g, (letter) => escapes[letter]);
  const nameOf = (name) => text(name);

  class QName {
    constructor(prefix, local) {
      this.prefix = local === undefined ? "" : text(prefix);
      this.local = text(local === undefined ? prefix : local);
    }
    getPrefix() { return this.prefix; }
    getLocalPart() { return this.local; }
    toString() { return this.prefix === "" ? this.local : `${this.prefix}:${this.local}`; }
  }

  class Attribute {
    constructor(name = "", value = "") { this.name = nameOf(name); this.value = text(value); }
    getName() { return this.name; }
    setName(name) { this.name = nameOf(name); }
    getValue() { return this.value; }
    setValue(value) { this.value = text(value); }
    clone() { return new Attribute(this.name, this.value); }
    toString() { return `${this.name}="${escape(this.value)}"`; }
  }

  class Content {
    constructor(words = "") { this.words = text(words); }
    getText() { return this.words; }
    setText(words) { this.words = text(words); }
    clone() { return new this.constructor(this.words); }
  }
  class Text extends Content { toString() { return escape(this.words); } }
  class CDATA extends Content { toString() { return `<![CDATA[${this.words}]]>`; } }
  class Comment extends Content { toString() { return `<!--${this.words}-->`; } }

  class Element {
    constructor(name = "") { this.name = nameOf(name); this.attributes = []; this.contents = []; this.parent = null; }

    getName() { return this.name; }
    setName(name) { this.name = nameOf(name); }
    getParent() { return this.parent; }

    getAttributes() { return this.attributes; }
    getAttribute(name) { return this.attributes.find((one) => one.name === nameOf(name)) ?? null; }
    getAttributeValue(name) { return this.getAttribute(name)?.value ?? null; }
    hasAttribute(name) { return this.getAttribute(name) !== null; }
    hasAttributes() { return this.attributes.length > 0; }
    setAttribute(name, value) {
      const given = name instanceof Attribute ? name : new Attribute(name, value);
      const known = this.getAttribute(given.name);
      if (known === null) this.attributes.push(given);
      else known.value = given.value;
    }
    setAttributeValue(name, value) { this.setAttribute(name, value); }
    setAttributes(list) { this.attributes = [...list]; }
    removeAttribute(name) { this.attributes = this.attributes.filter((one) => one.name !== nameOf(name)); }
    removeAllAttributes() { this.attributes = []; }

    getContents() { return this.contents; }
    getContentAt(index) { return this.contents[index] ?? null; }
    getContentCount() { return this.contents.length; }
    hasContents() { return this.contents.length > 0; }
    addContent(content) {
      if (content instanceof Element) content.parent = this;
      this.contents.push(content);
    }
    removeContent(index) { this.contents.splice(index, 1); }
    removeAllContents() { this.contents = []; }

    getText() {
      return this.contents.filter((one) => one instanceof Text || one instanceof CDATA).map((one) => one.words).join("");
    }
    setText(words) {
      this.contents = this.contents.filter((one) => one instanceof Comment);
      this.addContent(new Text(words));
    }
    setCDATAText(words) {
      this.contents = this.contents.filter((one) => one instanceof Comment);
      this.addContent(new CDATA(words));
    }
    removeText() { this.contents = this.contents.filter((one) => !(one instanceof Text || one instanceof CDATA)); }
    getCommentText() {
      return this.contents.filter((one) => one instanceof Comment).map((one) => one.words).join("");
    }
    setCommentText(words) { this.removeComments(); this.addContent(new Comment(words)); }
    removeComments() { this.contents = this.contents.filter((one) => !(one instanceof Comment)); }

    getChildElements(name) {
      const all = this.contents.filter((one) => one instanceof Element);
      return name === undefined ? all : all.filter((one) => one.name === nameOf(name));
    }
    getChildElement(name) { return this.getChildElements(name)[0] ?? null; }
    getChildElementAt(index) { return this.getChildElements()[index] ?? null; }
    hasChildElement(name) { return this.getChildElement(name) !== null; }
    hasChildElements() { return this.getChildElements().length > 0; }
    addChildElement(child) { this.addContent(child); }
    removeChildElements(name) {
      const gone = this.getChildElements(name);
      this.contents = this.contents.filter((one) => !gone.includes(one));
    }
    removeChildElement(name) { const gone = this.getChildElement(name); this.contents = this.contents.filter((one) => one !== gone); }
    removeChildElementAt(index) { const gone = this.getChildElementAt(index); this.contents = this.contents.filter((one) => one !== gone); }

    clone() {
      const copy = new Element(this.name);
      copy.attributes = this.attributes.map((one) => one.clone());
      for (const one of this.contents) copy.addContent(one.clone());
      return copy;
    }
    toString(indent = "\t", level = 0) {
      const start = `${indent.repeat(level)}<${[this.name, ...this.attributes].join(" ")}`;
      if (this.contents.length === 0) return `${start} />`;
      if (this.contents.every((one) => one instanceof Text)) return `${start}>${this.contents.join("")}</${this.name}>`;
      const inner = this.contents.map((one) =>
        one instanceof Element ? one.toString(indent, level + 1) : indent.repeat(level + 1) + one.toString().trim(),
      );
      return [`${start}>`, ...inner, `${indent.repeat(level)}</${this.name}>`].join("\n");
    }
  }

  class Document {
    constructor(root = null) { this.root = root; }
    getRootElement() { return this.root; }
    setRootElement(root) { this.root = root; }
    hasRootElement() { return this.root !== null; }
    clone() { return new Document(this.root?.clone() ?? null); }
    toString(indent) { return this.root?.toString(indent) ?? ""; }
  }

  const build = (node) => {
    const element = new Element(node.name);
    element.attributes = node.attributes.map(([name, value]) => new Attribute(name, value));
    for (const { element: child, text: words, cdata, comment } of node.children) {
      if (child !== undefined) element.addContent(build(child));
      else if (cdata !== undefined) element.addContent(new CDATA(cdata));
      else if (comment !== undefined) element.addContent(new Comment(comment));
      else if (words.trim() !== "") element.addContent(new Text(words));
    }
    return element;
  };

  return (tree) => {
    class Parser {
      parse(xml) { return new Document(build(tree(xml))); }
    }
    return { Attribute, CDATA, Comment, Document, Element, Parser, QName, Text };
  };
}
