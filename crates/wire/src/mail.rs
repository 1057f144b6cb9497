//! Mail, by the same way out: the name resolved once, the address vetted, the certificate verified.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use lettre::{
    Address,
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, AsyncTokioStream},
        commands::{Data, Mail, Rcpt, Starttls},
        extension::{ClientId, Extension},
    },
};
use tacit_taint::{Secret, seam};
use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time,
};
use tokio_rustls::client::TlsStream;
use tracing::{Dispatch, instrument::WithSubscriber};
use url::Host;

use crate::{Phase, Wire, WireError, dial::dial};

/// A mail server to hand letters to.
pub struct MailServer<'a> {
    /// Name or address.
    pub host: &'a str,
    /// 465 for TLS from the start, 587 for `STARTTLS`, usually.
    pub port: u16,
    /// How the connection is protected.
    pub security: MailSecurity,
    /// User name and password, where the server wants them.
    pub credentials: Option<(&'a str, &'a Secret)>,
    /// The name given in `EHLO`.
    pub hello: &'a str,
}

/// How a connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailSecurity {
    /// TLS from the start.
    Tls,
    /// TLS after `STARTTLS`, or no mail at all.
    StartTls,
    /// None; no password is sent over it.
    Clear,
}

/// A finished message.
pub struct Letter<'a> {
    /// The envelope's sender.
    pub from: &'a str,
    /// The envelope's recipients.
    pub to: &'a [String],
    /// The message of RFC 5322, in ASCII.
    pub message: &'a [u8],
}

/// What became of a letter that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// How many of the recipients the server refused; never all of them.
    pub refused: usize,
}

/// Why a letter was not taken. Its text holds nothing of the server's or the letter's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MailError {
    /// No connection.
    #[error("{0}")]
    Wire(#[from] WireError),
    /// `STARTTLS` is wanted and not offered.
    #[error("The mail server does not offer STARTTLS at this port. Use the port for TLS, usually 465.")]
    NoStartTls,
    /// A password over an open connection.
    #[error(
        "A password is not sent over a connection without TLS. Choose TLS or STARTTLS, or leave the password out."
    )]
    ClearPassword,
    /// No way of signing in that both know.
    #[error("The mail server takes no password here. Leave user name and password out, or use another port.")]
    NoMechanism,
    /// The password was not accepted.
    #[error("The mail server refused user name and password (code {code}).")]
    SignIn {
        /// The reply's code.
        code: u16,
    },
    /// The sender, every recipient, or the message was not accepted.
    #[error(
        "The mail server refused the message (code {code}). Check the addresses of sender and recipients."
    )]
    Refused {
        /// The reply's code.
        code: u16,
    },
    /// An address that is none.
    #[error("An address of the message is not a mail address in ASCII.")]
    Address,
    /// What was said is not SMTP, or the conversation broke off before the message was handed over.
    #[error("The conversation with the mail server broke off before the message was handed over.")]
    Protocol,
    /// The message was handed over and the server did not say whether it took it.
    #[error("The mail server did not confirm the message; it may have arrived.")]
    Unconfirmed,
}

impl Wire {
    /// Hands `letter` to `server`; `limit` is for everything together.
    ///
    /// # Errors
    /// When the server took the letter for no recipient.
    pub async fn mail(
        &self,
        server: &MailServer<'_>,
        letter: &Letter<'_>,
        limit: Duration,
    ) -> Result<Posted, MailError> {
        let from = address(letter.from)?;
        let to = letter.to.iter().map(|to| address(to)).collect::<Result<Vec<_>, _>>()?;
        if server.security == MailSecurity::Clear && server.credentials.is_some() {
            return Err(MailError::ClearPassword);
        }
        let mut handed_over = false;
        let talk = async {
            let mut talk = self.enter(server).await?;
            sign_in(&mut talk, server).await?;
            hand_over(&mut talk, from, to, letter.message, &mut handed_over).await
        };
        // What libraries log about a conversation may quote it.
        match time::timeout(limit, talk.with_subscriber(Dispatch::none())).await {
            Ok(outcome) => outcome,
            Err(_) if handed_over => Err(MailError::Unconfirmed),
            Err(_) => Err(WireError::Timeout { phase: Phase::Wait, after: limit }.into()),
        }
    }

