// Loaded into every Node process of a run: it can reach loopback only. Other attempts fail, and are noted in a file.
const { appendFileSync } = require("node:fs");
const { Socket } = require("node:net");

const loopback = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;
const { connect } = Socket.prototype;

Socket.prototype.connect = function connectToLoopback(...given) {
  // A list if it comes from `net.connect`; else options, a port and a host, or the path of a local socket.
  const [first, second] = Array.isArray(given[0]) ? given[0] : given;
  const target = typeof first === "object" ? first : { port: first, host: second };
  const host = typeof target.host === "string" ? target.host : "localhost";
  if (loopback.test(host)) return connect.apply(this, given);
  appendFileSync(process.env.REJECTED_HOSTS_FILE, `${host}\n`);
  process.nextTick(() => this.destroy(new Error(`${host} is not on loopback`)));
  return this;
};
