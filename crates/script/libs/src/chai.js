import chai from "chai";

export default () => chai;
