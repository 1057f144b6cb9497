import schema from "chai-json-schema";

/** A function that plugs it into chai. */
export default () => (chai) => chai.use(schema);
