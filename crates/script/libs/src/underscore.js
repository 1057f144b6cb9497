import underscore from "underscore";

export default () => underscore;