    /// A protected connection on which the server has said who it is.
    async fn enter(&self, server: &MailServer<'_>) -> Result<AsyncSmtpConnection, MailError> {
        let host = Host::parse(server.host).map_err(|_| WireError::UrlInvalid)?;
        let parts = self.parts();
        let addresses: Vec<IpAddr> = match &host {
            Host::Domain(name) => parts.resolver.lookup(name).await.map_err(|failure| failure.error)?,
            Host::Ipv4(address) => vec![(*address).into()],
            Host::Ipv6(address) => vec![(*address).into()],
        };
        let vetted: Vec<IpAddr> =
            addresses.into_iter().filter(|address| parts.guard.permits(*address)).collect();
        if vetted.is_empty() {
            return Err(WireError::AddressRefused.into());
        }
        let (stream, remote) = dial(vetted, server.port).await.map_err(|failure| failure.error)?;

        let hello = ClientId::Domain(server.hello.to_owned());
        let (stream, greeting): (TcpStream, &'static [u8]) = match server.security {
            MailSecurity::Clear => {
                return AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello)
                    .await
                    .map_err(|_| MailError::Protocol);
            }
            MailSecurity::Tls => (stream, b""),
            // The server greets once; the client library waits for it on every connection it is given.
            MailSecurity::StartTls => (turn_to_tls(stream, &hello).await?, b"220 tls\r\n"),
        };
        let borrowed = match &host {
            Host::Domain(name) => Host::Domain(name.as_str()),
            Host::Ipv4(address) => Host::Ipv4(*address),
            Host::Ipv6(address) => Host::Ipv6(*address),
        };
        let stream = parts.tls.mail_handshake(stream, borrowed).await.map_err(|failure| failure.error)?;
        let stream = Greeted { greeting, stream, remote };
        AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello)
            .await
            .map_err(|_| MailError::Protocol)
    }
}

fn address(text: &str) -> Result<Address, MailError> {
    if text.is_ascii() { text.parse().map_err(|_| MailError::Address) } else { Err(MailError::Address) }
}

/// Speaks in clear as far as `STARTTLS`. Whatever the server said beyond its answer is dropped, as somebody else may
/// have put it there.
async fn turn_to_tls(stream: TcpStream, hello: &ClientId) -> Result<TcpStream, MailError> {
    let broken = |_: io::Error| MailError::Protocol;
    let kept = stream.into_std().map_err(broken)?;
    let lent = TcpStream::from_std(kept.try_clone().map_err(broken)?).map_err(broken)?;
    let mut talk = AsyncSmtpConnection::connect_with_transport(Box::new(lent), hello)
        .await
        .map_err(|_| MailError::Protocol)?;
    if !talk.server_info().supports_feature(Extension::StartTls) {
        return Err(MailError::NoStartTls);
    }
    talk.command(Starttls).await.map_err(|_| MailError::NoStartTls)?;
    drop(talk);
    TcpStream::from_std(kept).map_err(broken)
}

async fn sign_in(talk: &mut AsyncSmtpConnection, server: &MailServer<'_>) -> Result<(), MailError> {
    let Some((user, password)) = server.credentials else { return Ok(()) };
    let mechanisms = [Mechanism::Plain, Mechanism::Login];
    if talk.server_info().get_auth_mechanism(&mechanisms).is_none() {
        return Err(MailError::NoMechanism);
    }
    let credentials = Credentials::new(user.to_owned(), password.open(seam::Wire).to_owned());
    match talk.auth(&mechanisms, &credentials).await {
        Ok(_) => Ok(()),
        Err(error) => Err(refused(&error, |code| MailError::SignIn { code })),
    }
}

async fn hand_over(
    talk: &mut AsyncSmtpConnection,
    from: Address,
    to: Vec<Address>,
    message: &[u8],
    handed_over: &mut bool,
) -> Result<Posted, MailError> {
    let no = |error| refused(&error, |code| MailError::Refused { code });
    talk.command(Mail::new(Some(from), Vec::new())).await.map_err(no)?;
    let (mut taken, mut not, mut why) = (0, 0, MailError::Address);
    let for_now = |why: &MailError| matches!(why, MailError::Refused { code } if (400..500).contains(code));
    for recipient in to {
        match talk.command(Rcpt::new(recipient, Vec::new())).await {
            Ok(_) => taken += 1,
            Err(error) => {
                not += 1;
                let this = no(error);
                if this == MailError::Protocol {
                    return Err(this);
                }
                // Of several reasons the one that may pass counts: nobody has the message yet, so it may be sent again.
                why = if for_now(&why) { why } else { this };
            }
        }
    }
    if taken == 0 {
        talk.abort().await;
        return Err(why);
    }
    talk.command(Data).await.map_err(no)?;
    *handed_over = true;
    talk.message(message).await.map_err(|error| match no(error) {
        MailError::Protocol => MailError::Unconfirmed,
        told => told,
    })?;
    // The message is theirs by now, whatever becomes of the goodbye.
    let _ = talk.quit().await;
    Ok(Posted { refused: not })
}

fn refused(error: &lettre::transport::smtp::Error, make: impl FnOnce(u16) -> MailError) -> MailError {
    error.status().map_or(MailError::Protocol, |code| make(code.into()))
}

/// A TLS connection that says what the server said before it was one.
struct Greeted {
    greeting: &'static [u8],
    stream: TlsStream<TcpStream>,
    remote: SocketAddr,
}

impl fmt::Debug for Greeted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Greeted")
    }
}

impl AsyncTokioStream for Greeted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.remote)
    }
}

impl AsyncRead for Greeted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.greeting.is_empty() {
            return Pin::new(&mut self.stream).poll_read(cx, buffer);
        }
        let (now, later) = self.greeting.split_at(self.greeting.len().min(buffer.remaining()));
        buffer.put_slice(now);
        self.greeting = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Greeted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
