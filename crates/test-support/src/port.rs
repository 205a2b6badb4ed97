//! A port of the loopback interface that stays one's own.
//!
//! A port that is let go and needed again later may be taken by then: by a test
//! that listens on any free one, or by any connection that is made. So a socket
//! keeps it that is bound and does not listen: whoever connects is refused, and
//! nobody is given the port by chance. A server that is told this port can still
//! listen on it, because both allow its reuse (as every server does) and the
//! socket that keeps it does not listen.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpSocket;

/// A port that is kept while this lives.
#[derive(Debug)]
pub(crate) struct KeptPort {
    address: SocketAddr,
    /// Bound, and never made to listen.
    _socket: TcpSocket,
}

impl KeptPort {
    /// One that was free.
    pub(crate) fn any() -> Self {
        let bound = || {
            let socket = TcpSocket::new_v4()?;
            socket.set_reuseaddr(true)?;
            socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
            Ok::<_, std::io::Error>((socket.local_addr()?, socket))
        };
        let (address, socket) = bound().expect("a free port");
        Self {
            address,
            _socket: socket,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_kept_port_refuses_until_the_one_who_was_told_it_listens_and_again_after() {
        let port = KeptPort::any();
        let refused = || TcpStream::connect(port.address()).unwrap_err().kind();
        for _ in 0..3 {
            assert_eq!(refused(), ErrorKind::ConnectionRefused);
            let listener = TcpListener::bind(port.address()).unwrap();
            let stream = TcpStream::connect(port.address()).unwrap();
            // What was accepted stays behind for a while; it is in nobody's way.
            drop(listener.accept().unwrap());
            drop((listener, stream));
        }
        assert_eq!(refused(), ErrorKind::ConnectionRefused);
    }
}
