// What was thrown, as [name, message, stack], whatever it is.
(host, { pretty, text }) => {
  return (thrown) => {
    if (thrown === null || typeof thrown !== "object") return ["", text(thrown), ""];
    try {
      const { name, message, stack } = thrown;
      if (typeof message !== "string") return ["", pretty(thrown), ""];
      return [text(name ?? ""), text(message), typeof stack === "string" ? text(stack) : ""];
    } catch {
      return ["", "the thrown value cannot be read", ""];
    }
  };
}
