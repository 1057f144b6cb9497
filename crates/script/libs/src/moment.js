import moment from "moment/min/moment-with-locales.js";

export default () => {
  moment.locale("en");
  return moment;
};
