import fuzzy from "chai-fuzzy";

/** A function that plugs it into chai. */
export default () => (chai) => chai.use(fuzzy);
