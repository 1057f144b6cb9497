"""A mail server for tests: takes every message and prints it, one line of JSON each."""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Printer:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": server.transport.get_extra_info("sslcontext") is not None,
            "user": session.auth_data,
            "message": envelope.content.decode("ascii"),
        }
        print(json.dumps(message), flush=True)
        return "250 taken"


def main():
    options = json.loads(sys.argv[1])
    context = None
    if options["certificate"]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # Python reads chains in the text form only.
        with open(options["certificate"], "rb") as file:
            text = ssl.DER_cert_to_PEM_cert(file.read())
        with open(options["certificate"], "w", encoding="ascii") as file:
            file.write(text)
        context.load_cert_chain(options["certificate"], options["key"])

    def check(server, session, envelope, mechanism, data):
        known = isinstance(data, LoginPassword) and [data.login.decode(), data.password.decode()] == options["account"]
        return AuthResult(success=known, handled=known, auth_data=data.login.decode() if known else None)

    starttls = options["security"] == "starttls"
    protected = context is not None

    def session():
        return SMTP(
            Printer(),
            hostname="localhost",
            tls_context=context if starttls else None,
            require_starttls=starttls,
            authenticator=check if options["account"] else None,
            auth_required=bool(options["account"]),
            auth_require_tls=starttls,
        )

    async def serve():
        loop = asyncio.get_running_loop()
        tls = context if protected and not starttls else None
        server = await loop.create_server(session, "127.0.0.1", 0, ssl=tls)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(serve())


main()
